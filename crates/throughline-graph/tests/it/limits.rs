//! Files that are made to hurt are refused, and soon; large ones that are honest are not.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use throughline_graph::{Format, GraphReport, Known, MAX_PROBLEMS, Source, load, sequence};

fn source(format: Format, text: String) -> Source {
    Source { name: "g".to_owned(), text, format }
}

/// Loads, must be refused, and within a time that only a defect would need: the tests run unoptimised, side by side.
fn refused(what: &str, source: &Source) -> Vec<throughline_graph::Problem> {
    let start = Instant::now();
    let decoded = load(source, &Known::default());
    assert!(decoded.is_refused(), "{what}");
    assert!(start.elapsed() < Duration::from_secs(40), "{what}: {:?}", start.elapsed());
    assert!(decoded.problems.len() <= 2 * MAX_PROBLEMS + 1, "{what}: {}", decoded.problems.len());
    decoded.problems
}

#[test]
fn deep_nesting_is_refused() {
    for (format, deep) in [
        (Format::Json, "[".repeat(10_000)),
        (Format::Json, "{\"a\":".repeat(10_000)),
        (Format::Yaml, "[".repeat(10_000)),
        (Format::Yaml, "{a: ".repeat(10_000)),
        (Format::Yaml, "- ".repeat(10_000)),
        (Format::Yaml, (0..10_000).fold(String::new(), |text, depth| text + &" ".repeat(depth.min(300)) + "a:\n")),
    ] {
        let shown: String = deep.chars().take(6).collect();
        assert_eq!(refused(&shown, &source(format, deep))[0].code, "syntax", "{shown}");
    }
}

#[test]
fn alias_bombs_are_refused() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let _ = writeln!(bomb, "a{level}: &a{level} [{}]", vec![format!("*a{}", level - 1); 9].join(", "));
    }
    assert_eq!(refused("laughs", &source(Format::Yaml, bomb))[0].code, "syntax");
    let mut merges = String::from("m0: &m0 {k: v}\n");
    for level in 1..30 {
        let _ = writeln!(merges, "m{level}: &m{level}\n  <<: [*m{0}, *m{0}]", level - 1);
    }
    refused("merges", &source(Format::Yaml, merges));
    refused("itself", &source(Format::Yaml, "a: &a [*a]\n".to_owned()));
}

#[test]
fn garbage_is_refused() {
    const SIZE: usize = 50 * 1024 * 1024;
    for (what, format, unit) in [
        ("letters in JSON", Format::Json, "garbage "),
        ("brackets in JSON", Format::Json, "}]"),
        ("letters in YAML", Format::Yaml, "garbage "),
        ("braces in YAML", Format::Yaml, "}{"),
        ("control characters", Format::Yaml, "\u{1}\u{2}"),
        ("stars", Format::Yaml, "*a "),
    ] {
        refused(what, &source(format, unit.repeat(SIZE / unit.len())));
    }
    let half = "x".repeat(65 * 1024 * 1024);
    assert_eq!(refused("too large", &source(Format::Json, half.clone() + &half))[0].code, "too-large");
}

#[test]
fn a_file_that_is_wrong_everywhere_is_given_up_on() {
    let ones = format!("{{\"stages\": [{}1]}}", "1,".repeat(1_000_000));
    let problems = refused("ones", &source(Format::Json, ones));
    assert!(problems.len() >= MAX_PROBLEMS);
    assert!(problems.iter().any(|problem| problem.code == "too-many-problems"));
    let objects = format!("{{\"stages\": [{}{{}}]}}", "{},".repeat(100_000));
    refused("objects", &source(Format::Json, objects));
    let keys = (0..100_000).fold(String::from("{"), |text, key| text + &format!("\"k{key}\":0,")) + "\"k0\":1}";
    let problems = refused("keys", &source(Format::Json, keys));
    assert!(problems.iter().any(|problem| problem.code == "duplicate-key"));
    let source = source(
        Format::Json,
        format!(
            "{{\"pipelines\": [{{\"id\": \"p\", \"stages\": [{}\"a\"]}}], \"stages\": [{{\"id\": \"b\"}}]}}",
            "\"a\",".repeat(100_000)
        ),
    );
    let problems = refused("unknown stages", &source);
    let start = Instant::now();
    let report = GraphReport::new(&source, &problems);
    assert_eq!(report.located().count(), problems.len());
    let mut shown = String::new();
    miette::JSONReportHandler::new().render_report(&mut shown, &report).unwrap();
    assert!(start.elapsed() < Duration::from_secs(40), "{:?}", start.elapsed());
}

/// `count` stages, each with about 500 bytes, each after the one before and two others, all in one pipeline.
fn large(count: usize) -> String {
    let ids = (0..count).map(|at| format!("\"stage-{at}\"")).collect::<Vec<_>>().join(",");
    let mut text = format!("{{\"version\":\"1\",\"pipelines\":[{{\"id\":\"p\",\"stages\":[{ids}]}}],\"artifacts\":[");
    for at in 0..count {
        let comma = if at == 0 { "" } else { "," };
        let _ = write!(
            text,
            "{comma}{{\"id\":\"artifact-{at}\",\"path\":\"out/{}/{at}.json\",\"format\":\"json\"}}",
            at % 100
        );
    }
    text.push_str("],\"stages\":[");
    for at in 0..count {
        let comma = if at == 0 { "" } else { "," };
        let before = at.saturating_sub(1);
        let depends = if at == 0 {
            String::new()
        } else {
            format!("\"stage-{before}\",\"stage-{}\",\"stage-{}\"", at / 2, at / 3)
        };
        let depends = if at < 6 { depends.split(',').next().unwrap_or_default().to_owned() } else { depends };
        let input =
            if at == 0 { String::new() } else { format!("{{\"artifact\":\"artifact-{before}\",\"mode\":\"read\"}}") };
        let _ = write!(
            text,
            "{comma}{{\"id\":\"stage-{at}\",\"name\":\"Stage {at}\",\"description\":\"does what the stage of this number does\",\
             \"command\":{{\"executable\":\"node\",\"args\":[\"scripts/stage.js\",\"--number\",\"{at}\"]}},\
             \"dependsOn\":[{depends}],\"inputs\":[{input}],\
             \"outputs\":[{{\"artifact\":\"artifact-{at}\",\"mode\":\"write\"}}],\
             \"sideEffects\":[{{\"type\":\"filesystem\",\"description\":\"writes its file\"}}],\"environment\":[]}}"
        );
    }
    text.push_str("]}");
    text
}

fn time(count: usize) -> (Duration, usize) {
    let source = source(Format::Json, large(count));
    let start = Instant::now();
    let decoded = load(&source, &Known::default());
    let spent = start.elapsed();
    assert_eq!(decoded.problems, []);
    let graph = decoded.graph.unwrap();
    assert_eq!(sequence(&graph, &graph.pipelines[0]).unwrap().steps.len(), count);
    (spent, source.text.len())
}

#[test]
fn the_time_to_load_grows_with_the_size_and_no_faster() {
    let (small, _) = time(2_000);
    let (big, bytes) = time(40_000);
    assert!(bytes > 15_000_000);
    // Twenty times the size; a quadratic step would take four hundred times as long.
    assert!(big < small * 120 + Duration::from_secs(1), "{small:?} → {big:?}");
}

/// `cargo nextest run -p throughline-graph --release --run-ignored all speed`
#[test]
#[ignore = "measures, and only means something when optimised and alone"]
fn speed() {
    for count in [10_000, 10_000, 100_000] {
        let (spent, bytes) = time(count);
        println!("{count} stages, {:.1} MB: {spent:?}", bytes as f64 / 1e6);
    }
}

#[test]
fn a_value_that_holds_millions_is_refused_however_many_the_lists_may_hold() {
    let ones = "1,".repeat(4_100_000);
    for text in [format!("{{\"x\": [{ones}1]}}"), format!("{{\"stages\": [{{\"id\": \"a\", \"inputs\": [{ones}1]}}]}}")]
    {
        let problems = refused("ones", &source(Format::Json, text));
        assert!(problems[0].message.contains("too many values"), "{}", problems[0].message);
    }
}

#[test]
fn many_writers_of_one_artifact_in_a_chain_are_fine() {
    let count = 3_000;
    let ids = (0..count).map(|at| format!("s{at}")).collect::<Vec<_>>();
    let mut text = format!(
        "{{\"pipelines\":[{{\"id\":\"p\",\"stages\":{ids:?}}}],\"artifacts\":[{{\"id\":\"x\",\"path\":\"x\"}}],\"stages\":["
    );
    for at in 0..count {
        let depends = if at == 0 { String::new() } else { format!("\"s{}\"", at - 1) };
        let comma = if at == 0 { "" } else { "," };
        let _ = write!(
            text,
            "{comma}{{\"id\":\"s{at}\",\"command\":{{\"executable\":\"x\"}},\"dependsOn\":[{depends}],\"outputs\":[{{\"artifact\":\"x\"}}]}}"
        );
    }
    text.push_str("]}");
    assert_eq!(load(&source(Format::Json, text), &Known::default()).problems, []);
}
