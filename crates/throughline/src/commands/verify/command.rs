//! Which of the two is meant.

use super::bundle::verify_exported;
use super::run::verify_recorded;
use crate::args::{Global, VerifyArgs};
use crate::error::CommandError;
use crate::exit::Done;

/// Verifies a run, or a bundle; a failure if anything is not as it was.
///
/// # Errors
/// When there is no such run or bundle, or it cannot be read.
pub(crate) fn verify(global: &Global, args: &VerifyArgs) -> Result<Done, CommandError> {
    match &args.bundle {
        Some(bundle) => verify_exported(global, args, bundle),
        None => verify_recorded(global, args),
    }
}
