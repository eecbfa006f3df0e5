//! Ids that stand in memory once, however often a file names them.

use std::borrow::Borrow;

use crate::rows::NOWHERE;
use crate::table::Table;

/// The ids of one kind that were met so far.
#[derive(Debug)]
pub(crate) struct Interner<I> {
    table: Table,
    /// In the order in which they were met.
    ids: Vec<I>,
    /// For each way of naming, the id that was named last.
    last: [usize; 3],
}

/// Where an id is named. In many a file, ids are named in one order wherever that is: then the next one is guessed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Naming {
    /// By what has it.
    Own,
    /// By what needs it.
    Need,
    /// By what makes it.
    Make,
}

impl<I: Borrow<str> + Clone + for<'t> From<&'t str>> Interner<I> {
    /// Without ids, and with room for so many.
    pub(crate) fn with_capacity(count: usize) -> Self {
        Self { table: Table::with_capacity(count), ids: Vec::new(), last: [NOWHERE; 3] }
    }

    /// The id of this text.
    pub(crate) fn get(&mut self, text: &str, naming: Naming) -> I {
        let last = &mut self.last[naming as usize];
        let guess = last.wrapping_add(1);
        if let Some(id) = self.ids.get(guess)
            && id.borrow() == text
        {
            *last = guess;
            return id.clone();
        }
        let new = self.ids.len();
        let ids = &self.ids;
        let number = self.table.get_or_insert(text, new, |number| ids.get(number).map_or(text, Borrow::borrow));
        *last = number;
        if number == new {
            self.ids.push(I::from(text));
        }
        self.ids[number].clone()
    }
}

#[cfg(test)]
mod tests {
    use throughline_model::StageId;

    use super::*;

    #[test]
    fn one_text_is_one_id_however_it_is_named() {
        let mut interner: Interner<StageId> = Interner::with_capacity(0);
        let names: Vec<String> = (0..1000).map(|at| format!("s{at}")).collect();
        let first: Vec<StageId> = names.iter().map(|name| interner.get(name, Naming::Own)).collect();
        for step in [1, 7, 999] {
            for at in (0..1000).map(|at| at * step % 1000) {
                let id = interner.get(&names[at], Naming::Need);
                assert_eq!((id.as_str(), id.as_str().as_ptr()), (names[at].as_str(), first[at].as_str().as_ptr()));
            }
        }
    }
}
