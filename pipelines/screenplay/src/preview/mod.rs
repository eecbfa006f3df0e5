//! What can be looked at before anything is rendered: captions, a timeline, and a storyboard frame for each shot.
//!
//! ```text
//! Script + ShotList ─Film→ when each shot is seen and each line is heard
//!                            ├─ captions   SubRip
//!                            ├─ timeline   OpenTimelineIO
//!                            └─ panels ─pictures→ frames, contact sheet, animatic
//! ```

mod captions;
mod film;
mod in_order;
mod panels;
mod pictures;
mod timeline;

pub(crate) use captions::captions;
pub(crate) use film::Film;
use panels::Panels;
pub(crate) use pictures::{DrawError, Drawing, draw};
pub(crate) use timeline::{TimelineHead, timeline};
