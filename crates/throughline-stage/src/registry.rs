//! The built-in stages that this program has, by name.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::Stage;

/// The built-in stages that this program has, by name. Cheap to clone.
#[derive(Clone, Default)]
pub struct StageRegistry(Arc<BTreeMap<&'static str, Arc<dyn Stage>>>);

impl StageRegistry {
    /// The built-in with this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Arc<dyn Stage>> {
        self.0.get(name)
    }

    /// All names, in order.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.0.keys().copied()
    }
}

impl FromIterator<Arc<dyn Stage>> for StageRegistry {
    fn from_iter<I: IntoIterator<Item = Arc<dyn Stage>>>(stages: I) -> Self {
        Self(Arc::new(stages.into_iter().map(|stage| (stage.name(), stage)).collect()))
    }
}
