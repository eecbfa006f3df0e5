//! What `throughline gc` takes.

use std::str::FromStr;

use clap::Args;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde::{Deserialize, Deserializer};

use super::FormatArgs;

#[derive(Debug, Clone, Args)]
pub(crate) struct GcArgs {
    /// Remove runs that ended longer ago than this, such as `30d`, `12h` or `6 months`
    #[arg(long, value_name = "AGE", help_heading = "Rules")]
    pub(crate) older_than: Option<Lifetime>,
    /// Remove all but the newest N runs of each pipeline
    #[arg(long, value_name = "N", help_heading = "Rules")]
    pub(crate) keep: Option<usize>,
    /// Remove the oldest runs until all runs together take up no more than this, such as `500MiB` or `2G`
    #[arg(long, value_name = "SIZE", help_heading = "Rules")]
    pub(crate) max_size: Option<Size>,
    /// Show what would be removed, and change nothing
    #[arg(long, short = 'n')]
    pub(crate) dry_run: bool,
    /// Remove also what a damaged or deleted ledger left: state files that were set aside, records of runs that the
    /// ledger does not know
    #[arg(long)]
    pub(crate) lost: bool,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

/// How old something may become.
#[derive(Debug, Clone)]
pub(crate) struct Lifetime {
    span: Span,
    /// As it was asked for.
    pub(crate) words: String,
}

impl Lifetime {
    /// The moment that lies so long before this one, by the calendar in UTC; none before the first that can be told.
    pub(crate) fn before(&self, now: Timestamp) -> Timestamp {
        let then = now.to_zoned(TimeZone::UTC).checked_sub(self.span);
        then.map_or(Timestamp::MIN, |then| then.timestamp())
    }
}

impl FromStr for Lifetime {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong =
            || format!("`{text}` is no age: a number and a unit, such as `30d`, `12h`, `2 weeks` or `6 months`");
        let span: Span = text.trim().parse().map_err(|_| wrong())?;
        if span.is_negative() { Err(wrong()) } else { Ok(Self { span, words: text.trim().to_owned() }) }
    }
}

impl<'de> Deserialize<'de> for Lifetime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// So many bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Size(pub(crate) u64);

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong =
            || format!("`{text}` is no size: a number of bytes, or one with a unit such as `500MB`, `500MiB` or `2G`");
        let trimmed = text.trim();
        let end = trimmed.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(trimmed.len());
        let (number, unit) = trimmed.split_at(end);
        let unit = match unit.trim().to_ascii_lowercase().as_str() {
            "" | "b" => 1_u64,
            "kb" => 1000,
            "mb" => 1000_u64.pow(2),
            "gb" => 1000_u64.pow(3),
            "tb" => 1000_u64.pow(4),
            "k" | "kib" => 1 << 10,
            "m" | "mib" => 1 << 20,
            "g" | "gib" => 1 << 30,
            "t" | "tib" => 1 << 40,
            _ => return Err(wrong()),
        };
        if let Ok(whole) = number.parse::<u64>() {
            return whole.checked_mul(unit).map(Self).ok_or_else(wrong);
        }
        match number.parse::<f64>() {
            #[expect(
                clippy::cast_precision_loss,
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a number with a point is none of single bytes, and there are no digits for a negative one"
            )]
            Ok(part) if part.is_finite() => Ok(Self((part * unit as f64) as u64)),
            _ => Err(wrong()),
        }
    }
}

impl<'de> Deserialize<'de> for Size {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = toml::Value::deserialize(deserializer)?;
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_go_by_the_calendar() {
        let now: Timestamp = "2026-03-31T12:00:00Z".parse().unwrap();
        let before = |text: &str| text.parse::<Lifetime>().unwrap().before(now).to_string();
        assert_eq!(before("30d"), "2026-03-01T12:00:00Z");
        assert_eq!(before("1 month"), "2026-02-28T12:00:00Z");
        assert_eq!(before("36h"), "2026-03-30T00:00:00Z");
        assert_eq!(before("0s"), "2026-03-31T12:00:00Z");
        for wrong in ["", "30", "-3d", "3d ago", "soon"] {
            assert!(wrong.parse::<Lifetime>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn sizes_have_units() {
        let size = |text: &str| text.parse::<Size>().map(|size| size.0);
        assert_eq!(size("2GiB"), Ok(2 << 30));
        assert_eq!(size("2 g"), Ok(2 << 30));
        assert_eq!(size("500MB"), Ok(500_000_000));
        assert_eq!(size("1.5K"), Ok(1536));
        assert_eq!(size("0"), Ok(0));
        for wrong in ["", "GiB", "2XB", "-1", "1.2.3M", "99999999999T"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }
}
