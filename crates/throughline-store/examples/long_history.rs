//! Makes a long history out of a short one: `long_history SEED TARGET RUNS`, two project folders and a number.
//!
//! The runs of the seed are told again and again to the ledger of the target, through the port by which the engine
//! tells it, commit by commit as the engine commits, so that the file is as long use leaves it. Each time they happened
//! an hour earlier or later, under other names, ids and digests; what referred to one another still does. All of it is
//! older than the seed. The readable records below `.pipeline-runs/` are written too; logs of attempts are not.

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::time::Duration;

use camino::Utf8PathBuf;
use jiff::Timestamp;
use throughline_engine::{Commit, Ledger, StageRecord, rewrite_record};
use throughline_model::{ArtifactRecord, Digest, Event, EventKind, PipelineId, stamp};
use ulid::Ulid;

type Failure = Box<dyn Error>;

/// How much earlier each telling happened than the next.
const BETWEEN: Duration = Duration::from_secs(3600);

/// The length of a ULID, and of a digest without its prefix.
const ID_LENGTH: usize = 26;
const DIGEST_LENGTH: usize = 64;

fn main() -> Result<(), Failure> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [seed, target, runs] = &args[..] else { return Err("long_history SEED TARGET RUNS".into()) };
    let runs: usize = runs.parse()?;
    let now = Timestamp::now();
    let seed = throughline_store::open_to_read(&Utf8PathBuf::from(seed).join(".throughline"), now)?
        .ok_or("the seed has no ledger")?;
    let seed = read(&seed)?;
    let target = Utf8PathBuf::from(target);
    let ledger = throughline_store::open(&target.join(".throughline"), now)?.ledger;
    let tellings = runs.div_ceil(seed.len().max(1));
    let mut told = 0;
    for earlier in (1..=tellings).rev() {
        let mut telling = Telling { earlier: BETWEEN * u32::try_from(earlier)?, ids: HashMap::new() };
        for run in seed.iter().take(runs - told) {
            for commit in telling.tell(run)? {
                ledger.commit(&commit)?;
            }
            told += 1;
        }
    }
    let records = target.join(".pipeline-runs");
    for row in ledger.run_list(None, runs)? {
        std::fs::create_dir_all(records.join(&row.name))?;
        rewrite_record(&records, &ledger, &row)?;
    }
    Ok(())
}

/// A run of the seed: what was committed together.
struct Run {
    name: String,
    pipeline: PipelineId,
    commits: Vec<Commit>,
}

/// The runs of a ledger, oldest first.
fn read(ledger: &dyn Ledger) -> Result<Vec<Run>, Failure> {
    let mut runs = Vec::new();
    for row in ledger.run_list(None, usize::MAX)?.into_iter().rev() {
        let mut commits: Vec<Commit> = Vec::new();
        for event in ledger.event_list(row.id, 0)? {
            // The dispatcher commits what followed from one message.
            let begins = matches!(event.kind, EventKind::AttemptEnded { .. } | EventKind::RunEnded { .. });
            if begins || commits.is_empty() {
                commits.push(Commit::default());
            }
            let Some(commit) = commits.last_mut() else { continue };
            if let EventKind::StageSucceeded { attempt_id, .. } = &event.kind {
                commit.records.extend(ledger.record_of_attempt(*attempt_id)?);
            }
            commit.events.push(event);
        }
        runs.push(Run { name: row.name, pipeline: row.pipeline, commits });
    }
    Ok(runs)
}

/// The runs of the seed as they happened that much earlier.
struct Telling {
    earlier: Duration,
    ids: HashMap<String, String>,
}

impl Telling {
    fn tell(&mut self, run: &Run) -> Result<Vec<Commit>, Failure> {
        let began = run.commits.first().and_then(|commit| commit.events.first()).map(|event| event.at);
        let began = self.at(began.ok_or("a run without events")?)?;
        let name = format!("{}_{}", stamp(began), run.pipeline);
        let mut commits = Vec::new();
        for commit in &run.commits {
            let events = commit.events.iter().map(|event| self.event(event, &run.name, &name));
            let events = events.collect::<Result<_, Failure>>()?;
            let records = commit.records.iter().map(|record| self.record(record));
            commits.push(Commit { events, records: records.collect::<Result<_, Failure>>()? });
        }
        Ok(commits)
    }

    fn event(&mut self, event: &Event, old_name: &str, name: &str) -> Result<Event, Failure> {
        let line = self.text(&event.to_line()?.replace(old_name, name))?;
        Ok(Event { at: self.at(event.at)?, ..Event::from_json(&line)? })
    }

    fn record(&mut self, record: &StageRecord) -> Result<StageRecord, Failure> {
        let mut artifacts = Vec::new();
        for artifact in &record.artifacts {
            let digest = artifact
                .digest
                .map(|digest| self.digest(&digest.to_string())?.parse::<Digest>().map_err(Failure::from));
            artifacts.push(ArtifactRecord { digest: digest.transpose()?, ..artifact.clone() });
        }
        let mut after = BTreeMap::new();
        for (stage, attempt) in &record.after {
            after.insert(stage.clone(), self.id(&attempt.to_string())?.parse()?);
        }
        Ok(StageRecord {
            stage: record.stage.clone(),
            run: self.id(&record.run.to_string())?.parse()?,
            attempt: self.id(&record.attempt.to_string())?.parse()?,
            fingerprint: self.digest(&record.fingerprint.to_string())?.parse()?,
            parts: self.text(&record.parts)?,
            artifacts,
            after,
            usable: record.usable,
            at: self.at(record.at)?,
        })
    }

    fn at(&self, at: Timestamp) -> Result<Timestamp, Failure> {
        Ok(at.checked_sub(self.earlier)?)
    }

    /// The text with other ids and digests in it. Both are words of letters and digits, and of a length of their own.
    fn text(&mut self, text: &str) -> Result<String, Failure> {
        let mut told = String::with_capacity(text.len());
        for piece in text.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
            let word = piece.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
            match word.len() {
                ID_LENGTH if Ulid::from_string(word).is_ok() => told.push_str(&self.id(word)?),
                DIGEST_LENGTH => told.push_str(&self.digest(&format!("sha256:{word}"))?["sha256:".len()..]),
                _ => told.push_str(word),
            }
            told.push_str(&piece[word.len()..]);
        }
        Ok(told)
    }

    fn id(&mut self, id: &str) -> Result<String, Failure> {
        if let Some(known) = self.ids.get(id) {
            return Ok(known.clone());
        }
        let old = Ulid::from_string(id)?;
        let earlier = u64::try_from(self.earlier.as_millis())?;
        let new = Ulid::from_parts(old.timestamp_ms() - earlier, old.random()).to_string();
        self.ids.insert(id.to_owned(), new.clone());
        Ok(new)
    }

    fn digest(&mut self, digest: &str) -> Result<String, Failure> {
        if let Some(known) = self.ids.get(digest) {
            return Ok(known.clone());
        }
        let new = Digest::of(format!("{digest} {}", self.earlier.as_secs()).as_bytes()).to_string();
        self.ids.insert(digest.to_owned(), new.clone());
        Ok(new)
    }
}
