//! `docs/benchmarks.md`: words by hand, and between two marks what was measured last.

use crate::failure::Failure;

/// Where it is, relative to the root of the workspace.
pub(super) const DOCUMENT: &str = "docs/benchmarks.md";

const BEGIN: &str = "<!-- measured: written by `cargo xtask bench --write` -->";
const END: &str = "<!-- end of what was measured -->";

/// The document with this between the marks, in place of what stands there.
///
/// # Errors
/// The document lacks a mark.
pub(super) fn replaced(document: &str, report: &str) -> Result<String, Failure> {
    let parts = document.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let Some((before, after)) = parts else {
        return Err(Failure::new(format!("{DOCUMENT} lacks the line `{BEGIN}`, or after it `{END}`")));
    };
    Ok(format!("{before}{BEGIN}\n\n{}\n\n{END}{after}", report.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_between_the_marks_changes() {
        let document = format!("# Words\n\n{BEGIN}\nold\n{END}\n\nMore words\n");
        let once = replaced(&document, "| new |\n").unwrap();
        assert_eq!(once, format!("# Words\n\n{BEGIN}\n\n| new |\n\n{END}\n\nMore words\n"));
        assert_eq!(replaced(&once, "| new |\n").unwrap(), once);
    }

    #[test]
    fn a_document_without_marks_is_left_alone() {
        for document in ["# Words\n".to_owned(), format!("{BEGIN}\n"), format!("{END}\n{BEGIN}\n")] {
            assert!(replaced(&document, "new").unwrap_err().to_string().contains("lacks the line"), "{document}");
        }
    }

    #[test]
    fn the_document_of_this_repository_has_its_marks() {
        let text = std::fs::read_to_string(crate::files::root().join(DOCUMENT)).unwrap();
        replaced(&text, "new").unwrap();
    }
}
