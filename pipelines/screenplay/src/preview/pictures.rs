//! The pictures of a film: a frame for each shot, the contact sheet, the animatic.
//!
//! ```text
//! panels ─┬ worker: draw, encode, keep the frame, reduce ─┐
//!         └ worker: …                                     ┴ in order ─► contact sheet, animatic
//! ```
//! Frames are written as they are drawn; only reduced panels wait for their turn, a few for each worker. So the memory
//! that is needed does not grow with the film, but for the two files that are made of all panels.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use throughline_storyboard::output::{
    Animatic, ContactSheet, Label, Motion, OutputError, SheetHeader, SheetScene, Take, png, reduce,
};
use throughline_storyboard::{Framing, Painter, Picture, Shot, Size, Style};

use super::film::Seen;
use super::in_order::in_order;
use super::{Film, Panels};

/// Shots of one scene that one worker draws after another: their backgrounds are alike, and drawn once.
const SHOTS_TOGETHER: usize = 4;

/// Panels that wait for the contact sheet and the animatic are no larger; both show them smaller than this.
const WAITING: Size = Size { width: 960, height: 540 };

/// The animatic's pictures.
const ANIMATIC: Size = Size { width: 480, height: 270 };

/// What is drawn, and how.
pub(crate) struct Drawing<'d> {
    /// The film.
    pub(crate) film: &'d Film<'d>,
    /// Its title.
    pub(crate) title: &'d str,
    /// What stands below the title.
    pub(crate) subtitle: String,
    /// The frames' size.
    pub(crate) size: Size,
    /// How they are drawn.
    pub(crate) style: Style,
}

/// What was drawn beside the frames.
#[derive(Debug)]
pub(crate) struct Drawn<T> {
    /// What was kept of each frame, in the order of the shots.
    pub(crate) frames: Vec<T>,
    /// The contact sheet, a PNG.
    pub(crate) storyboard: Vec<u8>,
    /// The animatic, an animated PNG.
    pub(crate) animatic: Vec<u8>,
    /// What no font has.
    pub(crate) missing: BTreeSet<char>,
}

/// Why a film cannot be drawn.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DrawError<E> {
    /// It was to end early.
    #[error("interrupted")]
    Interrupted,
    /// A frame was not kept.
    #[error("a frame cannot be kept")]
    Frame(E),
    /// A picture cannot be made.
    #[error("a picture cannot be made: {0}")]
    Output(#[from] OutputError),
}

/// A panel on its way to the contact sheet and the animatic.
struct Waiting<T> {
    kept: T,
    panel: Picture,
    label: Label,
    missing: BTreeSet<char>,
}

/// Draws a film. Each frame, a PNG, is handed to `keep` with its shot's id as soon as it is there, from any thread.
pub(crate) fn draw<T: Send, E: Send>(
    drawing: &Drawing<'_>,
    cancelled: impl Fn() -> bool + Sync,
    keep: impl Fn(&str, &[u8]) -> Result<T, E> + Sync,
) -> Result<Drawn<T>, DrawError<E>> {
    let (film, panels) = (drawing.film, Panels::new(drawing.film));
    let painter = || Painter::new(drawing.size, drawing.style);
    let units = units(&film.shots);
    let (sheet_file, film_file) = (Shared::default(), Shared::default());
    let mut sheet = ContactSheet::new(sheet_file.clone(), header(drawing, &panels), drawing.size)?;
    let mut animatic = Animatic::new(film_file.clone(), ANIMATIC, &takes(&film.shots))?;
    let samples = sample(&panels, film.shots.len(), painter, &mut animatic)?;
    let mut frames = Vec::with_capacity(film.shots.len());
    // The sheet letters less than the panels do, so what it lacks is not all.
    let mut missing = BTreeSet::new();
    in_order(
        units.len(),
        painter,
        |painter, unit| {
            units[unit]
                .clone()
                .map(|index| {
                    if cancelled() {
                        return Err(DrawError::Interrupted);
                    }
                    let shot = panels.panel(index);
                    let panel = samples.take(index).unwrap_or_else(|| painter.panel(&shot));
                    let kept = keep(&shot.shot_id, &png(&panel)?).map_err(DrawError::Frame)?;
                    let missing = painter.missing().clone();
                    Ok(Waiting { kept, panel: waiting(panel)?, label: label(&shot), missing })
                })
                .collect::<Result<Vec<_>, _>>()
        },
        |unit: Vec<Waiting<T>>| {
            for Waiting { kept, panel, label, missing: of_painter } in unit {
                sheet.push(&panel, &label)?;
                animatic.push(&panel)?;
                frames.push(kept);
                missing.extend(of_painter);
            }
            if cancelled() { Err(DrawError::Interrupted) } else { Ok(()) }
        },
    )?;
    if film.shots.is_empty() {
        let mut hand = painter();
        animatic.push(&hand.panel(&untold(drawing.title)))?;
        missing.extend(hand.missing());
    }
    missing.extend(samples.missing);
    missing.extend(sheet.missing());
    sheet.finish()?;
    animatic.finish()?;
    Ok(Drawn { frames, storyboard: sheet_file.take(), animatic: film_file.take(), missing })
}

/// The panels that the animatic's palette is made from. They are drawn before all others, and not again.
struct Samples {
    panels: BTreeMap<usize, Mutex<Option<Picture>>>,
    missing: BTreeSet<char>,
}

impl Samples {
    /// The panel of a shot, once.
    fn take(&self, index: usize) -> Option<Picture> {
        self.panels.get(&index)?.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Draws the samples of a film of so many shots, and shows them to the animatic.
fn sample(
    panels: &Panels<'_>,
    shots: usize,
    painter: impl Fn() -> Painter + Sync,
    animatic: &mut Animatic<Shared>,
) -> Result<Samples, OutputError> {
    let indices: Vec<usize> = Animatic::<Shared>::samples(shots).collect();
    let mut samples = Samples { panels: BTreeMap::new(), missing: BTreeSet::new() };
    in_order(
        indices.len(),
        painter,
        |painter, sample| {
            let panel = painter.panel(&panels.panel(indices[sample]));
            Ok::<_, OutputError>((indices[sample], panel, painter.missing().clone()))
        },
        |(index, panel, missing)| {
            animatic.sample(&panel)?;
            samples.panels.insert(index, Mutex::new(Some(panel)));
            samples.missing.extend(missing);
            Ok(())
        },
    )?;
    Ok(samples)
}

/// The shots that are drawn together: up to a few neighbours of one scene.
fn units(shots: &[Seen<'_>]) -> Vec<Range<usize>> {
    let mut units: Vec<Range<usize>> = Vec::new();
    for (index, shot) in shots.iter().enumerate() {
        match units.last_mut() {
            Some(unit) if unit.len() < SHOTS_TOGETHER && shots[unit.start].scene_index == shot.scene_index => {
                unit.end = index + 1;
            }
            _ => units.push(index..index + 1),
        }
    }
    units
}

fn waiting(panel: Picture) -> Result<Picture, OutputError> {
    if panel.size.width <= WAITING.width && panel.size.height <= WAITING.height {
        return Ok(panel);
    }
    reduce(&panel, WAITING)
}

fn header(drawing: &Drawing<'_>, panels: &Panels<'_>) -> SheetHeader {
    let mut scenes: Vec<SheetScene> = Vec::new();
    let mut last = None;
    for seen in &drawing.film.shots {
        if last != Some(seen.scene_index) {
            scenes.push(SheetScene { heading: panels.heading(seen.scene_index).to_owned(), shots: Vec::new() });
            last = Some(seen.scene_index);
        }
        if let Some(scene) = scenes.last_mut() {
            scene.shots.push(seen.shot.duration_sec);
        }
    }
    SheetHeader { title: drawing.title.to_owned(), subtitle: drawing.subtitle.clone(), scenes }
}

/// The shots' lengths and movements: wide ones look round, to this side and that; on a speaker the camera closes in.
fn takes(shots: &[Seen<'_>]) -> Vec<Take> {
    let motion = |seen: &Seen<'_>| match seen.shot.camera_framing {
        crate::document::Framing::Wide if seen.scene_index.is_multiple_of(2) => Motion::PanRight,
        crate::document::Framing::Wide => Motion::PanLeft,
        crate::document::Framing::MediumCloseUp => Motion::PushIn,
        crate::document::Framing::OverTheShoulder => Motion::PullOut,
    };
    let takes: Vec<Take> =
        shots.iter().map(|seen| Take { duration: seen.shot.duration_sec, motion: motion(seen) }).collect();
    // A film without shots has one picture all the same, so that the file is one.
    if takes.is_empty() { vec![Take { duration: 0.0, motion: Motion::Still }] } else { takes }
}

/// What is shown of a film without shots.
fn untold(title: &str) -> Shot {
    Shot { slug: title.to_owned(), ..Shot::default() }
}

fn label(shot: &Shot) -> Label {
    let framing = match shot.framing {
        Framing::Wide => "WS",
        Framing::MediumCloseUp => "MCU",
        Framing::OverTheShoulder => "OTS",
    };
    let note = match (&shot.line, &shot.speaker) {
        (Some(line), Some(speaker)) => format!("{speaker}: {line}"),
        (Some(line), None) => line.clone(),
        (None, _) => shot.action.clone().unwrap_or_default(),
    };
    Label { number: shot.number.to_string(), framing: framing.to_owned(), note }
}

/// A file in memory that is written at one end and taken at the other.
#[derive(Debug, Clone, Default)]
struct Shared(std::rc::Rc<std::cell::RefCell<Vec<u8>>>);

impl Shared {
    fn take(&self) -> Vec<u8> {
        self.0.take()
    }
}

impl std::io::Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::super::film::tests::{list, script};
    use super::*;
    use crate::project::ShotStyle;

    const SMALL: Size = Size { width: 160, height: 90 };

    fn with_film<T>(shots: usize, use_it: impl FnOnce(&Drawing<'_>) -> T) -> T {
        let script = script(&[&[("", "Ann waits."), ("ANN", "Well?")], &[("BO", "No.")]]);
        let list = list(&(0..shots).map(|shot| (shot * 2 / shots + 1, 2.0)).collect::<Vec<_>>());
        let film = Film::new(&script, &list, ShotStyle::TwoShot).unwrap();
        let subtitle = String::new();
        use_it(&Drawing { film: &film, title: "T", subtitle, size: SMALL, style: Style::default() })
    }

    #[test]
    fn what_is_kept_comes_in_the_order_of_the_shots_and_the_files_are_the_same_again() {
        with_film(11, |drawing| {
            let seen = Mutex::new(Vec::new());
            let keep = |id: &str, bytes: &[u8]| {
                seen.lock().unwrap().push(id.to_owned());
                Ok::<_, ()>((id.to_owned(), bytes.len()))
            };
            let one = draw(drawing, || false, keep).unwrap();
            let ids: Vec<&str> = one.frames.iter().map(|(id, _)| id.as_str()).collect();
            assert_eq!(ids, (0..11).map(|shot| format!("shot-{shot}")).collect::<Vec<_>>());
            assert_eq!(seen.lock().unwrap().len(), 11);
            let two = draw(drawing, || false, keep).unwrap();
            assert_eq!((one.frames, one.storyboard, one.animatic), (two.frames, two.storyboard, two.animatic));
        });
    }

    #[test]
    fn it_ends_when_it_is_to_end_and_when_a_frame_is_not_kept() {
        with_film(40, |drawing| {
            let drawn = AtomicUsize::new(0);
            let keep = |_: &str, _: &[u8]| Ok::<_, &str>(drawn.fetch_add(1, Ordering::SeqCst));
            let cancelled = || drawn.load(Ordering::SeqCst) >= 3;
            let outcome = draw(drawing, cancelled, keep);
            assert!(matches!(outcome, Err(DrawError::Interrupted)));
            assert!(drawn.load(Ordering::SeqCst) < 40);
            let keep = |id: &str, _: &[u8]| if id == "shot-7" { Err("no room") } else { Ok(()) };
            assert!(matches!(draw(drawing, || false, keep), Err(DrawError::Frame("no room"))));
        });
    }

    #[test]
    fn neighbours_of_a_scene_are_drawn_together() {
        with_film(11, |drawing| assert_eq!(units(&drawing.film.shots), [0..4, 4..6, 6..10, 10..11]));
    }
}
