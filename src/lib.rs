//! The chat widget.
