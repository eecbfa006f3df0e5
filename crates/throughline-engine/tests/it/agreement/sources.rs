//! Everything that a person may change between runs, and how it lies in the workspace.

use super::moves::{Kind, Move};
use super::net::{KEYS, Net, SOURCES};
use crate::support::Bench;

/// What the sources hold.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sources {
    pub(crate) files: [u8; SOURCES],
    pub(crate) optional: Option<u8>,
    /// Key and value of each element.
    pub(crate) list: Vec<(char, u8)>,
    /// What makes one script different from the next, by node.
    pub(crate) salts: Vec<u8>,
    pub(crate) parameter: u8,
    pub(crate) variable: u8,
    pub(crate) schema: u8,
}

impl Sources {
    pub(crate) fn new(net: &Net) -> Self {
        Self {
            files: [0; SOURCES],
            optional: None,
            list: vec![('a', 0), ('b', 0)],
            salts: vec![0; net.nodes.len()],
            parameter: 0,
            variable: 0,
            schema: 0,
        }
    }

    /// The sources after a person did this. What is done to outputs is not their matter.
    pub(crate) fn after(&self, moved: &Move, history: &[Self], net: &Net) -> Self {
        let mut next = self.clone();
        match moved {
            Move::Edit(file, value) => next.files[usize::from(*file) % SOURCES] = *value,
            Move::Optional(value) => next.optional = *value,
            Move::List(bits, value) => {
                let chosen = KEYS.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1);
                next.list = chosen.map(|(at, key)| (*key, if at == 0 { *value } else { 0 })).collect();
            }
            Move::Script(pick, value) => {
                let all = net.nodes.iter().enumerate().filter(|(_, node)| node.kind == Kind::Script);
                let scripts: Vec<usize> = all.map(|(at, _)| at).collect();
                if let Some(at) = scripts.get(usize::from(*pick) % scripts.len().max(1)) {
                    next.salts[*at] = *value;
                }
            }
            Move::Parameter(value) => next.parameter = *value,
            Move::Variable(value) => next.variable = *value,
            Move::Schema(value) => next.schema = *value,
            Move::Revert(back) => {
                if let Some(earlier) = history.iter().rev().nth(usize::from(*back)) {
                    next = earlier.clone();
                }
            }
            Move::Touch(_) | Move::Delete(_) | Move::Tamper(_) => {}
        }
        next
    }

    /// The text of a file.
    pub(crate) fn text(&self, path: &str) -> Option<String> {
        let name = path.strip_prefix("in/")?;
        match name {
            "opt" => self.optional.map(|value| format!("optional {value}\n")),
            "list.json" => {
                let items: Vec<String> =
                    self.list.iter().map(|(key, value)| format!("{{\"key\": \"{key}\", \"v\": {value}}}")).collect();
                Some(format!("{{\"items\": [{}]}}\n", items.join(", ")))
            }
            // Not all values differ in length: some edits are not seen by a stage that only counts.
            _ => Some(format!(
                "source {name} {}\n",
                "x".repeat(usize::from(self.files[name.parse::<usize>().ok()?] / 2))
                    + &self.files[name.parse::<usize>().ok()?].to_string()
            )),
        }
    }

    pub(crate) fn schema_text(&self) -> &'static str {
        match self.schema {
            0 => r#"{"type": "object"}"#,
            1 => r#"{"type": "object", "required": ["n"]}"#,
            2 => r#"{"type": "object", "required": ["absent"]}"#,
            _ => r#"{"type": "object", "properties": {"n": {"maximum": 40}}}"#,
        }
    }

    /// Brings the workspace from one state of the sources to the next; what is the same is left alone.
    pub(crate) fn lay(&self, before: Option<&Self>, net: &Net, bench: &mut Bench) {
        let names = (0..SOURCES).map(|at| format!("in/{at}")).chain(["in/opt".to_owned(), "in/list.json".to_owned()]);
        for name in names {
            let text = self.text(&name);
            if before.is_some_and(|before| before.text(&name) == text) {
                continue;
            }
            match text {
                Some(text) => bench.write(&name, &text),
                None => drop(std::fs::remove_file(bench.path(&name))),
            }
        }
        for (at, salt) in self.salts.iter().enumerate().filter(|(at, _)| net.nodes[*at].kind == Kind::Script) {
            if before.is_none_or(|before| before.salts[at] != *salt) {
                let variable = if net.nodes[at].uses_variable { "$TL_E" } else { "" };
                let text = format!(
                    "out=$1; p=$2; shift 2\nm=$({{ printf '%s\\n' salt={salt} \"p=$p\" \"e={variable}\"; cat \"$@\" 2>/dev/null; }} | cksum)\nprintf '%s\\n' \"$m\" > \"$out\"\n"
                );
                bench.write(&format!("scripts/{at}.sh"), &text);
            }
        }
        if before.is_none_or(|before| before.schema != self.schema) {
            bench.write("schemas/n.json", self.schema_text());
        }
        bench.set_variable("TL_E", &self.variable.to_string());
    }
}
