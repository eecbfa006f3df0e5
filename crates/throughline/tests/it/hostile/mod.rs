//! Files that are made to hurt: each is refused, or handled, in clear words that name the place, soon and in little
//! memory, and nothing is written.

mod files;
mod graphs;
mod inputs;
mod measured;
mod schemas;
mod shapes;
mod terminal;
mod text;
mod yaml;
