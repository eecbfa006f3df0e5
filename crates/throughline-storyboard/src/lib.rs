//! Draws storyboards: what a shot shows in, pictures out. The same bytes on every machine.
