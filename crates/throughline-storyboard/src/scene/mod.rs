//! The drawing: places, people, light.

mod cast;
mod compose;
mod geometry;
mod glow;
mod names;
mod person;
mod place;
mod rng;
mod set;
mod sheet;
mod tone;

pub(crate) use compose::{people, view_of};
pub(crate) use geometry::p;
pub(crate) use place::is_outdoors;
pub(crate) use rng::Rng;
pub(crate) use set::{Lens, View, stand};
pub(crate) use sheet::Sheet;
pub(crate) use tone::{Palette, Rgb};
