//! What the writer knows: names, styles, worlds, plots by genre, and scenes that every plot can use.
//!
//! The notation is described in [`super::notation`]. Every scene speaks 20 to 45 words, whatever is chosen in it, and
//! names in its action whoever speaks in it; tests hold both.

pub(super) mod adventure;
pub(super) mod animation;
pub(super) mod between;
pub(super) mod comedy;
pub(super) mod documentary;
pub(super) mod drama;
pub(super) mod fantasy;
pub(super) mod horror;
pub(super) mod mystery;
pub(super) mod names;
pub(super) mod noir;
pub(super) mod romance;
pub(super) mod scifi;
pub(super) mod styles;
pub(super) mod subplots;
pub(super) mod thriller;
pub(super) mod war;
pub(super) mod western;
pub(super) mod worlds;
