//! The states that runs and stages end in or stand in.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

macro_rules! states {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "lowercase")]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            /// The word for this state in files and on the terminal.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    other => Err(format!("`{other}` is no state of this kind")),
                }
            }
        }
    };
}

states! {
    /// What became of a run.
    RunStatus {
        /// It is going on, or the process that carried it died and nobody has looked since.
        Running = "running",
        /// Every chosen stage succeeded or was fresh.
        Success = "success",
        /// A stage failed and what had not started was not started.
        Failed = "failed",
        /// A stage failed and the rest went on (`--continue-on-error`).
        Degraded = "degraded",
        /// A signal ended it, or its process died.
        Interrupted = "interrupted",
        /// A gate waits for a decision.
        Waiting = "waiting",
    }
}

states! {
    /// What became of a stage in a run.
    StageStatus {
        /// It ran, and its outputs are there and valid.
        Succeeded = "succeeded",
        /// It did not need to run.
        Fresh = "fresh",
        /// It ran and failed, or could not be started.
        Failed = "failed",
        /// The filters left it out.
        Skipped = "skipped",
        /// The run ended before it was reached.
        Pending = "pending",
        /// Something that it depends on failed.
        Blocked = "blocked",
        /// It is a gate without a decision.
        Waiting = "waiting",
    }
}
