//! The timeline as an editing program opens it: OpenTimelineIO's file format, one video track of stills.
//!
//! ```text
//! Timeline.1 ─ Stack.1 ┬ markers: Marker.2 for each spoken line
//!                      └ Track.1 "Video" ─ Clip.2 for each shot ─ ExternalReference.1 frames/<shot id>.png
//! ```
//! Schemas and fields are those that the library writes (<https://opentimelineio.readthedocs.io>, file format
//! specification). Cut points are rounded from the exact times, not clip by clip, so nothing drifts over a long film.
//! Paths are relative to the timeline's folder.

use serde_json::{Value, json};
use throughline_artifact::pretty_sorted;

use super::Film;
use super::film::{Cue, Seen};

/// The key under which programs that use OpenTimelineIO find what is not theirs to know.
const OURS: &str = "throughline";

/// What a timeline says of itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TimelineHead<'a> {
    /// The film's title.
    pub(crate) title: &'a str,
    /// The project.
    pub(crate) project_id: &'a str,
    /// The render plan.
    pub(crate) plan_id: &'a str,
    /// Frames a second.
    pub(crate) fps: u32,
}

/// The timeline of a film, as the text of an `.otio` file.
pub(crate) fn timeline(film: &Film<'_>, head: &TimelineHead<'_>) -> String {
    let rate = f64::from(head.fps);
    let clips: Vec<Value> = film.shots.iter().map(|seen| clip(seen, rate)).collect();
    let markers: Vec<Value> = film.cues.iter().map(|cue| marker(cue, rate)).collect();
    let track = json!({
        "OTIO_SCHEMA": "Track.1",
        "metadata": {},
        "name": "Storyboard",
        "source_range": null,
        "effects": [],
        "markers": [],
        "enabled": true,
        "children": clips,
        "kind": "Video",
    });
    let stack = json!({
        "OTIO_SCHEMA": "Stack.1",
        "metadata": {},
        "name": "tracks",
        "source_range": null,
        "effects": [],
        "markers": markers,
        "enabled": true,
        "children": [track],
    });
    let timeline = json!({
        "OTIO_SCHEMA": "Timeline.1",
        "metadata": {OURS: {"project_id": head.project_id, "plan_id": head.plan_id}},
        "name": head.title,
        "global_start_time": time(0.0, rate),
        "tracks": stack,
    });
    pretty_sorted(&timeline)
}

fn clip(seen: &Seen<'_>, rate: f64) -> Value {
    let (start, end) = (frame(seen.start, rate), frame(seen.end, rate));
    let range = range(0.0, end - start, rate);
    let shot = seen.shot;
    json!({
        "OTIO_SCHEMA": "Clip.2",
        "metadata": {OURS: {
            "shot_id": shot.shot_id,
            "scene_id": shot.scene_id,
            "camera_framing": shot.camera_framing.as_str(),
        }},
        "name": shot.shot_id,
        "source_range": range,
        "effects": [],
        "markers": [],
        "enabled": true,
        "media_references": {"DEFAULT_MEDIA": {
            "OTIO_SCHEMA": "ExternalReference.1",
            "metadata": {},
            "name": shot.shot_id,
            "available_range": range,
            "available_image_bounds": null,
            "target_url": format!("frames/{}.png", shot.shot_id),
        }},
        "active_media_reference_key": "DEFAULT_MEDIA",
    })
}

/// A line may reach over several shots, so it is marked on the film and not on a clip.
fn marker(cue: &Cue<'_>, rate: f64) -> Value {
    let (start, end) = (frame(cue.start, rate), frame(cue.end, rate));
    json!({
        "OTIO_SCHEMA": "Marker.2",
        "metadata": {OURS: {"speaker": cue.line.speaker, "line": cue.line.text}},
        "name": cue.line.speaker,
        "color": "GREEN",
        "marked_range": range(start, end - start, rate),
        "comment": cue.line.text,
    })
}

/// The frame that begins nearest to this time.
fn frame(seconds: f64, rate: f64) -> f64 {
    (seconds * rate).round()
}

fn range(start: f64, duration: f64, rate: f64) -> Value {
    json!({"OTIO_SCHEMA": "TimeRange.1", "start_time": time(start, rate), "duration": time(duration, rate)})
}

fn time(value: f64, rate: f64) -> Value {
    json!({"OTIO_SCHEMA": "RationalTime.1", "rate": rate, "value": value})
}

#[cfg(test)]
mod tests {
    use super::super::film::tests::{list, script};
    use super::*;
    use crate::project::ShotStyle;

    #[test]
    fn cuts_do_not_drift() {
        // 1.51 s are 36.24 frames: rounded clip by clip, a thousand of them would lose ten seconds.
        let (script, list) = (script(&[&[("A", "one two")]]), list(&vec![(1, 1.51); 1000]));
        let film = Film::new(&script, &list, ShotStyle::TwoShot).unwrap();
        let head = TimelineHead { title: "T", project_id: "p", plan_id: "plan", fps: 24 };
        let value: Value = serde_json::from_str(&timeline(&film, &head)).unwrap();
        let clips = value.pointer("/tracks/children/0/children").unwrap().as_array().unwrap();
        let mut end = 0.0;
        for (index, clip) in (1_u32..).zip(clips) {
            end += clip.pointer("/source_range/duration/value").unwrap().as_f64().unwrap();
            assert!((end - f64::from(index) * 36.24).abs() <= 0.5 + 1e-6, "{index}");
        }
        assert_eq!(clips.len(), 1000);
        let marked = value.pointer("/tracks/markers/0/marked_range/duration/value").unwrap();
        assert_eq!(marked, &json!(36240.0));
    }
}
