//! `docs/benchmarks.md`: words by hand, and in two places, between two marks each, what was measured last.

use crate::failure::Failure;

/// Where it is, relative to the root of the workspace.
pub(super) const DOCUMENT: &str = "docs/benchmarks.md";

/// A place of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Beside others: what is run, and what is planned.
    Beside,
    /// Beside a long history.
    History,
}

impl Place {
    fn marks(self) -> (&'static str, &'static str) {
        match self {
            Self::Beside => {
                ("<!-- measured: written by `cargo xtask bench --write` -->", "<!-- end of what was measured -->")
            }
            Self::History => (
                "<!-- history: written by `cargo xtask bench --only history --write` -->",
                "<!-- end of the history -->",
            ),
        }
    }
}

/// The document with this between the marks of the place, instead of what stands there.
///
/// # Errors
/// The document lacks a mark.
pub(super) fn replaced(document: &str, place: Place, report: &str) -> Result<String, Failure> {
    let (begin, end) = place.marks();
    let parts = document.split_once(begin).and_then(|(before, rest)| Some((before, rest.split_once(end)?.1)));
    let Some((before, after)) = parts else {
        return Err(Failure::new(format!("{DOCUMENT} lacks the line `{begin}`, or after it `{end}`")));
    };
    Ok(format!("{before}{begin}\n\n{}\n\n{end}{after}", report.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACES: [Place; 2] = [Place::Beside, Place::History];

    #[test]
    fn only_what_is_between_the_marks_changes() {
        for place in PLACES {
            let (begin, end) = place.marks();
            let document = format!("# Words\n\n{begin}\nold\n{end}\n\nMore words\n");
            let once = replaced(&document, place, "| new |\n").unwrap();
            assert_eq!(once, format!("# Words\n\n{begin}\n\n| new |\n\n{end}\n\nMore words\n"));
            assert_eq!(replaced(&once, place, "| new |\n").unwrap(), once);
        }
    }

    #[test]
    fn a_document_without_marks_is_left_alone() {
        let (begin, end) = Place::Beside.marks();
        for document in ["# Words\n".to_owned(), format!("{begin}\n"), format!("{end}\n{begin}\n")] {
            let failure = replaced(&document, Place::Beside, "new").unwrap_err().to_string();
            assert!(failure.contains("lacks the line"), "{document}");
        }
    }

    #[test]
    fn the_document_of_this_repository_has_its_marks() {
        let text = std::fs::read_to_string(crate::files::root().join(DOCUMENT)).unwrap();
        for place in PLACES {
            replaced(&text, place, "new").unwrap();
        }
    }
}
