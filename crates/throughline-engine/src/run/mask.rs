//! Masks secrets in events before anything stores or shows them.

use throughline_model::{AttemptOutcome, EventKind};
use throughline_process::Redactor;

/// The event with every secret masked in the texts that come from outside: what programs printed, what files hold,
/// what people wrote.
pub(crate) fn masked(mut kind: EventKind, redactor: &Redactor) -> EventKind {
    if redactor.is_empty() {
        return kind;
    }
    let mask = |text: &mut String| {
        if let std::borrow::Cow::Owned(masked) = redactor.redact(text) {
            *text = masked;
        }
    };
    match &mut kind {
        EventKind::StageFailed { error, tail, .. } => {
            mask(error);
            tail.iter_mut().for_each(mask);
        }
        EventKind::AttemptEnded { outcome, .. } => mask_outcome(outcome, &mask),
        EventKind::HookStarted { command, .. } => mask(command),
        EventKind::HookEnded { command, outcome, .. } => {
            mask(command);
            mask_outcome(outcome, &mask);
        }
        EventKind::Warning { message, .. } => mask(message),
        EventKind::RetryScheduled { reason, .. } => mask(reason),
        EventKind::StageWaiting { prompt, .. } => mask(prompt),
        EventKind::StageStarted { reason, changes, .. } => {
            mask(reason);
            for value in changes.iter_mut().flat_map(|change| change.old.iter_mut().chain(change.new.iter_mut())) {
                mask_value(value, &mask);
            }
        }
        EventKind::RunEnded { failure: Some(failure), .. } => {
            mask(&mut failure.message);
            failure.hint.iter_mut().for_each(mask);
        }
        EventKind::RunStarted(started) => started.parameters.values_mut().for_each(|value| mask_value(value, &mask)),
        EventKind::StageSkipped { .. }
        | EventKind::StageExpanded { .. }
        | EventKind::StageFresh { .. }
        | EventKind::AttemptStarted { .. }
        | EventKind::StageSucceeded { .. }
        | EventKind::StageBlocked { .. }
        | EventKind::InterruptRequested { .. }
        | EventKind::RunEnded { failure: None, .. } => {}
    }
    kind
}

fn mask_outcome(outcome: &mut AttemptOutcome, mask: &dyn Fn(&mut String)) {
    match outcome {
        AttemptOutcome::NotStarted { reason } => mask(reason),
        AttemptOutcome::Error { message } => mask(message),
        AttemptOutcome::Exited { .. }
        | AttemptOutcome::Signalled { .. }
        | AttemptOutcome::TimedOut { .. }
        | AttemptOutcome::Interrupted => {}
    }
}

fn mask_value(value: &mut serde_json::Value, mask: &dyn Fn(&mut String)) {
    match value {
        serde_json::Value::String(text) => mask(text),
        serde_json::Value::Array(items) => items.iter_mut().for_each(|item| mask_value(item, mask)),
        serde_json::Value::Object(fields) => fields.values_mut().for_each(|field| mask_value(field, mask)),
        _ => {}
    }
}
