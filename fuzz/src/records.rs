//! What is read back: plans, events, manifests of bundles. Nothing in them is believed, and what is accepted is written
//! again as it was read.

use std::cell::RefCell;

use camino::Utf8PathBuf;
use throughline_engine::{MANIFEST_NAME, Manifest, Plan, drift, verify_bundle};
use throughline_model::Event;

thread_local! {
    static BUNDLE: RefCell<Option<tempfile::TempDir>> = const { RefCell::new(None) };
}

/// A document whose first byte says what it is: `p` a plan, `e` an event, `b` a manifest.
pub fn check(data: &[u8]) {
    match data.split_first() {
        Some((b'p', rest)) => plan(rest),
        Some((b'e', rest)) => event(rest),
        Some((b'b', rest)) => manifest(rest),
        _ => {}
    }
}

fn plan(data: &[u8]) {
    let Ok(plan) = serde_json::from_slice::<Plan>(data) else { return };
    assert!(drift(&plan, &plan).is_empty(), "it differs from itself");
    let text = serde_json::to_string(&plan).expect("a plan can be written");
    let again: Plan = serde_json::from_str(&text).expect("and read back");
    assert_eq!(plan, again);
    let mut other = plan.clone();
    if other.stages.pop().is_some() {
        assert!(!drift(&plan, &other).is_empty(), "a stage that lacks is no difference");
    }
}

fn event(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(event) = Event::from_json(text) else { return };
    let line = event.to_line().expect("an event can be written");
    assert_eq!(line.trim_end_matches('\n').lines().count(), 1, "{line:?}");
    let again = Event::from_json(&line).expect("and read back");
    assert_eq!(event, again);
    assert_eq!(again.to_line().ok(), Some(line));
}

fn manifest(data: &[u8]) {
    let folder = BUNDLE.with_borrow_mut(|folder| {
        let folder = folder.get_or_insert_with(|| tempfile::tempdir().expect("a folder for one file"));
        Utf8PathBuf::from_path_buf(folder.path().to_owned()).expect("a path in UTF-8")
    });
    std::fs::write(folder.join(MANIFEST_NAME), data).expect("a small file");
    match verify_bundle(&folder, None) {
        Err(error) => assert!(!error.to_string().is_empty()),
        Ok(report) => {
            // Nothing but the manifest is there.
            assert!(!report.is_sound(), "sound, with nothing in it");
            assert!(report.faults.iter().all(|fault| !fault.path.is_empty()));
            let manifest: Manifest = serde_json::from_slice(data).expect("it has just been read");
            assert_eq!(manifest.seal().ok(), Some(report.digest));
        }
    }
}
