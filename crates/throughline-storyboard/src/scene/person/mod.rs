//! People: heads, busts, backs and whole figures. All are built in their own coordinates, in which a head is 1 high,
//! and look to the right; a [`Frame`](super::geometry::Frame) puts them on the sheet.

mod back;
mod brush;
mod bust;
mod eyes;
mod figure;
mod garment;
mod hair;
mod hat;
mod head;
mod machine;

pub(crate) use back::back;
pub(crate) use brush::Brush;
pub(crate) use bust::bust;
pub(crate) use figure::figure;
pub(crate) use head::Mood;
