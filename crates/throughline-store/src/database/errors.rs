//! What a database said, whichever it is.

use std::sync::Arc;

/// The error of the database's client. Shared, because all who were in one transaction are told of its end.
pub type Cause = Arc<dyn std::error::Error + Send + Sync>;
