//! `throughline.toml` at the project root: settings below the environment and the flags.
//!
//! ```toml
//! default = "full"          # the pipeline that `run` runs
//! jobs = "auto"             # how many stages may run side by side
//!
//! [interpreters]            # where a command's program really is
//! python3 = ".venv/bin/python"
//!
//! [gc]                      # what `throughline gc` removes where its flags do not say
//! older_than = "90d"
//! keep = 50                 # runs of each pipeline
//! max_size = "2GiB"
//!
//! [tasks]                   # what tasks may ask the server for
//! allowed_repos = ["harbour/"]
//! ```

use std::collections::BTreeMap;

use camino::Utf8Path;
use serde::Deserialize;
use throughline_artifact::read_text;

use crate::args::{Jobs, Lifetime, Size};
use crate::bounds;
use crate::error::CommandError;
use crate::task_settings::TaskSettings;

/// What `throughline.toml` may say.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    /// The pipeline that runs when none is named.
    pub(crate) default: Option<String>,
    /// How many stages may run side by side.
    jobs: Option<JobsSetting>,
    /// What a command's program is replaced by; relative paths are relative to the root.
    #[serde(default)]
    pub(crate) interpreters: BTreeMap<String, String>,
    /// Which runs may be removed.
    #[serde(default)]
    pub(crate) gc: GcSettings,
    /// What tasks may ask for.
    #[serde(default)]
    pub(crate) tasks: TaskSettings,
}

/// Which runs `throughline gc` removes where its flags do not say.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GcSettings {
    /// Those that ended longer ago than this.
    pub(crate) older_than: Option<Lifetime>,
    /// All but so many of each pipeline.
    pub(crate) keep: Option<usize>,
    /// The oldest, until all take up no more than this.
    pub(crate) max_size: Option<Size>,
}

/// A number, or `"auto"`.
#[derive(Debug, Clone)]
struct JobsSetting(Jobs);

impl<'de> Deserialize<'de> for JobsSetting {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = toml::Value::deserialize(deserializer)?;
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        text.parse().map(Self).map_err(serde::de::Error::custom)
    }
}

impl Settings {
    /// Reads the settings of a project; a project without the file has none.
    ///
    /// # Errors
    /// When the file cannot be read or says what no setting is.
    pub(crate) fn load(root: &Utf8Path) -> Result<Self, CommandError> {
        let path = root.join("throughline.toml");
        let text = match read_text(&path, bounds::SETTINGS) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(CommandError::refused(format!("cannot read {path}: {error}"))),
        };
        toml::from_str(&text)
            .map_err(|error| CommandError::refused(format!("{path}: {}", error.to_string().trim_end())))
    }

    /// How many stages may run side by side, where neither flag nor environment says.
    pub(crate) fn jobs(&self) -> Option<Jobs> {
        self.jobs.as_ref().map(|setting| setting.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jobs_are_a_number_or_auto() {
        let settings = |text: &str| toml::from_str::<Settings>(text);
        assert_eq!(settings("jobs = 3").unwrap().jobs().unwrap().0.get(), 3);
        assert!(settings("jobs = \"auto\"").unwrap().jobs().is_some());
        assert!(settings("jobs = 0").is_err());
        assert!(settings("job = 1").is_err());
    }
}
