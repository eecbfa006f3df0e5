//! What only YAML can say: aliases, merges, tags, several documents.

use std::fmt::Write as _;

use super::measured::measured;
use crate::support::TestEnvironment;

#[track_caller]
fn refused(text: &str, words: &str) {
    let environment = TestEnvironment::new();
    environment.write("pipeline/stage-graph.yaml", text);
    measured(&environment, &["plan"]).refused(1, words);
}

fn levels(first: &str, count: usize, level: impl Fn(usize) -> String) -> String {
    (1..count).fold(format!("a0: &a0 {first}\n"), |mut text, at| {
        let _ = writeln!(text, "a{at}: &a{at} {}", level(at));
        text
    })
}

#[test]
fn aliases_that_stand_for_billions() {
    let nine = |at: usize| vec![format!("*a{}", at - 1); 9].join(", ");
    refused(&levels("[lol, lol, lol]", 12, |at| format!("[{}]", nine(at))), "its aliases stand for too much");
    if cfg!(debug_assertions) {
        return;
    }
    let fields = |at: usize| (0..9).map(|key| format!("k{key}: *a{}", at - 1)).collect::<Vec<_>>().join(", ");
    refused(&levels("{k: v}", 12, |at| format!("{{{}}}", fields(at))), "its aliases stand for too much");
    let text = format!("a0: &a0 \"{}\"\nl: [{}*a0]\n", "x".repeat(100_000), "*a0, ".repeat(100_000));
    refused(&text, "its aliases stand for too much");
}

#[test]
fn merges_that_stand_for_billions() {
    let merges = |at: usize| format!("{{<<: [{}], k{at}: v}}", vec![format!("*a{}", at - 1); 9].join(", "));
    refused(&levels("{k0: v}", 20, merges), "it merges (`<<`) too much");
    if cfg!(debug_assertions) {
        return;
    }
    let wide = (0..2_000).map(|key| format!("k{key}: 1")).collect::<Vec<_>>().join(", ");
    let mut text = format!("a0: &a0 {{{wide}}}\n");
    (0..3_000).for_each(|at| {
        let _ = writeln!(text, "b{at}: {{<<: *a0}}");
    });
    refused(&text, "its aliases stand for too much");
}

#[test]
fn what_leads_back_to_itself_or_nowhere() {
    refused("a: &a [*a]\n", ":1:8: error[syntax]");
    refused("a: &a\n  <<: *a\n", ":2:7: error[syntax]");
    refused("a: *b\n", "unknown anchor");
    refused("a: {<<: 3}\n", ":1:9: error[syntax]");
    refused("a: 1\n---\nb: 2\n", "more than one YAML document");
    refused("a: 1\na: 2\n", "the field `a` stands here twice");
    refused("? {a: 1}\n: 1\n", ":1:3: error[syntax]");
    refused("version: 1e400\n", "neither infinite nor none at all");
}

#[test]
fn a_great_many_of_each() {
    let mut anchors = String::new();
    (0..60_000).for_each(|at| {
        let _ = writeln!(anchors, "k{at}: &a{at} 1");
    });
    refused(&anchors, "too many anchors");
    refused(&"---\n".repeat(50_000), "more than one YAML document");
    refused(&("%TAG ! tag:x,2000:\n".repeat(50_000) + "---\na: 1"), "error[syntax]");
    refused(&"&a ".repeat(50_000), "error[syntax]");
    refused(&"!a ".repeat(50_000), "error[syntax]");
    if !cfg!(debug_assertions) {
        refused(&format!("x: [{}1]\n", "1, ".repeat(2_000_001)), "it has too many values");
    }
}

#[test]
fn tags_make_nothing_but_values() {
    let environment = TestEnvironment::new();
    environment
        .write("pipeline/stage-graph.yaml", "a: !!python/object/apply:os.system [\"touch made\"]\nb: !!binary AAAA\n");
    measured(&environment, &["plan"]).refused(1, "no pipelines");
    assert!(!environment.exists("made"));
}
