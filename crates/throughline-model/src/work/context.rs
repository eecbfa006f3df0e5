//! What one is given to work with.

use crate::shape;
use crate::shape::{FreeText, Json, Text};

shape! {
    /// Something to read.
    pub struct Document {
        /// Its title.
        pub title: Text<1, 256>,
        /// Where it is.
        pub uri: Text<1, 2000>,
        /// The digest of what was there.
        pub digest: Option<Text<1, 128>>,
        /// What matters of it.
        pub excerpt: Option<Text<0, 4000>>,
    }

    /// Something to compute with.
    pub struct DataBlob {
        /// Its name.
        pub name: Text<1, 256>,
        /// What it is made of.
        pub media_type: Text<1, 128>,
        /// Where it is.
        pub uri: Option<Text<1, 2000>>,
        /// The data itself: a text, or any JSON.
        pub inline: Option<Json>,
        /// The digest of the data.
        pub digest: Option<Text<1, 128>>,
    }

    /// What one is given to work with.
    #[derive(Default)]
    pub struct ContextInputs {
        /// What to read.
        pub documents: Vec<Document>,
        /// What to compute with.
        pub data_blobs: Vec<DataBlob>,
        /// Where else to look.
        pub links: Vec<FreeText>,
    }
}
