//! The stage graph: parse, validate, order, select, draw.
