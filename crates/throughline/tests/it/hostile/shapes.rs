//! Graphs that are large: cycles, inputs, elements by the hundred thousand; files of fifty megabytes.

use std::fmt::Write as _;

use serde_json::json;

use super::measured::measured;
use crate::support::TestEnvironment;

/// Unoptimised, a tenth is enough: what grows faster than its input shows all the same.
const SCALE: usize = if cfg!(debug_assertions) { 10 } else { 1 };

fn with(text: &str) -> TestEnvironment {
    let environment = TestEnvironment::new();
    environment.write("pipeline/stage-graph.json", text);
    environment
}

/// A graph in which each stage has what `more` says of its number.
fn stages(count: usize, more: impl Fn(usize) -> String) -> String {
    let mut ids = String::new();
    let mut list = String::new();
    for at in 0..count {
        let comma = if at == 0 { "" } else { "," };
        let _ = write!(ids, "{comma}\"s{at}\"");
        let _ = write!(list, "{comma}{{\"id\":\"s{at}\",\"command\":{{\"executable\":\"true\"}}{}}}", more(at));
    }
    format!("{{\"version\":\"1\",\"pipelines\":[{{\"id\":\"main\",\"stages\":[{ids}]}}],\"stages\":[{list}]}}")
}

#[test]
fn a_hundred_thousand_stages_in_a_circle() {
    const COUNT: usize = 100_000 / SCALE;
    let file = stages(COUNT, |at| format!(",\"dependsOn\":[\"s{}\"]", (at + 1) % COUNT));
    // The whole circle would be a megabyte; its beginning and its end are shown.
    measured(&with(&file), &["plan"]).refused(1, "stages depend on each other in a circle: `s0 → s1 → s2");
}

#[test]
fn a_hundred_thousand_inputs_of_one_stage() {
    const COUNT: usize = 100_000 / SCALE;
    let list = |item: &dyn Fn(usize) -> String| (0..COUNT).map(item).collect::<Vec<_>>().join(",");
    let inputs = list(&|at| format!("{{\"artifact\":\"x{at}\"}}"));
    let artifacts = list(&|at| format!("{{\"id\":\"x{at}\",\"path\":\"in/{at}\"}}"));
    let file = stages(1, |_| format!(",\"inputs\":[{inputs}]"));
    let file = file.replacen("\"stages\":[{", &format!("\"artifacts\":[{artifacts}],\"stages\":[{{"), 1);
    measured(&with(&file), &["plan"]).handled(0);
}

#[test]
fn a_million_elements() {
    let file = stages(1, |_| {
        ",\"forEach\":{\"artifact\":\"x\",\"pointer\":\"\",\"as\":\"item\"},\"inputs\":[{\"artifact\":\"x\"}]"
            .to_owned()
    });
    let file = file.replacen("\"stages\":[{", "\"artifacts\":[{\"id\":\"x\",\"path\":\"in.json\"}],\"stages\":[{", 1);
    let environment = with(&file);
    let numbers = (0..1_000_000).map(|at| at.to_string()).collect::<Vec<_>>().join(",");
    environment.write("in.json", &format!("[{numbers}]"));
    let planned = measured(&environment, &["plan"]).handled(0);
    assert!(planned.out.contains("1000000 elements") && planned.out.len() < 4_000, "{}", planned.out);
    let ran = measured(&environment, &["run"]).handled(1);
    assert!(ran.out.contains("no more than 50000 instances"), "{}", ran.out);
}

#[test]
fn fifty_megabytes_of_garbage() {
    const SIZE: usize = 50_000_000 / SCALE;
    for (extension, unit, words) in [
        ("json", "\0", "not valid JSON"),
        ("json", "[", "nested too deeply"),
        ("json", "x ", "not valid JSON"),
        ("yaml", "\0", "not valid YAML"),
        ("yaml", "- ", "nested too deeply"),
        ("yaml", "a b: c\n", "stands here twice"),
        ("yaml", "#", "the file is empty"),
    ] {
        let environment = TestEnvironment::new();
        environment.write(&format!("pipeline/stage-graph.{extension}"), &unit.repeat(SIZE / unit.len()));
        measured(&environment, &["plan"]).refused(1, words);
    }
}

#[test]
fn files_that_are_valid_and_too_large() {
    let keys: String = (0..200_001).fold("{".to_owned(), |mut text, at| {
        let _ = write!(text, "\"k{at}\":1,");
        text
    });
    measured(&with(&(keys + "\"x\":1}")), &["plan"]).refused(1, "too many fields");
    let same = format!("{{{}\"x\":1}}", "\"a\":1,".repeat(200_001));
    measured(&with(&same), &["plan"]).refused(1, "too many fields");
    if SCALE == 1 {
        measured(&with(&format!("{{\"x\":[{}1]}}", "1,".repeat(9_000_000))), &["plan"]).refused(1, "too many values");
    }
    let text = json!({"description": "x".repeat(70_000_000)}).to_string();
    measured(&with(&text), &["plan"]).refused(1, "are the most that is read");
}

#[test]
fn the_same_mistake_ten_thousand_times_on_one_line() {
    let file = stages(1, |_| format!(",\"dependsOn\":[{}\"s0\"]", "\"nobody\",".repeat(300_000 / SCALE)));
    let said = measured(&with(&file), &["plan"]).handled(1);
    assert!(said.err.contains("too-many-problems"), "{}", said.err.len());
}

#[test]
fn nested_ten_thousand_and_a_million_deep() {
    for depth in [10_000, 1_000_000 / SCALE] {
        for (name, open, close) in [("[", "[", "]"), ("{", "{\"a\":", "}"), ("both", "[{\"a\":", "}]")] {
            let whole = format!("{{\"stages\":[{}1{}]}}", open.repeat(depth), close.repeat(depth));
            let torn = format!("{{\"stages\":[{}", open.repeat(depth));
            for text in [&whole, &torn] {
                for extension in ["json", "yaml"] {
                    let environment = TestEnvironment::new();
                    environment.write(&format!("pipeline/stage-graph.{extension}"), text);
                    let ended = measured(&environment, &["plan"]);
                    assert!(ended.err.contains("nested too deeply"), "{name} {depth} {extension}: {}", ended.err);
                    ended.refused(1, ":1:");
                }
            }
        }
    }
}
