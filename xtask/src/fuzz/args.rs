//! What is fuzzed, and for how long.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// What is fuzzed.
#[derive(Args)]
pub(crate) struct FuzzArgs {
    /// Only these targets
    #[arg(long, value_delimiter = ',', value_name = "TARGET")]
    pub(super) target: Vec<Target>,
    /// Seconds for each target
    #[arg(long, value_name = "N", default_value_t = SECONDS, value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) seconds: u32,
    /// How many targets run side by side [default: the number of processors]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) jobs: Option<u32>,
    /// What watches memory [default: address with a nightly toolchain, else none]
    #[arg(long, value_name = "SANITIZER")]
    pub(super) sanitizer: Option<Sanitizer>,
    /// Give this input to the target and end: how a crash is repeated
    #[arg(long, value_name = "FILE", requires = "target")]
    pub(super) input: Option<PathBuf>,
}

/// A minute for each: the properties are cheap, and most of what a target finds it finds in the first seconds.
const SECONDS: u32 = 60;

impl FuzzArgs {
    /// As a step of the suite runs it.
    pub(crate) fn for_suite() -> Self {
        Self { target: Vec::new(), seconds: SECONDS, jobs: None, sanitizer: None, input: None }
    }

    /// The targets that are meant, in their order.
    pub(super) fn targets(&self) -> Vec<Target> {
        let wanted = |target: &Target| self.target.is_empty() || self.target.contains(target);
        Target::value_variants().iter().copied().filter(wanted).collect()
    }
}

/// What watches the memory of a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sanitizer {
    /// AddressSanitizer; needs a nightly toolchain
    Address,
    /// Nothing
    None,
}

impl Sanitizer {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::None => "none",
        }
    }
}

/// A target: a binary of `fuzz/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum Target {
    /// Graph files in JSON
    GraphJson,
    /// Graph files in YAML
    GraphYaml,
    /// Screenplays
    Fountain,
    /// Canonical JSON
    Canonical,
    /// JSON Schemas and documents
    Schema,
    /// Plans, events and manifests of bundles
    Records,
}

impl Target {
    /// The name of its binary and of its folders.
    pub(super) fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// The words that its inputs are made of, in `fuzz/dictionaries`.
    pub(super) fn dictionary(self) -> Option<&'static str> {
        match self {
            Self::GraphJson | Self::GraphYaml => Some("graph.dict"),
            Self::Fountain => Some("fountain.dict"),
            Self::Schema => Some("schema.dict"),
            Self::Canonical | Self::Records => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files;

    #[test]
    fn every_target_is_a_binary_with_seeds_and_words() {
        let manifest = files::read(files::root(), "fuzz/Cargo.toml".as_ref()).unwrap();
        let folder = files::root().join("fuzz");
        for target in Target::value_variants() {
            let name = target.name();
            assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
            assert!(folder.join("seeds").join(&name).read_dir().unwrap().next().is_some(), "{name}");
            if let Some(dictionary) = target.dictionary() {
                assert!(folder.join("dictionaries").join(dictionary).is_file(), "{name}");
            }
        }
        assert_eq!(manifest.matches("[[bin]]").count(), Target::value_variants().len());
    }
}
