//! Canonical JSON, digests of files and folders, schema validation.
