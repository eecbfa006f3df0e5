//! Texts that nobody writes. A way to read them in more than linear time would show here as a test that does not end.

use std::time::{Duration, Instant};

use throughline_fountain::{Screenplay, parse};

use crate::support::screenplay;

/// How much of it, in bytes: enough that a way to read it in quadratic time takes many seconds.
const SIZE: usize = 1 << 16;

fn read(unit: &str, ending: &str) -> Screenplay {
    let text = unit.repeat(SIZE.div_ceil(unit.len())) + ending;
    let start = Instant::now();
    let screenplay = parse(&text);
    let statistics = screenplay.statistics();
    assert!(start.elapsed() < Duration::from_secs(5), "{unit:?} took {:?}", start.elapsed());
    assert!(statistics.scenes.len() <= screenplay.elements.len());
    screenplay
}

const UNITS: [&str; 51] = [
    "[[",
    "/*",
    "*",
    "_",
    "**a ",
    "*a",
    "a*",
    "_a ",
    "***a*",
    "*a **b ***c ",
    "(",
    ")",
    "\\",
    "\\*",
    "]]",
    "*/",
    "[[a\n",
    "/*a\n",
    "[[a\n  \n",
    "(a\n",
    "A (\n",
    "A\n",
    "A\n\n",
    "A\n  \n",
    "A\nb\n\n",
    "A ^\nb\n\n",
    "~\n",
    "#",
    "#\n",
    "=",
    "=\n",
    ">",
    "> <\n",
    "!\n",
    ".A\n",
    "@",
    "@a\n",
    "A()",
    "A ()\n",
    "INT. A #1#\n\n",
    "TO:\n",
    "a:b\n",
    "a: b\n  c\n",
    "\r",
    "\n",
    "  \n",
    "\u{feff}",
    "ß",
    "漢",
    "\0",
    "e\u{301}",
];

#[test]
fn marks_without_end() {
    for unit in UNITS {
        read(unit, "");
    }
}

#[test]
fn marks_that_end_far_below_within_a_speech() {
    for unit in UNITS {
        let text = format!("INT. A\n\nB\n{}\n]]*/", unit.repeat(SIZE / unit.len()));
        assert!(!parse(&text).elements.is_empty());
    }
}

#[test]
fn one_line_of_everything() {
    let screenplay = read("word ", "");
    assert_eq!(screenplay.elements.len(), 1);
    assert_eq!(screenplay.statistics().action_words, SIZE.div_ceil(5));
    assert_eq!(read("[[", "").notices.len(), 1);
    assert_eq!(read("/*", "").notices.len(), 1);
}

#[test]
fn a_long_screenplay_is_read_whole() {
    let text = screenplay(500);
    let screenplay = parse(&text);
    assert_eq!(screenplay.notices, []);
    let statistics = screenplay.statistics();
    assert_eq!((statistics.scenes.len(), statistics.cast.len()), (500, 2));
    assert_eq!((statistics.other.notes, statistics.other.boneyards, statistics.other.transitions), (500, 500, 500));
}
