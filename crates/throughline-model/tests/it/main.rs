//! What the shapes take and refuse, what the work objects look like, and that schemas say the same.

mod rules;
