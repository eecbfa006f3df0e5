//! What a clean workspace would hold after a run: every stage once more, in plain Rust, in the order of the sequence,
//! with nothing remembered from before.

use std::collections::BTreeMap;

use super::moves::Kind;
use super::net::{Form, Net, Node, Read, path};
use super::sources::Sources;

/// What a clean workspace would hold, by path; none where a stage must fail.
pub(crate) fn clean(net: &Net, order: &[usize], sources: &Sources) -> Option<BTreeMap<String, String>> {
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    for at in order {
        let node = &net.nodes[*at];
        if node.each.is_some() {
            for (key, value) in &sources.list {
                let words = format!("s{at}-0\n{}x={key}{value}\n", words(node, sources));
                let text = sum(&format!("{words}{}", joined(net, node, &files, sources)));
                let out = path((*at, 0), Form::Each).replace("${{ x.key }}", &key.to_string());
                files.insert(out, text);
            }
            continue;
        }
        let words = words(node, sources);
        let joined = joined(net, node, &files, sources);
        for (place, (name, form)) in node.writes.iter().enumerate() {
            let out = path(*name, *form);
            // `printf '%s\n'` without words still ends a line.
            let count = if words.is_empty() { 1 } else { words.len() } + joined.len();
            let text = match node.kind {
                Kind::Length => format!("{count}\n"),
                Kind::Json => {
                    let is_valid = match sources.schema {
                        2 => false,
                        3 => count <= 40,
                        _ => true,
                    };
                    if !is_valid {
                        return None;
                    }
                    format!("{{\"n\": {count}}}\n")
                }
                Kind::Lister => sources.text("in/list.json")?,
                Kind::Script => {
                    let salt = sources.salts[*at];
                    let p = if node.uses_parameter { sources.parameter.to_string() } else { String::new() };
                    let e = if node.uses_variable { sources.variable.to_string() } else { String::new() };
                    sum(&format!("salt={salt}\np={p}\ne={e}\n{joined}"))
                }
                Kind::Builtin => {
                    let p = if node.uses_parameter { sources.parameter.to_string() } else { String::new() };
                    sum(&format!("s{at}-{place}\n{p}\n{joined}"))
                }
                Kind::Mix | Kind::Overwrite | Kind::Each | Kind::Gate => {
                    sum(&format!("s{at}-{place}\n{words}{joined}"))
                }
            };
            match form {
                Form::Folder => {
                    files.insert(format!("{out}/one"), text.clone());
                    files.insert(format!("{out}/two"), text);
                }
                Form::Maybe if !is_written(&text) => {}
                _ => drop(files.insert(out, text)),
            }
        }
    }
    Some(files)
}

/// Whether an output that is not always written is.
pub(crate) fn is_written(text: &str) -> bool {
    text.starts_with(['1', '2'])
}

fn words(node: &Node, sources: &Sources) -> String {
    let mut words = String::new();
    if node.uses_parameter {
        words.push_str(&format!("p={}\n", sources.parameter));
    }
    if node.uses_variable {
        words.push_str(&format!("e={}\n", sources.variable));
    }
    words
}

fn joined(net: &Net, node: &Node, files: &BTreeMap<String, String>, sources: &Sources) -> String {
    let mut joined = String::new();
    for read in &node.reads {
        for path in net.files(read) {
            let text = match read {
                Read::Output(..) => files.get(&path).cloned(),
                _ => sources.text(&path),
            };
            joined.push_str(&text.unwrap_or_default());
        }
    }
    joined
}

/// What `cksum` prints (POSIX, XCU `cksum`).
pub(crate) fn sum(text: &str) -> String {
    let mut crc = 0_u32;
    let mut feed = |byte: u8| {
        crc ^= u32::from(byte) << 24;
        for _ in 0..8 {
            crc = if crc & 0x8000_0000 == 0 { crc << 1 } else { (crc << 1) ^ 0x04C1_1DB7 };
        }
    };
    text.bytes().for_each(&mut feed);
    let mut length = text.len();
    while length > 0 {
        feed(u8::try_from(length & 0xFF).unwrap());
        length >>= 8;
    }
    format!("{} {}\n", !crc, text.len())
}

#[test]
fn sums_are_those_of_the_program() {
    assert_eq!(sum("hello\n"), "3015617425 6\n");
    assert_eq!(sum(""), "4294967295 0\n");
}
