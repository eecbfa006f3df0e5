//! Puts a shot together: the place, and in it whom the framing shows, on the sides that they keep.

use super::cast::Look;
use super::geometry::{Frame, p};
use super::glow::Glow;
use super::person::{Brush, Mood, back, bust, figure};
use super::rng::Rng;
use super::set::{Lens, View, car_before, p3, scenery};
use super::sheet::Sheet;
use crate::{Framing, Light, Shot};

/// At most this many people stand in a wide shot.
const CROWD: usize = 8;

/// The camera that a shot is seen through.
pub(crate) fn view_of(shot: &Shot) -> View {
    match (shot.framing, on_screen(shot)) {
        (Framing::Wide, _) | (_, None) => View::Wide,
        (_, Some(name)) if stands_left(shot, name) => View::Left,
        _ => View::Right,
    }
}

/// Whom a close shot shows: the speaker, or who listens to a voice.
fn on_screen(shot: &Shot) -> Option<&str> {
    let seen = if shot.voice_only { None } else { shot.speaker.as_deref() };
    seen.or(shot.listener.as_deref()).or_else(|| {
        let voice = shot.speaker.as_deref().unwrap_or_default();
        shot.cast.iter().map(String::as_str).find(|name| !shot.voice_only || *name != voice)
    })
}

/// Characters stand left and right by turns, in the order in which they come into the scene, and keep their side.
fn stands_left(shot: &Shot, name: &str) -> bool {
    shot.cast.iter().position(|other| other == name).unwrap_or(shot.cast.len()) % 2 == 0
}

/// Draws the people of a shot over its place.
pub(crate) fn people(sheet: &mut Sheet, lens: &Lens, shot: &Shot) {
    let in_car = scenery(&shot.place, shot.setting).in_car();
    match (shot.framing, on_screen(shot)) {
        (Framing::Wide, _) | (_, None) if in_car => seated(sheet, shot),
        (Framing::Wide, _) | (_, None) => group(sheet, lens, shot),
        (Framing::MediumCloseUp, Some(name)) => close(sheet, shot, name),
        (Framing::OverTheShoulder, Some(name)) => over_shoulder(sheet, shot, name),
    }
}

fn mood(shot: &Shot, name: &str, pen: f32) -> Mood {
    let line = shot.line.as_deref().unwrap_or_default();
    let speaking = !shot.voice_only && !line.is_empty() && shot.speaker.as_deref() == Some(name);
    let mut chance = Rng::of(&["mood", &name.trim().to_uppercase(), line, &shot.shot_id]);
    // A question lifts the brows, an exclamation knits them and opens the mouth.
    let (brows, mouth) = match line.trim_end_matches(['"', '”', '’', ')', ' ']).chars().last() {
        Some('?' | '？' | '؟') => (0.9, 0.45),
        Some('!' | '！') => (-1.0, 1.0),
        Some('…' | '—') => (0.4, 0.25),
        _ => (chance.sway() * 0.5, chance.range(0.35, 0.8)),
    };
    Mood { speaking, brows: if speaking { brows } else { chance.sway() * 0.5 }, mouth, pen }
}

/// Who is to be seen in a wide shot, at most `room` people; whoever speaks is among them.
fn company(shot: &Shot, room: usize) -> Vec<&str> {
    let voice = if shot.voice_only { shot.speaker.as_deref() } else { None };
    let mut names: Vec<&str> = shot.cast.iter().map(String::as_str).filter(|name| Some(*name) != voice).collect();
    for name in [shot.speaker.as_deref(), shot.listener.as_deref()].into_iter().flatten() {
        if !names.contains(&name) && Some(name) != voice {
            names.push(name);
        }
    }
    if let Some(at) = names.iter().position(|name| Some(*name) == shot.speaker.as_deref())
        && at >= room
    {
        names.swap(at, room - 1);
    }
    names.truncate(room);
    names
}

/// In a car, through the windscreen: two in front, two behind.
fn seated(sheet: &mut Sheet, shot: &Shot) {
    let names = company(shot, 4);
    for (index, name) in names.iter().enumerate().rev() {
        let left = stands_left(shot, name);
        let behind = index > 1;
        let look = Look::of(name);
        let side = if left { -1.0 } else { 1.0 };
        let (out, y, scale) = if behind { (86.0, 132.0, 88.0) } else { (196.0, 122.0, 128.0) };
        let top = y + (1.0 - look.tall.min(1.1)) * 60.0;
        let frame = Frame { origin: p(sheet.width * 0.5 + side * out, top), scale, mirror: !left, turn: 0.0 };
        let glow = Glow::of(sheet.palette, shot.light);
        let mood = mood(shot, name, if behind { 1.2 } else { 1.6 });
        bust(&mut Brush { sheet, frame, glow }, &look, mood);
    }
    car_before(sheet, shot.light);
}

/// Everybody, from head to foot, in two loose rows around the middle.
fn group(sheet: &mut Sheet, lens: &Lens, shot: &Shot) {
    let names = company(shot, CROWD);
    let mut chance = Rng::of(&["places", &shot.place, &shot.shot_id]);
    let mut standing: Vec<(f32, f32, bool, &str)> = Vec::with_capacity(names.len());
    let alone = names.len() == 1;
    for (index, name) in names.iter().enumerate() {
        let left = if alone { chance.chance(0.5) } else { stands_left(shot, name) };
        let rank = (index / 2) as f32;
        let out = if alone { 0.25 } else { 0.72 + 0.92 * rank + chance.range(0.0, 0.14) };
        let away = 2.35 + if index / 2 % 2 == 1 { 0.75 } else { 0.0 } + chance.range(-0.15, 0.25);
        standing.push((if left { -out } else { out }, away, left, name));
    }
    standing.sort_by(|a, b| b.1.total_cmp(&a.1));
    for (x, z, left, name) in standing {
        let mut look = Look::of(name);
        // Who it is stays; how they stand is another matter in each shot.
        look.hand = Rng::of(&["pose", &name.trim().to_uppercase(), &shot.shot_id, &shot.slug]);
        let scale = lens.scale(p3(x, 0.0, z));
        let foot = lens.at(p3(x, 0.0, z));
        let head = scale * 1.74 * look.tall / 7.4;
        // The shadow on the ground falls to the side of the back.
        let side = if left { -1.0 } else { 1.0 };
        let ring: Vec<_> = super::geometry::ellipse(p(foot.x + side * head * 0.9, foot.y), head * 2.1, head * 0.34, 24);
        let ink = sheet.palette.ink;
        sheet.fill(&ring, ink, if shot.light == Light::Night { 0.6 } else { 0.42 });
        let frame = Frame { origin: foot, scale: head, mirror: !left, turn: 0.0 };
        let glow = Glow::of(sheet.palette, shot.light);
        let pen = (head * 0.045).clamp(0.7, 2.0);
        figure(&mut Brush { sheet, frame, glow }, &look, mood(shot, name, pen));
    }
}

/// Head and shoulders. Whoever stands on the left looks to the right, with room before the face.
fn close(sheet: &mut Sheet, shot: &Shot, name: &str) {
    let left = stands_left(shot, name);
    let look = Look::of(name);
    let size = 236.0 * if look.child { 0.94 } else { 1.0 };
    let x = sheet.width * if left { 0.43 } else { 0.57 };
    let y = 52.0 + (1.0 - look.tall.min(1.1)) * 90.0;
    let mut chance = Rng::of(&["tilt", &name.trim().to_uppercase(), &shot.shot_id]);
    let frame = Frame { origin: p(x, y), scale: size, mirror: !left, turn: chance.sway() * 0.035 };
    let glow = Glow::of(sheet.palette, shot.light);
    let mood = mood(shot, name, 2.2);
    bust(&mut Brush { sheet, frame, glow }, &look, mood);
}

/// The speaker beyond, the listener's head and shoulder before.
fn over_shoulder(sheet: &mut Sheet, shot: &Shot, name: &str) {
    let left = stands_left(shot, name);
    let look = Look::of(name);
    let width = sheet.width;
    let x = width * if left { 0.36 } else { 0.64 };
    let mut chance = Rng::of(&["tilt", &name.trim().to_uppercase(), &shot.shot_id]);
    let frame = Frame {
        origin: p(x, 78.0 + (1.0 - look.tall.min(1.1)) * 70.0),
        scale: 168.0,
        mirror: !left,
        turn: chance.sway() * 0.03,
    };
    let glow = Glow::of(sheet.palette, shot.light);
    let mood = mood(shot, name, 1.8);
    bust(&mut Brush { sheet, frame, glow }, &look, mood);
    // Whoever listens; somebody else of the scene where nobody is named.
    let other = shot.listener.as_deref().filter(|other| *other != name);
    let other = other.or_else(|| shot.cast.iter().map(String::as_str).find(|other| *other != name)).unwrap_or("");
    let listener = Look::of(other);
    // Near enough that the frame cuts the crown, so that the shoulder stands over the caption.
    let x = width * if left { 0.865 } else { 0.135 };
    let frame = Frame { origin: p(x, -34.0), scale: 296.0, mirror: left, turn: -0.05 };
    back(&mut Brush { sheet, frame, glow }, &listener, 2.6);
}
