//! A plan says what a run then does, and nothing is fresh that a clean workspace would make otherwise: for random
//! graphs, filters and changes of the world.
//!
//! | file | what it holds |
//! |---|---|
//! | `net` | a random graph in a form that both the engine and the model can be told |
//! | `sources` | everything that a person may change between runs |
//! | `model` | what a clean workspace would hold: the stages once more, in plain Rust |
//! | `moves` | random graphs, changes and requests |
//! | `forgetting` | housekeeping changes none of it |
//! | `property` | what must hold after each step |

mod forgetting;
mod model;
mod moves;
mod net;
mod property;
mod sources;
