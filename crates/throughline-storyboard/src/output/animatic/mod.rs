//! The animatic: the panels of the film for as long as its shots last, in one picture that moves.
//!
//! It is an APNG. That needs no video encoder, is lossless, opens in every browser and in most viewers and editing
//! tools, and states the delay of each frame as a fraction of a second, so that cuts lie where the film has them.
//!
//! A shot moves slowly, twice a second; below the panel a line and a time code run on. How much moves is bounded, by
//! rules that depend on the lengths of the shots alone ([`schedule`]): a film of many shots moves less often, then only
//! its line does, and in the end each shot is one frame. Colours are reduced to one palette for the whole film, and of
//! each frame only the rectangle that changed is stored. The first frame is what viewers without motion show.

mod palette;
mod schedule;
mod stream;
mod strip;

pub use schedule::{Motion, Take};
pub use stream::Animatic;
