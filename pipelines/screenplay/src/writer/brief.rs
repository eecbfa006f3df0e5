//! What the writer is told.

/// What to write.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Brief<'a> {
    /// The title, in any language; parts of it turn up in the script.
    pub(crate) title: &'a str,
    /// One word or a few: `sci-fi`, `romantic comedy`. Unknown ones are told as the nearest that is known.
    pub(crate) genre: &'a str,
    /// How it looks: `cinematic`, `noir`. It colours what is seen.
    pub(crate) style: &'a str,
    /// How many scenes.
    pub(crate) scenes: usize,
    /// Where all chance comes from. The same brief gives the same script.
    pub(crate) seed: [u8; 32],
    /// How long the film is to be, in seconds. A scene gets no more words than its share, where the tables have fewer.
    pub(crate) target_duration: f64,
}
