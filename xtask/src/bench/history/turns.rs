//! Runs beside a long history and beside a short one, in turns.

use super::super::contenders::Programs;
use super::super::fit::median;
use super::long::Projects;
use crate::failure::Failure;

/// A run beside a long history may take so much of the time that it takes beside a short one.
pub(super) const RATIO: f64 = 1.1;

/// What runs took, as medians in seconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Turns {
    /// Nothing had changed, or everything ran.
    pub(super) all_ran: bool,
    /// Beside a short history.
    pub(super) short: f64,
    /// Beside a long one.
    pub(super) long: f64,
}

impl Turns {
    /// The long one by the short one.
    pub(super) fn ratio(&self) -> f64 {
        self.long / self.short
    }
}

/// Runs both projects so many times: with nothing to do, and with a changed source.
pub(super) fn turns(programs: &Programs, projects: &mut Projects, rounds: usize) -> Result<Vec<Turns>, Failure> {
    let mut turns = Vec::new();
    for all_ran in [false, true] {
        let (mut short, mut long) = (Vec::new(), Vec::new());
        for round in 0..rounds {
            let mut both = [(&mut projects.short, &mut short), (&mut projects.long, &mut long)];
            both.rotate_left(round % 2);
            for (project, took) in both {
                let usage = if all_ran { project.run_changed(programs)? } else { project.run(programs)? };
                took.push(usage.wall.as_secs_f64());
            }
        }
        if let (Some(short), Some(long)) = (median(short), median(long)) {
            turns.push(Turns { all_ran, short, long });
        }
    }
    Ok(turns)
}
