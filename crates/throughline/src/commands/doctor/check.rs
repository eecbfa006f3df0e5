//! One check: what was looked at, how it stands, and what to do about it.

use serde_json::{Value, json};

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Status {
    /// Nothing here asks for it.
    NotNeeded,
    Ok,
    /// Runs can go on, and somebody should look.
    Warn,
    /// A run will fail or be refused.
    Fail,
}

impl Status {
    /// The word for it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::NotNeeded => "not needed",
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Fail => "fail",
        }
    }
}

/// What was looked at, how it stands, and what to do about it.
#[derive(Debug)]
pub(super) struct Check {
    pub(super) name: String,
    pub(super) status: Status,
    pub(super) detail: String,
    pub(super) fix: Option<String>,
}

impl Check {
    pub(super) fn ok(name: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { name: name.into(), status: Status::Ok, detail: detail.into(), fix: None }
    }

    pub(super) fn not_needed(name: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { status: Status::NotNeeded, ..Self::ok(name, detail) }
    }

    pub(super) fn warn(name: impl Into<String>, detail: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { status: Status::Warn, fix: Some(fix.into()), ..Self::ok(name, detail) }
    }

    pub(super) fn fail(name: impl Into<String>, detail: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { status: Status::Fail, ..Self::warn(name, detail, fix) }
    }

    /// For programs.
    pub(super) fn json(&self, group: &str) -> Value {
        json!({
            "group": group,
            "name": self.name,
            "status": self.status.word(),
            "detail": self.detail,
            "fix": self.fix,
        })
    }
}

/// So many of something.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// The first of these ids, and how many more there are.
pub(super) fn some_of(ids: &[String]) -> String {
    const SHOWN: usize = 3;
    if ids.len() <= SHOWN + 1 {
        return ids.join(", ");
    }
    format!("{} and {} more", ids[..SHOWN].join(", "), ids.len() - SHOWN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_more_is_named_rather_than_counted() {
        let ids = ["a", "b", "c", "d", "e"].map(str::to_owned);
        assert_eq!([some_of(&ids[..1]), some_of(&ids[..4]), some_of(&ids)], ["a", "a, b, c, d", "a, b, c and 2 more"]);
    }
}
