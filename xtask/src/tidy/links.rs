//! Where the relative links of a Markdown file lead. Both `[text](target)` and `[name]: target` count; code does not,
//! and neither do addresses with a scheme and places within the same page.

use std::path::{Component, Path, PathBuf};

/// The links that lead nowhere. `there` says whether a path relative to the root exists.
pub(super) fn findings(path: &Path, text: &str, there: impl Fn(&Path) -> bool) -> Vec<String> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut findings = Vec::new();
    let mut fence: Option<&str> = None;
    for (index, line) in text.lines().enumerate() {
        let start = line.trim_start();
        if let Some(open) = fence {
            if start.starts_with(open) {
                fence = None;
            }
            continue;
        }
        fence = ["```", "~~~"].into_iter().find(|mark| start.starts_with(mark));
        if fence.is_some() {
            continue;
        }
        for target in targets(&without_code(line)) {
            let Some(file) = local_file(&target) else { continue };
            let leads_out =
                format!("{}:{}: the link `{target}` leads out of the repository", path.display(), index + 1);
            match normalized(&folder.join(&file)) {
                Some(target) if there(&target) => {}
                Some(_) => {
                    findings.push(format!("{}:{}: the link `{target}` leads nowhere", path.display(), index + 1))
                }
                None => findings.push(leads_out),
            }
        }
    }
    findings
}

/// The line without its `code`.
fn without_code(line: &str) -> String {
    let parts: Vec<&str> = line.split('`').collect();
    // A backtick without a partner opens nothing.
    let closed = if parts.len() % 2 == 1 { parts.len() } else { parts.len() - 1 };
    let kept = parts.iter().enumerate().filter(|(index, _)| index % 2 == 0 || *index >= closed);
    kept.map(|(_, part)| *part).collect::<Vec<_>>().join("code")
}

/// Everything that a link of the line names.
fn targets(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in line.match_indices("](") {
        let rest = line[at + 2..].trim_start();
        let target = match rest.strip_prefix('<') {
            Some(quoted) => quoted.split('>').next(),
            None => rest.split([')', ' ', '\t']).next(),
        };
        found.extend(target.map(str::to_owned));
    }
    if let Some((_, target)) = line.strip_prefix('[').and_then(|rest| rest.split_once("]: ")) {
        found.extend(target.split_whitespace().next().map(|target| target.trim_matches(['<', '>']).to_owned()));
    }
    found
}

/// The file that a target names, if it names one of ours.
fn local_file(target: &str) -> Option<String> {
    let file = target.split(['#', '?']).next().unwrap_or_default();
    let scheme =
        file.split_once(':').is_some_and(|(scheme, _)| scheme.chars().all(|c| c.is_ascii_alphanumeric() || c == '+'));
    if file.is_empty() || scheme || file.starts_with("//") { None } else { Some(file.replace("%20", " ")) }
}

/// The path without `.` and `..`; nothing where it leads out.
fn normalized(path: &Path) -> Option<PathBuf> {
    let mut result = PathBuf::new();
    for part in path.components() {
        match part {
            Component::Normal(name) => result.push(name),
            Component::CurDir => {}
            Component::ParentDir => {
                if !result.pop() {
                    return None;
                }
            }
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        let there = ["README.md", "docs/ci.md", "docs/a b.md", "docs"];
        findings(Path::new("docs/page.md"), text, |path| there.iter().any(|known| path == Path::new(known)))
    }

    #[test]
    fn links_that_lead_somewhere_pass() {
        let text = "[a](ci.md) and [b](../README.md#part), [c](<a b.md>) [d](a%20b.md) [e](https://x.org/y.md)\n\
                    [f](#here) [g](mailto:a@b.c) [h](./) ![i](ci.md \"title\")\n[ref]: ci.md\n";
        assert!(of(text).is_empty(), "{:?}", of(text));
    }

    #[test]
    fn links_that_lead_nowhere_are_found_with_their_line() {
        let found = of("text\n[a](gone.md) [b](ci.md) [c](../gone.md)\n[ref]: gone.md\n[out](../../x.md)\n");
        assert_eq!(
            found,
            [
                "docs/page.md:2: the link `gone.md` leads nowhere",
                "docs/page.md:2: the link `../gone.md` leads nowhere",
                "docs/page.md:3: the link `gone.md` leads nowhere",
                "docs/page.md:4: the link `../../x.md` leads out of the repository",
            ]
        );
    }

    #[test]
    fn code_holds_no_links() {
        let text = "`[a](gone.md)` and [`b`](ci.md)\n```md\n[c](gone.md)\n```\n~~~\n[d](gone.md)\n~~~\n";
        assert!(of(text).is_empty(), "{:?}", of(text));
        assert_eq!(of("a lone ` then [b](gone.md)\n").len(), 1);
    }
}
