//! What most things do not have: a place of one pointer, where a place for all of it would be most of a large graph.

use std::ops::{Deref, DerefMut};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value that mostly is its default, and then takes no memory.
///
/// It reads as the value itself. To write to it makes room for one.
#[derive(Debug, Clone, PartialEq)]
pub struct Rare<T>(Option<Box<T>>);

/// What a [`Rare`] value is where it is not there.
pub trait Absent: Default + PartialEq + 'static {
    /// The default, made once.
    fn absent() -> &'static Self;
}

impl<T: Absent> Rare<T> {
    /// Whether it is the default, and takes no memory.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        self.0.is_none()
    }
}

impl<T> Default for Rare<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Absent> From<T> for Rare<T> {
    fn from(value: T) -> Self {
        Self((value != *T::absent()).then(|| Box::new(value)))
    }
}

impl<T: Absent> Deref for Rare<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.as_deref().unwrap_or_else(|| T::absent())
    }
}

impl<T: Absent> DerefMut for Rare<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.0.get_or_insert_default()
    }
}

impl<T: Absent + Serialize> Serialize for Rare<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).serialize(serializer)
    }
}

impl<'de, T: Absent + Deserialize<'de>> Deserialize<'de> for Rare<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StageMore;

    #[test]
    fn a_default_takes_no_memory_and_reads_as_itself() {
        let mut rare = Rare::from(StageMore::default());
        assert!(rare.is_absent());
        assert_eq!((&*rare, size_of_val(&rare)), (&StageMore::default(), size_of::<usize>()));
        rare.name = Some("Build".to_owned());
        assert!(!rare.is_absent());
        assert_eq!(rare.name.as_deref(), Some("Build"));
        let json = serde_json::to_string(&rare).unwrap();
        assert_eq!(serde_json::from_str::<Rare<StageMore>>(&json).unwrap(), rare);
    }
}
