//! How numbers are written on sheets and strips. Not in any one language.

/// A length, as `3.2 s`; from a minute on as a time code.
pub(in crate::output) fn length(seconds: f64) -> String {
    let tenths = (sound(seconds) * 10.0).round();
    if tenths >= 600.0 { time_code(tenths / 10.0) } else { format!("{:.1} s", tenths / 10.0) }
}

/// A place in the film, as `1:05` or `1:02:05`.
pub(in crate::output) fn time_code(seconds: f64) -> String {
    let whole = sound(seconds).floor() as u64;
    let (hours, minutes, seconds) = (whole / 3600, whole / 60 % 60, whole % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// A length in seconds; what is none counts as none.
pub(in crate::output) fn sound(seconds: f64) -> f64 {
    if seconds.is_finite() { seconds.max(0.0) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::{length, time_code};

    #[test]
    fn lengths_and_places() {
        assert_eq!(length(3.0), "3.0 s");
        assert_eq!(length(59.94), "59.9 s");
        assert_eq!(length(59.96), "1:00");
        assert_eq!(length(f64::NAN), "0.0 s");
        assert_eq!(time_code(0.0), "0:00");
        assert_eq!(time_code(65.9), "1:05");
        assert_eq!(time_code(3725.0), "1:02:05");
    }
}
