//! What limits work: time, strength, health, money, tools, surroundings, risk.

use crate::shape::{Amount, Count, FreeText, Int, Text, Time};
use crate::{shape, vocabulary};

vocabulary! {
    /// How well one is connected.
    #[derive(Default)]
    pub enum Connectivity {
        /// Not at all.
        Offline = "offline",
        /// Somewhat.
        Limited = "limited",
        /// Well.
        #[default]
        Ok = "ok",
    }

    /// How much may go wrong.
    #[derive(Default)]
    pub enum RiskTolerance {
        /// Little.
        Low = "low",
        /// Something.
        #[default]
        Medium = "medium",
        /// Much.
        High = "high",
    }
}

shape! {
    /// How much time there is.
    #[derive(Default)]
    pub struct TimeConstraint {
        /// Minutes that are left.
        pub available_minutes: Option<Count>,
        /// When it has to be done.
        pub deadline: Option<Time>,
    }

    /// How much strength there is.
    #[derive(Default)]
    pub struct EnergyConstraint {
        /// From 0, none, to 5.
        pub score_0_5: Option<Int<0, 5>>,
        /// More about it.
        pub notes: Option<Text<0, 500>>,
    }

    /// What one has to take care of.
    #[derive(Default)]
    pub struct HealthConstraint {
        /// Words for it.
        pub flags: Vec<FreeText>,
        /// More about it.
        pub notes: Option<Text<0, 500>>,
    }

    /// How much money there is.
    #[derive(Default)]
    pub struct BudgetConstraint {
        /// US dollars that are there.
        pub usd_available: Option<Amount>,
        /// US dollars that may be spent.
        pub burn_limit_usd: Option<Amount>,
    }

    /// Which tools may be used.
    #[derive(Default)]
    pub struct ToolsConstraint {
        /// Those that may.
        pub allowed: Vec<FreeText>,
        /// Those that may not.
        pub blocked: Vec<FreeText>,
    }

    /// Where work happens.
    #[derive(Default)]
    pub struct EnvironmentConstraint {
        /// The place.
        pub location: Option<Text<0, 128>>,
        /// How well one is connected there.
        pub connectivity: Connectivity = Connectivity::Ok,
        /// On what.
        pub device: Option<Text<0, 128>>,
    }

    /// What may go wrong.
    #[derive(Default)]
    pub struct RiskConstraint {
        /// How much.
        pub tolerance: RiskTolerance = RiskTolerance::Medium,
        /// More about it.
        pub notes: Option<Text<0, 500>>,
    }

    /// What limits work. A part that was not given is `null`.
    #[derive(Default)]
    pub struct Constraints {
        /// How much time there is.
        pub time: Option<TimeConstraint>,
        /// How much strength there is.
        pub energy: Option<EnergyConstraint>,
        /// What one has to take care of.
        pub health: Option<HealthConstraint>,
        /// How much money there is.
        pub budget: Option<BudgetConstraint>,
        /// Which tools may be used.
        pub tools: Option<ToolsConstraint>,
        /// Where work happens.
        pub environment: Option<EnvironmentConstraint>,
        /// What may go wrong.
        pub risk: Option<RiskConstraint>,
    }
}
