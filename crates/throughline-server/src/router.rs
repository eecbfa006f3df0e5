//! The router, made of the table of routes. A path with a slash too many leads to the one without.

use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request};
use axum::http::{HeaderValue, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::any;
use tower_http::cors::{AllowOrigin, Any, CorsLayer};

use crate::app::App;
use crate::dispatch::{dispatch, parts_of};
use crate::table::crossings;

/// Everything that the server answers.
pub fn router(app: &Arc<App>) -> Router {
    let mut router = Router::new();
    for crossing in crossings() {
        let (path, crossing, app) = (crossing.path, Arc::new(crossing), Arc::clone(app));
        let answer = move |params: Result<RawPathParams, RawPathParamsRejection>, request: Request| {
            // A part that is not UTF-8 names nothing that is there.
            let found = params.as_ref().ok().map(|_| Arc::clone(&crossing));
            let parts = params.as_ref().map(parts_of).unwrap_or_default();
            dispatch(Arc::clone(&app), found, parts, request)
        };
        router = router.route(path, any(answer)).route(&format!("{path}/"), any(without_slash));
    }
    let origins = app.settings.cors_origins.clone();
    let fallback = Arc::clone(app);
    let router = router.fallback(move |request: Request| dispatch(Arc::clone(&fallback), None, Vec::new(), request));
    match cors(&origins) {
        Some(layer) => router.layer(layer),
        None => router,
    }
}

/// Leads to the same path without its last slash.
async fn without_slash(uri: Uri) -> Response {
    let path = uri.path().trim_end_matches('/');
    // `//other.example` would lead to another host.
    let path = format!("/{}", path.trim_start_matches('/'));
    let target = uri.query().map_or_else(|| path.clone(), |query| format!("{path}?{query}"));
    Redirect::temporary(&target).into_response()
}

/// Pages of these origins may ask; without any there is no such layer, and browsers keep other pages out.
fn cors(origins: &[String]) -> Option<CorsLayer> {
    let origins: Vec<HeaderValue> = origins.iter().filter_map(|origin| origin.parse().ok()).collect();
    let layer = CorsLayer::new().allow_methods(Any).allow_headers(Any);
    (!origins.is_empty()).then(|| layer.allow_origin(AllowOrigin::list(origins)))
}
