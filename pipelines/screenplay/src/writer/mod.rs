//! The local writer: a script out of a title, a genre, a style and a seed, offline and the same on every machine.
//!
//! A genre has plots; a plot is a table of slots and of scenes that belong together ([`notation`]). The seed picks the
//! plot, its slots, the cast and each choice in the text. How many scenes there are decides which of them are told
//! ([`plan`]); long stories get chapters from tables that every genre shares, in the words of the plot's world.
//! The teller remembers what was said, so that no line comes twice.

mod brief;
mod cast;
mod genre;
mod grammar;
mod notation;
mod plan;
mod rng;
mod story;
mod style;
mod tables;
mod telling;
#[cfg(test)]
mod tests;

pub(crate) use brief::Brief;
pub(crate) use story::write;
