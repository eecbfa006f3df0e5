//! Times as editors write them.

/// Frames a second of the time code.
const RATE: u64 = 24;

/// Seconds as `HH:MM:SS:FF`. What is no time is shown as zero.
pub(super) fn code(seconds: f64) -> String {
    let seconds = if seconds.is_finite() { seconds.clamp(0.0, 359_999.0) } else { 0.0 };
    // A start that lies within rounding of the next frame belongs to it.
    let frames = (seconds * RATE as f64 + 1e-6) as u64;
    let (whole, frame) = (frames / RATE, frames % RATE);
    format!("{:02}:{:02}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60, frame)
}

/// A duration as `3.2 s`.
pub(super) fn length(seconds: f64) -> String {
    let seconds = if seconds.is_finite() { seconds.clamp(0.0, 359_999.0) } else { 0.0 };
    format!("{seconds:.1} s")
}

#[cfg(test)]
mod tests {
    use super::{code, length};

    #[test]
    fn codes_count_frames() {
        assert_eq!(code(0.0), "00:00:00:00");
        assert_eq!(code(3661.5), "01:01:01:12");
        assert_eq!(code(0.1 + 0.2), "00:00:00:07");
        assert_eq!(code(f64::NAN), "00:00:00:00");
        assert_eq!(code(-1.0), "00:00:00:00");
        assert_eq!(length(3.25), "3.2 s");
        assert_eq!(length(f64::INFINITY), "0.0 s");
    }
}
