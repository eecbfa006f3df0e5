//! A database that is carried to another one.

mod broken;
mod carried;
mod filled;
mod refused;
