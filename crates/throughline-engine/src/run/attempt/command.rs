//! Commands as the supervisor wants them, and for eyes.

use std::time::Duration;

use camino::Utf8Path;
use throughline_graph::Command;
use throughline_model::{RunId, millis};
use throughline_process::SpawnRequest;

use crate::World;
use crate::project::resolve::with_run_id;

/// How long a command may take to end after it was asked to.
pub const GRACE: Duration = Duration::from_secs(10);

/// A command of this project as the supervisor wants it.
#[must_use]
pub(crate) fn command_request(
    world: &World,
    command: &Command,
    run: RunId,
    env: Vec<(String, Option<String>)>,
    log: &Utf8Path,
    time_limit: Option<Duration>,
) -> SpawnRequest {
    SpawnRequest {
        id: 0,
        program: with_run_id(world.project.program(&command.executable), run),
        args: command.args.iter().map(|arg| with_run_id(arg, run)).collect(),
        cwd: world.project.root.clone(),
        env,
        log: log.to_owned(),
        time_limit_ms: time_limit.map(millis),
        grace_ms: millis(GRACE),
    }
}

/// A command for eyes.
#[must_use]
pub(crate) fn shown(command: &Command) -> String {
    std::iter::once(&command.executable).chain(&command.args).map(String::as_str).collect::<Vec<_>>().join(" ")
}
