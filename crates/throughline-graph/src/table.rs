//! Texts to numbers, in tables of nothing but numbers: the texts stand elsewhere.
//!
//! The hash is seeded anew in every process, for the texts come from outside.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable, hash_table::Entry};

/// The numbers of texts. Whoever asks says which text a number stands for, always the same.
#[derive(Debug, Default)]
pub(crate) struct Table {
    hasher: DefaultHashBuilder,
    numbers: HashTable<usize>,
}

impl Table {
    pub(crate) fn with_capacity(count: usize) -> Self {
        Self { hasher: DefaultHashBuilder::default(), numbers: HashTable::with_capacity(count) }
    }

    /// The number of this text.
    pub(crate) fn get<'t>(&self, text: &str, text_of: impl Fn(usize) -> &'t str) -> Option<usize> {
        self.numbers.find(self.hasher.hash_one(text), |&number| text_of(number) == text).copied()
    }

    /// The number of this text; if it has none, this one from now on.
    pub(crate) fn get_or_insert<'t>(&mut self, text: &str, number: usize, text_of: impl Fn(usize) -> &'t str) -> usize {
        let hash = |text: &str| self.hasher.hash_one(text);
        let known = |&number: &usize| text_of(number) == text;
        match self.numbers.entry(hash(text), known, |&number| hash(text_of(number))) {
            Entry::Occupied(entry) => *entry.get(),
            Entry::Vacant(entry) => {
                entry.insert(number);
                number
            }
        }
    }
}
