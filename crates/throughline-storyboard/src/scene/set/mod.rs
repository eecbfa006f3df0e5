//! Places: rooms and landscapes in perspective, with the furniture that tells one kind from another.

mod build;
mod car;
mod indoors;
mod interiors_large;
mod land;
mod lens;
mod outdoors;
mod props;
mod room;
mod ship;
mod sky;
mod span;
mod stand;
mod town;

pub(crate) use car::before as car_before;
pub(crate) use lens::{Lens, p3};
pub(crate) use stand::{View, scenery, stand};
