//! What is measured, in the text format of Prometheus.

use std::time::Duration;

use axum::http::Method;
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

const REQUESTS: &str = "throughline_http_requests_total";
const DURATION: &str = "throughline_http_request_duration_seconds";

/// The upper ends of the buckets of durations, in seconds.
const BUCKETS: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// Begins to measure; once in a process.
///
/// # Errors
/// When something measures already.
pub fn measure() -> Result<PrometheusHandle, BuildError> {
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Full(DURATION.to_owned()), BUCKETS)?
        .install_recorder()?;
    metrics::describe_counter!(REQUESTS, "Requests that were answered.");
    metrics::describe_histogram!(DURATION, metrics::Unit::Seconds, "How long an answer took.");
    Ok(handle)
}

/// A request was answered. Labels are few: the template of its path, never the path itself.
pub(crate) fn answered(method: &Method, template: &'static str, status: u16, took: Duration) {
    let method = match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PATCH => "PATCH",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        _ => "other",
    };
    metrics::counter!(REQUESTS, "method" => method, "path" => template, "status" => status.to_string()).increment(1);
    metrics::histogram!(DURATION, "method" => method, "path" => template).record(took.as_secs_f64());
}
