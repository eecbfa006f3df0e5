//! The table of routes: all that the server answers.

use std::collections::BTreeMap;

use crate::dispatch::Crossing;
use crate::documents;
use crate::keys;
use crate::route::Route;
use crate::runs;
use crate::system;

/// Every route, in the order in which documents show them.
pub fn routes() -> impl Iterator<Item = &'static Route> {
    [system::ROUTES, documents::ROUTES, runs::ROUTES, keys::ROUTES].into_iter().flatten()
}

/// The same by path.
pub(crate) fn crossings() -> Vec<Crossing> {
    let mut by_path: BTreeMap<&'static str, Vec<&'static Route>> = BTreeMap::new();
    for route in routes() {
        by_path.entry(route.path).or_default().push(route);
    }
    by_path.into_iter().map(|(path, routes)| Crossing { path, routes }).collect()
}
