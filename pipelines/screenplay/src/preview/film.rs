//! When each shot is seen and each line is heard.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::document::{Line, MissingText, Scene, Script, Shot, ShotList, is_name, lines};
use crate::project::ShotStyle;

/// A film as it runs. Times are in seconds from its beginning.
#[derive(Debug)]
pub(crate) struct Film<'s> {
    /// In the order in which they are seen.
    pub(crate) shots: Vec<Seen<'s>>,
    /// What is spoken, in the order in which it is heard; lines without words are not.
    pub(crate) cues: Vec<Cue<'s>>,
    /// The sum over the shots.
    pub(crate) duration: f64,
}

/// A shot and when it is seen.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen<'s> {
    /// The shot.
    pub(crate) shot: &'s Shot,
    /// Its scene.
    pub(crate) scene: &'s Scene,
    /// The scene's index in the script.
    pub(crate) scene_index: usize,
    /// When it begins.
    pub(crate) start: f64,
    /// When it ends, and the next begins.
    pub(crate) end: f64,
}

/// A line and when it is heard.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cue<'s> {
    /// The line.
    pub(crate) line: Line<'s>,
    /// When it begins.
    pub(crate) start: f64,
    /// When it ends.
    pub(crate) end: f64,
}

/// Why a shot list and a script make no film.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FilmError {
    /// A dialogue says nothing.
    #[error(transparent)]
    MissingText(#[from] MissingText),
    /// A shot's id is to name a file and cannot.
    #[error("the shot id {0:?} cannot name a file")]
    BadShotId(String),
    /// Two shots would be one file.
    #[error("the shot id `{0}` stands in the shot list twice")]
    RepeatedShotId(String),
    /// A shot shows what is not there.
    #[error("`{shot_id}` shows `{scene_id}`, a scene that the script has not")]
    UnknownScene {
        /// The shot.
        shot_id: String,
        /// The scene that it names.
        scene_id: String,
    },
    /// A shot takes no time.
    #[error("`{0}` does not last longer than nothing")]
    NoDuration(String),
}

impl<'s> Film<'s> {
    /// The film of this shot list.
    pub(crate) fn new(script: &'s Script, list: &'s ShotList, style: ShotStyle) -> Result<Self, FilmError> {
        let shots = seen(script, list)?;
        let duration = shots.last().map_or(0.0, |shot| shot.end);
        let cues = cues(script, &shots, style)?;
        Ok(Self { shots, cues, duration })
    }
}

fn seen<'s>(script: &'s Script, list: &'s ShotList) -> Result<Vec<Seen<'s>>, FilmError> {
    let mut scenes: HashMap<&str, usize> = HashMap::new();
    for (index, scene) in script.scenes.iter().enumerate() {
        scenes.entry(&scene.scene_id).or_insert(index);
    }
    let (mut ids, mut start) = (HashSet::new(), 0.0);
    let mut shots = Vec::with_capacity(list.shots.len());
    for shot in &list.shots {
        let id = || shot.shot_id.clone();
        if !is_name(&shot.shot_id) {
            return Err(FilmError::BadShotId(id()));
        }
        if !ids.insert(shot.shot_id.as_str()) {
            return Err(FilmError::RepeatedShotId(id()));
        }
        if !(shot.duration_sec > 0.0 && shot.duration_sec.is_finite()) {
            return Err(FilmError::NoDuration(id()));
        }
        let Some(&scene_index) = scenes.get(shot.scene_id.as_str()) else {
            return Err(FilmError::UnknownScene { shot_id: id(), scene_id: shot.scene_id.clone() });
        };
        let end = start + shot.duration_sec;
        shots.push(Seen { shot, scene: &script.scenes[scene_index], scene_index, start, end });
        start = end;
    }
    Ok(shots)
}

fn cues<'s>(script: &'s Script, shots: &[Seen<'s>], style: ShotStyle) -> Result<Vec<Cue<'s>>, FilmError> {
    let spoken = lines(&script.scenes)?;
    let mut cues = Vec::new();
    let mut places: HashMap<usize, Range<usize>> = HashMap::new();
    for (index, shot) in shots.iter().enumerate() {
        let place = places.entry(shot.scene_index).or_insert(index..index);
        // A scene's shots stand together; what would come back to it later is not counted.
        if place.end == index {
            place.end = index + 1;
        }
    }
    let mut rest = spoken.as_slice();
    for scene in 0..script.scenes.len() {
        let (own, others) = rest.split_at(rest.partition_point(|line| line.scene <= scene));
        rest = others;
        let Some(place) = places.get(&scene) else { continue };
        let shots = &shots[place.clone()];
        match (style, shots) {
            (ShotStyle::Coverage, [_, close @ ..]) if close.len() == own.len() => {
                cues.extend(own.iter().zip(close).map(|(line, shot)| Cue {
                    line: *line,
                    start: shot.start,
                    end: shot.end,
                }));
            }
            _ => spread(own, shots, &mut cues),
        }
    }
    cues.retain(|cue| cue.line.words > 0);
    cues.sort_by(|one, other| one.start.total_cmp(&other.start));
    Ok(cues)
}

/// Spreads the lines over the time of the shots, each by its words.
fn spread<'s>(lines: &[Line<'s>], shots: &[Seen<'s>], cues: &mut Vec<Cue<'s>>) {
    let (Some(first), Some(last)) = (shots.first(), shots.last()) else { return };
    let total: usize = lines.iter().map(|line| line.words).sum();
    let at = |words: usize| {
        if words == total {
            return last.end;
        }
        #[expect(clippy::cast_precision_loss, reason = "a text with 2^53 words does not fit into any memory")]
        let part = words as f64 / total as f64;
        first.start + (last.end - first.start) * part
    };
    let mut before = 0;
    for line in lines.iter().filter(|line| line.words > 0) {
        let after = before + line.words;
        cues.push(Cue { line: *line, start: at(before), end: at(after) });
        before = after;
    }
}

#[cfg(test)]
pub(super) mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// A script of scenes, each with its entries: speaker (none of an action) and text.
    pub(crate) fn script(scenes: &[&[(&str, &str)]]) -> Script {
        let entry = |(speaker, text): &(&str, &str)| match *speaker {
            "" => json!({"type": "action", "text": text}),
            speaker => json!({"type": "dialogue", "text": text, "character": speaker}),
        };
        let scene = |(index, entries): (usize, &&[(&str, &str)])| {
            json!({
                "scene_id": format!("scene-{:03}", index + 1), "location": "INT. A", "time_of_day": "DAY",
                "actions": entries.iter().map(entry).collect::<Vec<Value>>(),
            })
        };
        let scenes: Vec<Value> = scenes.iter().enumerate().map(scene).collect();
        serde_json::from_value(json!({
            "schema_version": "1.0.0", "project_id": "p", "script_id": "s", "title": "T", "genre": "g", "scenes": scenes,
        }))
        .unwrap()
    }

    /// A shot list of shots, each with its scene's number and its seconds.
    pub(crate) fn list(shots: &[(usize, f64)]) -> ShotList {
        let shot = |(index, (scene, seconds)): (usize, &(usize, f64))| {
            json!({
                "shot_id": format!("shot-{index}"), "scene_id": format!("scene-{scene:03}"), "duration_sec": seconds,
                "camera_framing": "wide",
            })
        };
        let shots: Vec<Value> = shots.iter().enumerate().map(shot).collect();
        serde_json::from_value(json!({
            "schema_version": "1.0.0", "project_id": "p", "shotlist_id": "l", "script_ref": "s", "shots": shots,
            "timing_lock_hash": throughline_model::Digest::of(b""),
        }))
        .unwrap()
    }

    fn times(film: &Film<'_>) -> Vec<(&'static str, f64, f64)> {
        let name = |speaker| match speaker {
            "A" => "A",
            "B" => "B",
            _ => "?",
        };
        film.cues.iter().map(|cue| (name(cue.line.speaker), cue.start, cue.end)).collect()
    }

    #[test]
    fn in_two_shots_lines_are_spread_by_their_words() {
        let script =
            script(&[&[("", "x")], &[("A", "one two three"), ("B", " "), ("", "y"), ("B", "one")], &[("C", "")]]);
        let list = list(&[(1, 3.0), (1, 3.0), (2, 4.0), (2, 4.0), (3, 3.0), (3, 3.0)]);
        let film = Film::new(&script, &list, ShotStyle::TwoShot).unwrap();
        assert_eq!(times(&film), [("A", 6.0, 12.0), ("B", 12.0, 14.0)]);
        assert_eq!(film.duration.to_bits(), 20.0_f64.to_bits());
    }

    #[test]
    fn in_coverage_a_line_has_its_shot() {
        let script = script(&[&[("A", "one"), ("B", ""), ("A", "two")]]);
        let list = list(&[(1, 2.0), (1, 1.5), (1, 1.5), (1, 4.0)]);
        let film = Film::new(&script, &list, ShotStyle::Coverage).unwrap();
        assert_eq!(times(&film), [("A", 2.0, 3.5), ("A", 5.0, 9.0)]);
        // A list that was made otherwise is spread over, too.
        let list = self::list(&[(1, 2.0), (1, 2.0)]);
        let film = Film::new(&script, &list, ShotStyle::Coverage).unwrap();
        assert_eq!(times(&film), [("A", 0.0, 2.0), ("A", 2.0, 4.0)]);
    }

    #[test]
    fn what_makes_no_film_is_named() {
        let script = script(&[&[]]);
        let refused = |list: &ShotList| Film::new(&script, list, ShotStyle::TwoShot).unwrap_err().to_string();
        assert_eq!(
            refused(&list(&[(1, 3.0), (2, 3.0)])),
            "`shot-1` shows `scene-002`, a scene that the script has not"
        );
        assert_eq!(refused(&list(&[(1, 0.0)])), "`shot-0` does not last longer than nothing");
        let mut odd = list(&[(1, 1.0), (1, 1.0)]);
        odd.shots[1].shot_id = "shot-0".into();
        assert_eq!(refused(&odd), "the shot id `shot-0` stands in the shot list twice");
        for id in ["../../x", "a/b", ".", "..", "", "a\0", "ä"] {
            odd.shots[1].shot_id = id.into();
            assert_eq!(refused(&odd), format!("the shot id {id:?} cannot name a file"));
        }
    }
}
