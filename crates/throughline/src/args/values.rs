//! The values that flags take.

use std::num::NonZeroUsize;
use std::str::FromStr;

use clap::{Args, ValueEnum};

/// How something is printed.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct FormatArgs {
    /// Text for people, or JSON
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
}
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Picture {
    Mermaid,
    Dot,
    Svg,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum LogLevel {
    /// What failed
    Error,
    /// And what should be known
    Warn,
    /// And every stage
    Info,
    /// And why, hooks, attempts and logs
    Debug,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    Text,
    Json,
}

/// How many stages may run side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Jobs(pub(crate) NonZeroUsize);

impl FromStr for Jobs {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "auto" {
            return Ok(Self(std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)));
        }
        text.parse().map(Self).map_err(|_| format!("`{text}` is neither `auto` nor a number from 1"))
    }
}

/// A share between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Share(pub(crate) f64);

impl FromStr for Share {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (number, scale) = text.strip_suffix('%').map_or((text, 1.0), |percent| (percent, 100.0));
        match number.parse::<f64>() {
            Ok(share) if (0.0..=scale).contains(&share) => Ok(Self(share / scale)),
            _ => Err(format!("`{text}` is neither a share from 0 to 1 nor one from 0% to 100%")),
        }
    }
}

/// Reads `NAME=VALUE`.
pub(super) fn parse_assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err(format!("`{text}` is not NAME=VALUE")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_and_jobs() {
        assert_eq!("25%".parse(), Ok(Share(0.25)));
        assert_eq!("0.25".parse(), Ok(Share(0.25)));
        assert!("120%".parse::<Share>().is_err());
        assert!("0".parse::<Jobs>().is_err());
        assert!("auto".parse::<Jobs>().is_ok());
    }
}
