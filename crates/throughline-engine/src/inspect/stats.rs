//! How long runs and stages take, and how often they succeed.
//!
//! A percentile is the nearest rank: of *n* spans in order, the *p*-th percentile is the one at place ⌈p·n/100⌉ from 1,
//! so it is always a span that was measured. The median is the 50th percentile by the same rule.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Serialize;
use throughline_model::{PipelineId, RunId, RunStatus, StageId, StageStatus};

use crate::{RunRow, StageRun};

/// What is known of the runs of one pipeline and of the stages in them.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Stats {
    /// One for each pipeline, by id.
    pub pipelines: Vec<RunStats>,
}

/// The runs of one pipeline.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RunStats {
    /// The pipeline.
    pub pipeline_id: PipelineId,
    /// All runs, those that go on or wait at a gate too.
    pub runs: usize,
    /// Runs that ended: well, or not.
    pub finished: usize,
    /// Runs that ended well.
    pub succeeded: usize,
    /// Of those that ended, the share that ended well; none where none ended.
    pub success_rate: Option<f64>,
    /// Runs that ended well because everything was fresh; their spans are not counted.
    pub nothing_to_do: usize,
    /// The spans of the runs that ended well and in which a stage ran.
    pub durations: Option<Summary>,
    /// The newest of them against the median.
    pub latest: Option<Latest>,
    /// The stages, by id.
    pub stages: Vec<StageStats>,
}

/// One stage, or all instances of one together.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StageStats {
    /// The stage; `stage[*]` for the instances of one.
    pub stage_id: StageId,
    /// How often it ran.
    pub runs: usize,
    /// How often it succeeded.
    pub succeeded: usize,
    /// The share of the two.
    pub success_rate: Option<f64>,
    /// The spans of those that succeeded.
    pub durations: Option<Summary>,
    /// The newest of them against the median.
    pub latest: Option<Latest>,
    /// The median of its largest resident sets, in bytes, where they are known.
    pub max_rss_bytes_median: Option<u64>,
    /// The median of its CPU time, user and system, in microseconds.
    pub cpu_micros_median: Option<u64>,
}

/// Spans of time in a few numbers, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// How many there are.
    pub count: usize,
    /// The shortest.
    pub min: u64,
    /// The arithmetic mean.
    pub mean: f64,
    /// The 50th percentile.
    pub median: u64,
    /// The 95th percentile.
    pub p95: u64,
    /// The longest.
    pub max: u64,
}

/// The newest span against the median.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Latest {
    /// The run.
    pub run_id: RunId,
    /// Its span, in milliseconds.
    pub duration_ms: u64,
    /// That span divided by the median; none where the median is 0.
    pub ratio: Option<f64>,
}

/// Counts these runs and the stages that ran in them.
#[must_use]
pub fn stats(runs: &[RunRow], stages: &[StageRun]) -> Stats {
    let pipeline_of: HashMap<RunId, &PipelineId> = runs.iter().map(|run| (run.id, &run.pipeline)).collect();
    let busy: HashSet<RunId> = stages.iter().map(|stage| stage.run).collect();
    let mut runs_of: BTreeMap<&PipelineId, Vec<&RunRow>> = BTreeMap::new();
    for run in runs {
        runs_of.entry(&run.pipeline).or_default().push(run);
    }
    let mut stages_of: BTreeMap<&PipelineId, BTreeMap<StageId, Vec<&StageRun>>> = BTreeMap::new();
    for stage in stages {
        let Some(pipeline) = pipeline_of.get(&stage.run) else { continue };
        stages_of.entry(pipeline).or_default().entry(shown_id(&stage.stage)).or_default().push(stage);
    }
    let pipelines = runs_of.into_iter().map(|(pipeline, runs)| {
        let stages = stages_of.remove(pipeline).unwrap_or_default();
        let stages = stages.into_iter().map(|(stage, runs)| stage_stats(stage, &runs)).collect();
        run_stats(pipeline.clone(), &runs, &busy, stages)
    });
    Stats { pipelines: pipelines.collect() }
}

/// The instances of a `forEach` stage are counted together: there may be thousands.
fn shown_id(stage: &StageId) -> StageId {
    if stage.declared() == stage.as_str() { stage.clone() } else { StageId::from(stage.declared()).instance("*") }
}

fn run_stats(pipeline_id: PipelineId, runs: &[&RunRow], busy: &HashSet<RunId>, stages: Vec<StageStats>) -> RunStats {
    let ended = |run: &&&RunRow| !matches!(run.status, RunStatus::Running | RunStatus::Waiting);
    let good: Vec<&RunRow> = runs.iter().filter(|run| run.status == RunStatus::Success).copied().collect();
    let finished = runs.iter().filter(ended).count();
    let mut spans: Vec<(RunId, u64)> =
        good.iter().filter(|run| busy.contains(&run.id)).filter_map(|run| Some((run.id, run.duration_ms?))).collect();
    spans.sort_unstable();
    let durations = summary(spans.iter().map(|(_, span)| *span).collect());
    RunStats {
        pipeline_id,
        runs: runs.len(),
        finished,
        succeeded: good.len(),
        success_rate: rate(good.len(), finished),
        nothing_to_do: good.iter().filter(|run| !busy.contains(&run.id)).count(),
        durations,
        latest: latest(spans.last(), durations.as_ref()),
        stages,
    }
}

fn stage_stats(stage_id: StageId, runs: &[&StageRun]) -> StageStats {
    let mut good: Vec<&StageRun> = runs.iter().filter(|run| run.status == StageStatus::Succeeded).copied().collect();
    good.sort_by_key(|run| run.at);
    let durations = summary(good.iter().map(|run| run.duration_ms).collect());
    let newest = good.last().map(|run| (run.run, run.duration_ms));
    StageStats {
        stage_id,
        runs: runs.len(),
        succeeded: good.len(),
        success_rate: rate(good.len(), runs.len()),
        durations,
        latest: latest(newest.as_ref(), durations.as_ref()),
        // Zero is what a built-in, a gate or an unknown leaves.
        max_rss_bytes_median: median(good.iter().map(|run| run.usage.max_rss_bytes).filter(|size| *size > 0).collect()),
        cpu_micros_median: median(good.iter().map(|run| run.usage.user_micros + run.usage.system_micros).collect()),
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of runs, for a share that is shown")]
fn rate(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[expect(clippy::cast_precision_loss, reason = "a ratio that is shown")]
fn latest(newest: Option<&(RunId, u64)>, durations: Option<&Summary>) -> Option<Latest> {
    let (run_id, duration_ms) = *newest?;
    let median = durations?.median;
    Some(Latest { run_id, duration_ms, ratio: (median > 0).then(|| duration_ms as f64 / median as f64) })
}

#[expect(clippy::cast_precision_loss, reason = "a mean that is shown")]
fn summary(mut spans: Vec<u64>) -> Option<Summary> {
    spans.sort_unstable();
    let (min, max) = (*spans.first()?, *spans.last()?);
    let sum: f64 = spans.iter().map(|span| *span as f64).sum();
    Some(Summary {
        count: spans.len(),
        min,
        mean: sum / spans.len() as f64,
        median: percentile(&spans, 50)?,
        p95: percentile(&spans, 95)?,
        max,
    })
}

fn median(mut values: Vec<u64>) -> Option<u64> {
    values.sort_unstable();
    percentile(&values, 50)
}

/// The nearest rank; `sorted` is in order.
fn percentile(sorted: &[u64], percent: usize) -> Option<u64> {
    let rank = (percent * sorted.len()).div_ceil(100);
    sorted.get(rank.saturating_sub(1)).copied()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use throughline_model::ResourceUsage;

    use super::*;

    #[test]
    fn percentiles_are_nearest_ranks() {
        let hundred: Vec<u64> = (1..=100).collect();
        assert_eq!([1, 50, 95, 100].map(|p| percentile(&hundred, p)), [1, 50, 95, 100].map(Some));
        assert_eq!([50, 95].map(|p| percentile(&[15, 20, 35, 40, 50], p)), [Some(35), Some(50)]);
        assert_eq!(percentile(&[7], 95), Some(7));
        assert_eq!(percentile(&[], 50), None);
        let two = summary(vec![4, 1]).unwrap();
        assert_eq!((two.min, two.median, two.mean, two.p95, two.max), (1, 1, 2.5, 4, 4));
    }

    fn run(status: RunStatus, duration_ms: Option<u64>) -> RunRow {
        RunRow {
            id: RunId::generate(),
            pipeline: "full".into(),
            name: String::new(),
            status,
            parameters: serde_json::Map::new(),
            started_at: Timestamp::UNIX_EPOCH,
            finished_at: None,
            duration_ms,
            planned: 1,
            failure: None,
        }
    }

    fn stage(run: &RunRow, stage: &str, status: StageStatus, duration_ms: u64) -> StageRun {
        let usage = ResourceUsage { user_micros: duration_ms, system_micros: 1, max_rss_bytes: 0 };
        StageRun { run: run.id, stage: stage.into(), status, duration_ms, at: Timestamp::UNIX_EPOCH, usage }
    }

    #[test]
    fn runs_that_wait_or_had_nothing_to_do_change_neither_rate_nor_spans() {
        use RunStatus::{Failed, Running, Success, Waiting};
        let runs = [
            run(Success, Some(100)),
            run(Success, Some(3)),
            run(Failed, Some(50)),
            run(Waiting, Some(9)),
            run(Running, None),
        ];
        let stages = [
            stage(&runs[0], "a", StageStatus::Succeeded, 90),
            stage(&runs[2], "a", StageStatus::Failed, 40),
            stage(&runs[0], "each[x]", StageStatus::Succeeded, 10),
            stage(&runs[0], "each[y]", StageStatus::Succeeded, 30),
        ];
        let found = stats(&runs, &stages);
        let [full] = &found.pipelines[..] else { panic!("{found:?}") };
        assert_eq!((full.runs, full.finished, full.succeeded, full.nothing_to_do), (5, 3, 2, 1));
        assert_eq!(full.durations.map(|spans| (spans.count, spans.median)), Some((1, 100)));
        assert_eq!(full.success_rate, Some(2.0 / 3.0));
        let ids: Vec<_> = full.stages.iter().map(|stage| (stage.stage_id.as_str(), stage.runs)).collect();
        assert_eq!(ids, [("a", 2), ("each[*]", 2)]);
        assert_eq!(full.stages[0].success_rate, Some(0.5));
        assert_eq!(full.stages[0].cpu_micros_median, Some(91));
        assert_eq!(full.stages[0].max_rss_bytes_median, None);
    }
}
