//! Runs one command under a policy: groups, time limits, capture, redaction, resource use.
