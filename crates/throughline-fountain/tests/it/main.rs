//! Fountain texts and what they are read as: each element of the syntax, what is told of a text, hostile texts.

mod elements;
mod hostile;
mod notices;
mod properties;
mod statistics;
mod support;
