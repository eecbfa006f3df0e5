//! One file for each command.

mod approve;
mod audit_log;
mod completions;
mod conclusion;
mod db;
mod describe;
mod diff;
mod dispatch;
mod doctor;
mod explain;
mod export;
mod gc;
mod graph;
mod key;
mod list;
mod logs;
mod man;
mod plan;
mod recorded;
mod removed;
mod replay;
mod reproduce;
mod run;
mod run_stage;
mod runs;
mod screenplay;
mod serve;
mod stats;
mod status;
mod verify;
mod why;
mod work;

pub(crate) use approve::decide_gate;
pub(crate) use dispatch::dispatch;
