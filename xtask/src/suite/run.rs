//! Chooses the steps and runs them one after the other.

use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};

use super::step::Step;
use crate::failure::Failure;
use crate::{Outcome, say};

/// Which steps run.
#[derive(Args)]
pub(crate) struct TestArgs {
    /// Run only these steps
    #[arg(long, value_name = "STEP", value_delimiter = ',')]
    only: Vec<Step>,
    /// Leave out the steps that take long and seldom fail: fuzz, doctests, docs, deny, typos
    #[arg(long)]
    quick: bool,
    /// Run the remaining steps too when one fails
    #[arg(long)]
    keep_going: bool,
}

/// Runs the chosen steps.
pub(crate) fn test(args: &TestArgs) -> Outcome {
    let steps = chosen(&args.only, args.quick);
    if steps.is_empty() {
        return Err(Failure::new("nothing left to run: --quick leaves out every step that --only names"));
    }
    let start = Instant::now();
    let mut summary = None;
    let mut failed = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        let title = format!("[{}/{}] {}", index + 1, steps.len(), step.name());
        say::line(&format!("▶ {title}"));
        let begin = Instant::now();
        match step.prepare().and_then(|()| step.run()) {
            Ok(found) => {
                summary = found.or(summary);
                say::line(&format!("✔ {title} — {}", seconds(begin.elapsed())));
            }
            Err(failure) => {
                say::line(&format!("✖ {title} — {}\n{failure}", seconds(begin.elapsed())));
                failed.push(step.name());
                if !args.keep_going {
                    break;
                }
            }
        }
    }
    let took = seconds(start.elapsed());
    if failed.is_empty() {
        let names: Vec<String> = steps.iter().map(|step| step.name()).collect();
        say::line(&format!("✔ passed: {} — {took}", names.join(", ")));
        if let Some(line) = summary {
            say::result(line.trim_end());
        }
        return Ok(());
    }
    let again = format!("run it alone with `cargo xtask test --only {}`", failed.join(","));
    Err(Failure::new(format!("failed after {took}: {}; {again}", failed.join(", "))))
}

fn chosen(only: &[Step], quick: bool) -> Vec<Step> {
    let wanted = |step: &Step| only.is_empty() || only.contains(step);
    Step::value_variants().iter().copied().filter(wanted).filter(|step| !(quick && step.is_slow())).collect()
}

fn seconds(time: Duration) -> String {
    format!("{:.1}s", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_runs_in_order_unless_told_otherwise() {
        assert_eq!(chosen(&[], false), Step::value_variants());
        assert_eq!(chosen(&[Step::Tidy, Step::Fmt], false), [Step::Fmt, Step::Tidy]);
    }

    #[test]
    fn quick_leaves_out_what_is_slow_but_never_the_tests() {
        let quick = chosen(&[], true);
        assert!(quick.contains(&Step::Tests) && quick.contains(&Step::Clippy) && !quick.contains(&Step::Deny));
        assert!(chosen(&[Step::Deny], true).is_empty());
    }
}
