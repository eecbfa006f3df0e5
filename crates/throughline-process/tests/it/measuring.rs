//! What commands use, and how fast they are started.

use std::process::Command;
use std::time::Instant;

use throughline_process::{Outcome, Reply};

use crate::support::Bench;

const MIB: u64 = 1 << 20;

#[test]
fn the_peak_memory_is_the_commands_own() {
    let mut held = vec![0_u8; 500 << 20];
    held.iter_mut().step_by(4096).for_each(|byte| *byte = 1);
    let mut bench = Bench::new();
    let small = bench.run(bench.request(1, "true", &[])).usage.max_rss_bytes;
    let ended = bench.run(bench.request(2, "python3", &["-c", "b = bytearray(200 << 20); b[::4096] = b'x' * 51200"]));
    let large = ended.usage.max_rss_bytes;
    println!("true: {} KiB; 200 MiB: {} MiB; held: {}", small >> 10, large / MIB, held.len());
    assert!((MIB / 2..8 * MIB).contains(&small), "{small}");
    assert!((200 * MIB..300 * MIB).contains(&large), "{large}");
}

#[test]
fn time_is_measured() {
    let mut bench = Bench::new();
    let script = "import time\nend = time.process_time() + 0.3\nwhile time.process_time() < end: pass\ntime.sleep(0.2)";
    let ended = bench.run(bench.request(1, "python3", &["-c", script]));
    let cpu = ended.usage.user_micros + ended.usage.system_micros;
    assert!((300_000..600_000).contains(&cpu), "{ended:?}");
    assert!(ended.duration_micros >= 500_000, "{ended:?}");
    // Of a descendant that was waited for, too.
    let ended = bench.run(bench.request(2, "sh", &["-c", &format!("python3 -c '{script}'; exit 0")]));
    assert!(ended.usage.user_micros + ended.usage.system_micros >= 300_000, "{ended:?}");
}

#[test]
fn many_commands_are_started_quickly() {
    const COUNT: u64 = 2000;
    let bare = {
        let start = Instant::now();
        for _ in 0..COUNT {
            assert!(Command::new("/bin/true").status().unwrap().success());
        }
        start.elapsed()
    };
    println!("{COUNT} of /bin/true, bare, one at a time: {:.0}/s", COUNT as f64 / bare.as_secs_f64());
    for side_by_side in [1, 4, 64] {
        let mut bench = Bench::new();
        let start = Instant::now();
        let mut next = 0;
        let mut ended = 0;
        while ended < COUNT {
            while next < COUNT && next - ended < side_by_side {
                bench.handle.spawn(bench.request(next, "/bin/true", &[])).unwrap();
                next += 1;
            }
            if let Reply::Ended(end) = bench.reader.recv().unwrap().unwrap() {
                assert_eq!(end.outcome, Outcome::Exited { code: 0 });
                ended += 1;
            }
        }
        let rate = COUNT as f64 / start.elapsed().as_secs_f64();
        println!("{COUNT} of /bin/true, {side_by_side} side by side: {rate:.0}/s");
    }
}
