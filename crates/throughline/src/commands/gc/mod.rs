//! `throughline gc`: removes old runs and what nobody needs, and never what the next run or an open gate needs.

mod command;
mod page;

pub(super) use command::gc;
