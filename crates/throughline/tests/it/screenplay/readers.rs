//! What is rendered, read by the programs that people open it with: OpenTimelineIO, Pillow, ffprobe.
//!
//! Those only tell what they see; what there is to see is known from Script, ShotList and RenderPlan, and from nothing
//! that the stage which rendered it says.

use std::process::{Command, Output};

use camino::Utf8PathBuf;
use serde_json::{Value, json};

use super::support::{project, run};
use super::unicode;
use crate::support::{TestEnvironment, reader_python};

/// What OpenTimelineIO sees in a timeline, and whether it reads again what it writes of it.
const TIMELINE: &str = r#"
import json, sys
import opentimelineio as otio

timeline = otio.adapters.read_from_file(sys.argv[1])
again = otio.adapters.read_from_string(timeline.to_json_string(), "otio_json")

def told(timeline):
    seconds = lambda time: time.value / time.rate
    clips = [
        {
            "name": clip.name,
            "rate": clip.duration().rate,
            "seconds": seconds(clip.duration()),
            "url": clip.media_reference.target_url,
        }
        for clip in timeline.find_clips()
    ]
    markers = [
        {"name": marker.name, "text": marker.comment, "start": seconds(marker.marked_range.start_time)}
        for marker in timeline.tracks.markers
    ]
    tracks = [track.kind for track in timeline.tracks]
    return {
        "name": timeline.name, "seconds": seconds(timeline.duration()), "tracks": tracks, "clips": clips,
        "markers": markers,
    }

print(json.dumps({"told": told(timeline), "again": told(again), "same": timeline.is_equivalent_to(again)}))
"#;

/// What Pillow sees in pictures: each is read to its last pixel, and shown to its last frame.
const PICTURES: &str = r#"
import json, sys
from PIL import Image

# A contact sheet of a whole film is a large picture, and no attack.
Image.MAX_IMAGE_PIXELS = None

def told(path):
    with Image.open(path) as picture:
        durations = []
        frames = getattr(picture, "n_frames", 1)
        for index in range(frames):
            picture.seek(index)
            picture.load()
            durations.append(picture.info.get("duration", 0))
        animated = getattr(picture, "is_animated", False)
        colours = len(picture.convert("RGB").resize((64, 36)).getcolors(64 * 36))
        return {
            "format": picture.format, "size": list(picture.size), "animated": animated, "durations": durations,
            "colours": colours,
        }

print(json.dumps([told(path) for path in sys.argv[1:]]))
"#;

/// A finished run, as its artifacts tell it.
pub(super) struct Rendered {
    /// Its folder.
    pub(super) folder: Utf8PathBuf,
    shots: Vec<Value>,
    /// Speaker and text of all that is spoken, in order.
    spoken: Vec<(String, String)>,
    resolution: Vec<u64>,
    /// Seconds.
    duration: f64,
}

impl Rendered {
    /// The only run of the only project.
    pub(super) fn of(environment: &TestEnvironment) -> Self {
        let only = |folder: Utf8PathBuf| {
            let mut entries = folder.read_dir_utf8().unwrap();
            let entry = entries.next().unwrap().unwrap().into_path();
            assert!(entries.next().is_none(), "{folder} holds more than one");
            entry
        };
        let folder = only(only(environment.root.join("artifacts")));
        let read = |name: &str| -> Value {
            serde_json::from_str(&std::fs::read_to_string(folder.join(name)).unwrap()).unwrap()
        };
        let (script, list, plan) = (read("Script.json"), read("ShotList.json"), read("RenderPlan.json"));
        let entries =
            script["scenes"].as_array().unwrap().iter().flat_map(|scene| scene["actions"].as_array().unwrap());
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let spoken = entries
            .filter(|entry| entry["type"] == "dialogue")
            .map(|entry| (entry["character"].as_str().unwrap_or("UNKNOWN").to_owned(), text(&entry["text"])))
            .collect();
        let resolution = text(&plan["resolution"]).split('x').map(|side| side.parse().unwrap()).collect();
        let duration = read("RenderOutput.json")["duration_sec"].as_f64().unwrap();
        let shots = list["shots"].as_array().unwrap().clone();
        Self { shots, spoken, resolution, duration, folder }
    }

    fn preview(&self, name: &str) -> Utf8PathBuf {
        self.folder.join("preview").join(name)
    }

    fn frames(&self) -> Vec<Utf8PathBuf> {
        let names = self.shots.iter().map(|shot| format!("frames/{}.png", shot["shot_id"].as_str().unwrap()));
        names.map(|name| self.preview(&name)).collect()
    }

    /// When each shot begins and ends, in seconds.
    fn times(&self) -> Vec<(f64, f64)> {
        let mut end = 0.0;
        let step = |shot: &Value| {
            let start = end;
            end += shot["duration_sec"].as_f64().unwrap();
            (start, end)
        };
        self.shots.iter().map(step).collect()
    }

    /// The timeline, through OpenTimelineIO.
    pub(super) fn timeline_is_read(&self) {
        let seen = python(TIMELINE, &[self.preview("timeline.otio")]);
        assert_eq!(seen["same"], true, "what is written again is not what was read");
        assert_eq!(seen["told"], seen["again"]);
        let seen = &seen["told"];
        assert_eq!(seen["tracks"], json!(["Video"]));
        let clips = seen["clips"].as_array().unwrap();
        assert_eq!(clips.len(), self.shots.len());
        let frame = 1.0 / 24.0;
        for (clip, shot) in clips.iter().zip(&self.shots) {
            assert_eq!((&clip["name"], &clip["rate"]), (&shot["shot_id"], &json!(24.0)));
            // Cuts are rounded, not clips: a clip may be a frame longer or shorter.
            let off = clip["seconds"].as_f64().unwrap() - shot["duration_sec"].as_f64().unwrap();
            assert!(off.abs() <= frame + 1e-6, "{clip} of {shot}");
            let media = self.preview(clip["url"].as_str().unwrap());
            assert!(media.is_file() && media.starts_with(&self.folder), "{media}");
        }
        let seconds = seen["seconds"].as_f64().unwrap();
        assert!((seconds - self.duration).abs() <= frame / 2.0 + 1e-6, "{seconds}, not {}", self.duration);
        let markers = seen["markers"].as_array().unwrap();
        let told: Vec<(&str, &str)> =
            markers.iter().map(|marker| (marker["name"].as_str().unwrap(), marker["text"].as_str().unwrap())).collect();
        let spoken: Vec<(&str, &str)> = self.spoken.iter().map(|(name, text)| (&**name, &**text)).collect();
        assert_eq!(told, spoken);
        let starts: Vec<f64> = markers.iter().map(|marker| marker["start"].as_f64().unwrap()).collect();
        assert!(starts.is_sorted(), "{starts:?}");
    }

    /// Frames, contact sheet and animatic, through Pillow.
    pub(super) fn pictures_are_read(&self) {
        let mut paths = self.frames();
        paths.extend([self.preview("storyboard.png"), self.preview("animatic.png")]);
        let seen = python(PICTURES, &paths);
        let seen = seen.as_array().unwrap();
        let (films, stills) = seen.split_last().unwrap();
        let (sheet, frames) = stills.split_last().unwrap();
        for (frame, path) in frames.iter().zip(&paths) {
            assert_eq!((&frame["format"], &frame["animated"]), (&json!("PNG"), &json!(false)), "{path}");
            assert_eq!(frame["size"], json!(self.resolution), "{path}");
        }
        assert_eq!((&sheet["format"], &sheet["animated"]), (&json!("PNG"), &json!(false)));
        for picture in seen {
            assert!(picture["colours"].as_u64().unwrap() > 16, "a picture of nearly nothing: {picture}");
        }
        assert_eq!(films["animated"], true);
        // Every cut is a change of frames, to a millisecond; so the whole is right to one, too.
        let mut ends = Vec::new();
        for duration in films["durations"].as_array().unwrap() {
            ends.push(ends.last().unwrap_or(&0.0) + duration.as_f64().unwrap());
        }
        for (_, cut) in self.times() {
            let nearest = ends.iter().map(|end| (end - cut * 1000.0).abs()).fold(f64::INFINITY, f64::min);
            assert!(nearest <= 1.0, "no frame ends at {cut} s, the nearest is {nearest} ms away");
        }
        let whole = ends.last().unwrap();
        assert!((whole - self.duration * 1000.0).abs() <= 1.0, "{whole} ms, not {} s", self.duration);
        let packets = probed(&self.preview("animatic.png"), "apng", "apng");
        assert_eq!(packets, ends.len());
    }

    /// The captions, through ffprobe and by the format's own rules.
    pub(super) fn captions_are_read(&self) {
        let path = self.preview("captions.srt");
        assert_eq!(probed(&path, "srt", "subrip"), self.spoken.len());
        let cues = cues(&std::fs::read_to_string(&path).unwrap());
        assert_eq!(cues.len(), self.spoken.len());
        for ((cue, (speaker, text)), number) in cues.iter().zip(&self.spoken).zip(1..) {
            assert_eq!(cue.number, number);
            assert!(cue.start < cue.end, "{cue:?}");
            // Captions hold no line breaks of names and no control characters; letters and digits stay.
            let plain = |text: &str| text.chars().filter(|char| char.is_alphanumeric()).collect::<String>();
            assert_eq!(plain(&cue.text), plain(speaker) + &plain(text));
        }
        for pair in cues.windows(2) {
            assert!(pair[0].end <= pair[1].start, "{pair:?}");
        }
        let last = cues.last().map_or(0, |cue| cue.end);
        assert!(f64::from(last) <= self.duration * 1000.0 + 0.5, "{last} ms, not {} s", self.duration);
    }

    /// In coverage, a line is heard in its shot.
    fn lines_are_heard_in_their_shots(&self) {
        let shots = self.shots.iter().zip(self.times()).filter(|(shot, _)| shot["camera_framing"] != "wide");
        let text = std::fs::read_to_string(self.preview("captions.srt")).unwrap();
        let cues = cues(&text);
        assert_eq!(shots.clone().count(), cues.len());
        for ((shot, (start, end)), cue) in shots.zip(cues) {
            let near = |millis: u32, seconds: f64| (f64::from(millis) - seconds * 1000.0).abs() <= 1.0;
            assert!(near(cue.start, start) && near(cue.end, end), "{cue:?} in {shot}");
        }
    }
}

#[derive(Debug)]
struct SrtCue {
    number: usize,
    /// Milliseconds.
    start: u32,
    /// Milliseconds.
    end: u32,
    text: String,
}

/// Reads SubRip: blocks apart by empty lines, each a number, two times and lines of text.
fn cues(text: &str) -> Vec<SrtCue> {
    let blocks = text.split("\n\n").filter(|block| !block.trim().is_empty());
    let cue = |block: &str| {
        let mut lines = block.lines();
        let number = lines.next().unwrap().parse().unwrap_or_else(|error| panic!("{error}: {block:?}"));
        let (start, end) = lines.next().unwrap().split_once(" --> ").unwrap_or_else(|| panic!("no times: {block:?}"));
        let text: Vec<&str> = lines.collect();
        assert!(!text.is_empty(), "no text: {block:?}");
        SrtCue { number, start: millis(start), end: millis(end), text: text.join("\n") }
    };
    blocks.map(cue).collect()
}

/// `01:02:03,456` as milliseconds.
fn millis(clock: &str) -> u32 {
    assert_eq!(clock.len(), 12, "{clock}");
    let (whole, rest) = clock.split_once(',').unwrap();
    let parts: Vec<u32> = whole.split(':').map(|part| part.parse().unwrap()).collect();
    assert!(parts.len() == 3 && parts[1] < 60 && parts[2] < 60, "{clock}");
    (parts[0] * 3600 + parts[1] * 60 + parts[2]) * 1000 + rest.parse::<u32>().unwrap()
}

/// What a Python script with these paths prints, as JSON.
#[track_caller]
fn python(script: &str, paths: &[Utf8PathBuf]) -> Value {
    let output = Command::new(reader_python()).args(["-c", script]).args(paths).output().unwrap();
    let stdout = without_complaint(&output);
    serde_json::from_str(&stdout).unwrap()
}

/// How many packets ffprobe finds in the one stream of a file, without a complaint.
#[track_caller]
fn probed(path: &Utf8PathBuf, format: &str, codec: &str) -> usize {
    let mut command = Command::new("ffprobe");
    command.args(["-v", "error", "-count_packets", "-show_streams", "-show_format", "-of", "json"]).arg(path);
    let output = command.output().unwrap_or_else(|error| {
        panic!("ffprobe: {error}; `cargo xtask test --only tests` installs the package `ffmpeg`");
    });
    let seen: Value = serde_json::from_str(&without_complaint(&output)).unwrap();
    let streams = seen["streams"].as_array().unwrap();
    assert_eq!(streams.len(), 1, "{seen}");
    assert_eq!((&seen["format"]["format_name"], &streams[0]["codec_name"]), (&json!(format), &json!(codec)));
    streams[0]["nb_read_packets"].as_str().map_or(0, |count| count.parse().unwrap())
}

#[track_caller]
fn without_complaint(output: &Output) -> String {
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && stderr.is_empty(), "{}\n{stderr}", output.status);
    stdout.into_owned()
}

#[test]
fn the_example_is_read_by_other_programs() {
    let environment = TestEnvironment::new();
    for name in ["ferry.json", "slow-water.fountain"] {
        let example = format!("{}/../../examples/screenplay/{name}", env!("CARGO_MANIFEST_DIR"));
        environment.write(name, &std::fs::read_to_string(example).unwrap());
    }
    environment.run(&["run", "screenplay", "--project", "ferry.json"]).with_code(0);
    let rendered = Rendered::of(&environment);
    assert!(rendered.shots.len() > 50 && rendered.spoken.len() > 50);
    rendered.timeline_is_read();
    rendered.pictures_are_read();
    rendered.captions_are_read();
    rendered.lines_are_heard_in_their_shots();
}

#[test]
fn a_film_of_the_local_writer_is_read_by_other_programs() {
    let environment = project(&json!({"id": "demo", "genre": "noir", "render_profiles": ["draft_720p"]}));
    run(&environment, &[]).with_code(0);
    let rendered = Rendered::of(&environment);
    assert_eq!(rendered.resolution, [1280, 720]);
    assert!(!rendered.spoken.is_empty());
    rendered.timeline_is_read();
    rendered.pictures_are_read();
    rendered.captions_are_read();
}

#[test]
fn a_film_in_every_script_is_read_by_other_programs() {
    let environment = unicode::film();
    run(&environment, &[]).with_code(0);
    let rendered = Rendered::of(&environment);
    rendered.timeline_is_read();
    rendered.pictures_are_read();
    rendered.captions_are_read();
    rendered.lines_are_heard_in_their_shots();
}
