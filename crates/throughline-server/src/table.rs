//! The table of routes: all that the server answers.

use std::collections::BTreeMap;

use crate::dispatch::Crossing;
use crate::documents;
use crate::keys;
use crate::route::Route;
use crate::runs;
use crate::system;
use crate::{older, run_control, tasks, work};

/// Every route, in the order in which documents show them.
pub fn routes() -> impl Iterator<Item = &'static Route> {
    let others = [
        system::ROUTES,
        documents::ROUTES,
        tasks::ROUTES,
        runs::ROUTES,
        run_control::ROUTES,
        keys::ROUTES,
        older::ROUTES,
    ];
    work::ROUTES.into_iter().chain(others).flatten()
}

/// The same by path.
pub(crate) fn crossings() -> Vec<Crossing> {
    let mut by_path: BTreeMap<&'static str, Vec<&'static Route>> = BTreeMap::new();
    for route in routes() {
        by_path.entry(route.path).or_default().push(route);
    }
    by_path.into_iter().map(|(path, routes)| Crossing { path, routes }).collect()
}
