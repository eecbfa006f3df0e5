//! What commands print.

use std::time::{Duration, Instant};

use throughline_process::Outcome;

use crate::support::Bench;

#[test]
fn both_streams_arrive_in_order_and_nothing_is_changed() {
    let mut bench = Bench::new();
    let log = bench.print(1, "for i in {1..200}; do echo out $i; echo err $i >&2; done");
    let expected: String = (1..=200).map(|i| format!("out {i}\nerr {i}\n")).collect();
    assert_eq!(log, expected);
    let ended = bench.run(bench.shell(2, r"printf '\x00\xff\xfe\r\n\x80no newline'"));
    assert_eq!(bench.log(2), b"\x00\xff\xfe\r\n\x80no newline");
    assert_eq!(ended.output_bytes, 16);
    assert_eq!(ended.tail, ["\0\u{fffd}\u{fffd}", "\u{fffd}no newline"]);
}

#[test]
fn the_log_is_there_when_nothing_was_printed_and_is_appended_to() {
    let mut bench = Bench::new();
    assert_eq!(bench.run(bench.request(1, "true", &[])).tail, [""; 0]);
    assert_eq!(bench.log(1), b"");
    bench.print(1, "echo one");
    assert_eq!(bench.print(1, "echo two"), "one\ntwo\n");
}

#[test]
fn the_tail_is_the_last_twenty_lines() {
    let mut bench = Bench::new();
    let ended = bench.run(bench.shell(1, "seq 1 100000; exit 3"));
    assert_eq!(ended.outcome, Outcome::Exited { code: 3 });
    assert_eq!(ended.tail, (99981..=100_000).map(|i| i.to_string()).collect::<Vec<_>>());
}

#[test]
fn secrets_are_masked_wherever_the_reads_fall() {
    let mut bench = Bench::new();
    bench.handle.configure(vec!["hunter2-hunter2".to_owned(), "line one\nline two".to_owned()]).unwrap();
    let script = r#"
        for i in 1 2 3; do for c in h u n t e r 2 - h u n t e r 2; do printf $c; sleep 0.004; done; echo; done
        echo hunter2-hunter; echo 'line two'; printf 'line one\nli'; sleep 0.02; printf 'ne two\nhunt'"#;
    let ended = bench.run(bench.shell(1, script));
    let expected = "***\n***\n***\nhunter2-hunter\n***\n***\nhunt";
    assert_eq!(String::from_utf8(bench.log(1)).unwrap(), expected);
    assert_eq!(ended.tail.join("\n"), expected);
    bench.handle.configure(vec![]).unwrap();
    assert_eq!(bench.print(2, "echo hunter2-hunter2"), "hunter2-hunter2\n");
}

#[test]
fn a_log_that_cannot_be_written_does_not_fail_the_command() {
    let mut bench = Bench::new();
    let mut request = bench.shell(1, "seq 1 200000");
    request.log = "/dev/full".into();
    let ended = bench.run(request);
    assert_eq!(ended.outcome, Outcome::Exited { code: 0 });
    assert_eq!(ended.output_bytes, 1_288_895);
    assert_eq!(ended.tail.last().unwrap(), "200000");
    assert!(ended.log_error.unwrap().contains("No space left"), "said");
    let mut request = bench.shell(2, "echo hello");
    request.log = "/no/such/folder/log".into();
    let ended = bench.run(request);
    assert_eq!((ended.outcome, ended.tail), (Outcome::Exited { code: 0 }, vec!["hello".to_owned()]));
    assert!(ended.log_error.unwrap().contains("cannot be opened"));
}

#[test]
fn much_output_passes_through_little_memory() {
    for secrets in [vec![], vec!["never printed".to_owned(), "nor\nthat one".to_owned()]] {
        let mut bench = Bench::new();
        bench.handle.configure(secrets).unwrap();
        let start = Instant::now();
        let ended = bench.run(bench.shell(1, "yes 'some line that is printed' | head -c 200000000"));
        let took = start.elapsed();
        assert_eq!(ended.output_bytes, 200_000_000);
        assert_eq!(bench.log_path(1).metadata().unwrap().len(), 200_000_000);
        println!("200 MB in {took:?}: {:.0} MB/s", 200.0 / took.as_secs_f64());
        // The supervisor's own peak is what every later command starts with.
        let peak = bench.run(bench.request(2, "true", &[])).usage.max_rss_bytes;
        assert!(peak < 8 << 20, "{peak}");
    }
}

#[test]
fn a_command_that_prints_for_ever_disturbs_no_other() {
    let mut bench = Bench::new();
    let mut request = bench.request(1, "yes", &[]);
    request.log = "/dev/null".into();
    bench.start(request);
    let start = Instant::now();
    for id in 2..22 {
        let ended = bench.run(bench.request(id, "true", &[]));
        assert_eq!((ended.id, ended.outcome), (id, Outcome::Exited { code: 0 }));
    }
    assert!(start.elapsed() < Duration::from_secs(5));
    bench.handle.kill(1).unwrap();
    assert_eq!(bench.end().outcome, Outcome::Stopped);
}
