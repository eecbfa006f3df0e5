//! Where an object comes from.

use crate::shape;
use crate::shape::Text;

shape! {
    /// The system that an object comes from.
    pub struct Source {
        /// Its name.
        pub system: Text<1, 64>,
        /// What the object is called there.
        pub external_id: Option<Text<1, 256>>,
        /// Where it can be seen.
        pub url: Option<Text<1, 2000>>,
    }
}
