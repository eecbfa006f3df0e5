//! How points and spans of time are written.

use std::time::Duration;

use jiff::Timestamp;

/// RFC 3339 in UTC with milliseconds: `2026-11-20T12:20:42.155Z`.
#[must_use]
pub fn iso_millis(at: Timestamp) -> String {
    format!("{at:.3}")
}

/// The same moment in a form that fits a file name: `2026-11-20T12-20-42-155Z`.
#[must_use]
pub fn stamp(at: Timestamp) -> String {
    iso_millis(at).replace([':', '.'], "-")
}

/// Whole milliseconds, as they stand in files.
#[must_use]
pub fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_a_time_without_colons_and_dots() {
        let at: Timestamp = "2026-11-20T12:20:42.155987Z".parse().unwrap();
        assert_eq!(iso_millis(at), "2026-11-20T12:20:42.155Z");
        assert_eq!(stamp(at), "2026-11-20T12-20-42-155Z");
        assert_eq!(iso_millis("2026-11-20T12:20:42Z".parse().unwrap()), "2026-11-20T12:20:42.000Z");
    }
}
