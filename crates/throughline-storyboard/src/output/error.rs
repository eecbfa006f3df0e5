//! What can go wrong on the way out.

/// Why an output could not be made.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// The encoder or the writer behind it failed.
    #[error("the picture could not be encoded")]
    Encode(#[from] ::png::EncodingError),
    /// The writer failed.
    #[error("the picture could not be written")]
    Write(#[from] std::io::Error),
    /// A picture has no pixels, or not as many as its size says.
    #[error("a picture of {width} × {height} pixels has {bytes} bytes")]
    Picture {
        /// Its width, in pixels.
        width: u32,
        /// Its height, in pixels.
        height: u32,
        /// How many bytes of pixels it has.
        bytes: usize,
    },
    /// Another number of pictures came than was announced.
    #[error("{announced} pictures were announced, {pushed} came")]
    Count {
        /// How many were announced.
        announced: usize,
        /// How many came before the end, or before one came too many.
        pushed: usize,
    },
    /// The result would be larger than a PNG file can be.
    #[error("a picture of {width} × {height} pixels is too large")]
    TooLarge {
        /// Its width, in pixels.
        width: u64,
        /// Its height, in pixels.
        height: u64,
    },
}
