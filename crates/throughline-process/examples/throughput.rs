//! How long a command takes under the supervisor, and how long without: `cargo run --release --example throughput`.

use std::process::Command;
use std::time::Instant;

use throughline_process::{Reply, SpawnRequest, Supervisor, SupervisorCommand, is_supervisor_invocation, supervise};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    if is_supervisor_invocation(std::env::args_os()) {
        supervise();
    }
    let count: u64 = std::env::args().nth(1).map_or(Ok(5000), |count| count.parse())?;
    let program = std::env::args().nth(2).unwrap_or_else(|| "/bin/true".to_owned());
    let args: Vec<String> = std::env::args().skip(3).collect();
    let per = |start: Instant| start.elapsed().as_secs_f64() * 1e6 / count as f64;

    let bare = |side_by_side: u64| -> std::io::Result<f64> {
        let start = Instant::now();
        let mut children = std::collections::VecDeque::new();
        for _ in 0..count {
            if children.len() as u64 == side_by_side
                && let Some(mut child) = children.pop_front()
            {
                std::process::Child::wait(&mut child)?;
            }
            children.push_back(Command::new(&program).args(&args).spawn()?);
        }
        for mut child in children {
            child.wait()?;
        }
        Ok(per(start))
    };
    let folder = std::env::temp_dir().join(format!("throughput.{}", std::process::id()));
    std::fs::create_dir(&folder)?;
    let folder = camino::Utf8PathBuf::try_from(folder)?;
    let (handle, mut reader) = Supervisor::start(&SupervisorCommand::this_program())?;
    let mut supervised = |side_by_side: u64, round: u64| -> Result<f64, Box<dyn std::error::Error>> {
        let start = Instant::now();
        let (mut next, mut ended) = (0, 0);
        while ended < count {
            while next < count && next - ended < side_by_side {
                handle.spawn(SpawnRequest {
                    id: round * count + next,
                    program: program.clone(),
                    args: args.clone(),
                    cwd: folder.clone(),
                    env: vec![("THROUGHLINE_STAGE_ID".to_owned(), Some(next.to_string()))],
                    log: folder.join(format!("{next}.log")),
                    time_limit_ms: Some(60_000),
                    grace_ms: 5000,
                })?;
                next += 1;
            }
            match reader.recv()? {
                Some(Reply::Ended(_)) => ended += 1,
                Some(Reply::Started { .. }) => {}
                None => return Err("the supervisor has ended".into()),
            }
        }
        Ok(per(start))
    };
    // The best of several rounds, in turn, because a machine is seldom idle.
    let mut out = std::io::stdout();
    let mut round = 0;
    for side_by_side in [1, 2, 3, 4, 8] {
        let (mut best_bare, mut best_supervised) = (f64::MAX, f64::MAX);
        for _ in 0..10 {
            round += 1;
            best_bare = best_bare.min(bare(side_by_side)?);
            best_supervised = best_supervised.min(supervised(side_by_side, round)?);
        }
        let line =
            format_args!("{side_by_side} side by side: bare {best_bare:.0} µs, supervised {best_supervised:.0} µs\n");
        std::io::Write::write_fmt(&mut out, line)?;
    }
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}
