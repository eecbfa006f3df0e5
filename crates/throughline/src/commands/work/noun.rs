//! Where objects of each kind are, and what a table shows of them.

use crate::error::CommandError;

/// One kind of work object.
pub(crate) struct Noun {
    /// Where they are listed, and each below it.
    path: &'static str,
    /// Where one is asked for.
    pub(super) create: &'static str,
    /// What a table shows: the heading, and where it stands in an object.
    pub(super) columns: &'static [(&'static str, &'static str)],
    /// Members that point at an object of a kind: their ids may be given alone.
    pub(super) references: &'static [(&'static str, &'static str)],
    /// Filters that lead to a list of their own: `artifact list run_id=…` is the list of that run.
    owners: &'static [(&'static str, &'static str, &'static str)],
    /// Whether there is a list without an owner.
    is_listed: bool,
}

/// What most kinds are.
const USUAL: Noun = Noun { path: "", create: "", columns: &[], references: &[], owners: &[], is_listed: true };

const REPOS: &str = "/cwom/repos";
/// Repositories.
pub(crate) const REPO: Noun = Noun {
    path: REPOS,
    create: REPOS,
    columns: &[("repo", "/id"), ("slug", "/slug"), ("visibility", "/visibility"), ("made", "/created_at")],
    ..USUAL
};

const ISSUES: &str = "/cwom/issues";
/// Issues.
pub(crate) const ISSUE: Noun = Noun {
    path: ISSUES,
    create: ISSUES,
    columns: &[
        ("issue", "/id"),
        ("status", "/status"),
        ("priority", "/priority"),
        ("type", "/type"),
        ("title", "/title"),
    ],
    references: &[("repo", "Repo")],
    ..USUAL
};

const PACKETS: &str = "/cwom/context-packets";
/// Context packets.
pub(crate) const PACKET: Noun = Noun {
    path: PACKETS,
    create: PACKETS,
    columns: &[("packet", "/id"), ("version", "/version"), ("summary", "/summary"), ("made", "/created_at")],
    references: &[("for_issue", "Issue"), ("constraint_snapshot", "ConstraintSnapshot")],
    owners: &[("issue_id", ISSUES, "context-packets")],
    is_listed: false,
};

const CONSTRAINTS: &str = "/cwom/constraint-snapshots";
/// Snapshots of constraints.
pub(crate) const CONSTRAINT: Noun = Noun {
    path: CONSTRAINTS,
    create: CONSTRAINTS,
    columns: &[("snapshot", "/id"), ("scope", "/scope"), ("owner", "/owner/actor_id"), ("captured", "/captured_at")],
    ..USUAL
};

const DOCTRINES: &str = "/cwom/doctrine-refs";
/// Rules.
pub(crate) const DOCTRINE: Noun = Noun {
    path: DOCTRINES,
    create: DOCTRINES,
    columns: &[
        ("rule", "/id"),
        ("namespace", "/namespace"),
        ("name", "/name"),
        ("version", "/version"),
        ("priority", "/priority"),
        ("statement", "/statement"),
    ],
    ..USUAL
};

const RUNS: &str = "/cwom/runs";
/// Runs as work objects.
pub(crate) const RUN: Noun = Noun {
    path: RUNS,
    create: RUNS,
    columns: &[
        ("run", "/id"),
        ("status", "/status"),
        ("mode", "/mode"),
        ("issue", "/for_issue/id"),
        ("made", "/created_at"),
    ],
    references: &[("for_issue", "Issue"), ("repo", "Repo")],
    ..USUAL
};

const ARTIFACTS: &str = "/cwom/artifacts";
/// Artifacts as work objects.
pub(crate) const ARTIFACT: Noun = Noun {
    path: ARTIFACTS,
    create: ARTIFACTS,
    columns: &[("artifact", "/id"), ("type", "/type"), ("title", "/title"), ("uri", "/uri")],
    references: &[("produced_by", "Run"), ("for_issue", "Issue")],
    owners: &[("run_id", RUNS, "artifacts"), ("issue_id", ISSUES, "artifacts")],
    is_listed: false,
};

const EVIDENCES: &str = "/cwom/evidence-packs";
/// Evidence packs.
pub(crate) const EVIDENCE: Noun = Noun {
    path: EVIDENCES,
    create: EVIDENCES,
    columns: &[("evidence", "/id"), ("verdict", "/verdict"), ("run", "/for_run/id"), ("why", "/verdict_reason")],
    references: &[("for_run", "Run"), ("for_issue", "Issue")],
    ..USUAL
};

const REVIEWS: &str = "/cwom/reviews";
/// Decisions of reviews.
pub(crate) const REVIEW: Noun = Noun {
    path: REVIEWS,
    create: REVIEWS,
    columns: &[
        ("review", "/id"),
        ("decision", "/decision"),
        ("reviewer", "/reviewer/actor_id"),
        ("why", "/decision_reason"),
    ],
    references: &[("for_evidence_pack", "EvidencePack"), ("for_run", "Run"), ("for_issue", "Issue")],
    ..USUAL
};

/// Tasks.
pub(crate) const TASK: Noun = Noun {
    path: "/tasks",
    create: "/tasks/enqueue",
    columns: &[
        ("task", "/task_id"),
        ("status", "/status"),
        ("operation", "/operation"),
        ("repo", "/target/repo"),
        ("objective", "/objective"),
    ],
    ..USUAL
};

impl Noun {
    /// Where one is.
    pub(super) fn one(&self, id: &str) -> String {
        format!("{}/{}", self.path, segment(id))
    }

    /// Where the list is that the filters mean, and what is left of them.
    ///
    /// # Errors
    /// When there is no list but that of an owner, and none is named.
    pub(super) fn list(&self, filters: &[(String, String)]) -> Result<(String, Vec<(String, String)>), CommandError> {
        for (name, path, list) in self.owners {
            if let Some((_, id)) = filters.iter().find(|(filter, _)| filter == name) {
                let rest = filters.iter().filter(|(filter, _)| filter != name).cloned().collect();
                return Ok((format!("{path}/{}/{list}", segment(id)), rest));
            }
        }
        if self.is_listed {
            return Ok((self.path.to_owned(), filters.to_vec()));
        }
        let owners: Vec<String> = self.owners.iter().map(|(name, ..)| format!("{name}=ID")).collect();
        Err(CommandError::usage("of whom? there is no list of all")
            .with_help(format!("name one: {}", owners.join(" or "))))
    }
}

/// A text as one part of a path.
fn segment(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_may_name_whose_list_it_is() {
        let of_run = [("run_id".to_owned(), "R/1".to_owned()), ("type".to_owned(), "log".to_owned())];
        let (path, rest) = ARTIFACT.list(&of_run).unwrap();
        assert_eq!((path.as_str(), rest.as_slice()), ("/cwom/runs/R%2F1/artifacts", &of_run[1..]));
        assert!(ARTIFACT.list(&[]).is_err() && ISSUE.list(&[]).is_ok());
    }
}
