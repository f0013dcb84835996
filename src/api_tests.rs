//! Does the public styling surface match what is written about it?
