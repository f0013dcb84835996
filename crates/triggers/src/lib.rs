//! What calls for a person: normalising, detectors, policy, decision; the same code in the browser and on the server
