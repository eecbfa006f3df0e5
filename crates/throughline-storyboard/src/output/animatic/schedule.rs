//! When frames of the animatic change, and which of them draw the panel anew. Whole milliseconds.
//!
//! The rules, from the lengths of the shots alone:
//!
//! 1. A cut lies at the sum of the lengths before it, rounded to a millisecond: no shot is off by a millisecond, and
//!    errors do not add up.
//! 2. A shot has a frame for each half second, one of more than four seconds for each second. Where the film would have
//!    more than [`FRAMES`], it is one for each second, then for two, and so on; but no frame lasts longer than a minute,
//!    which is all that its delay can say.
//! 3. A shot that moves does so with each frame, but no more often than [`MOVES`] times, since a movement of less than
//!    a pixel is none. Where the film would draw more than [`DRAWINGS`] panels, that number falls, in the end to one: no
//!    movement. Frames in between change the strip alone, which costs next to nothing; a drawing is what takes time and
//!    room.
//! 4. A film of more than [`MANY`] shots is shown in five sixths of the size that was asked for.

use crate::Size;
use crate::output::reduce::Window;
use crate::output::sheet::sound;

/// Frames at most, while a shot has more than one.
pub(super) const FRAMES: u64 = 16_000;
/// Panels drawn at most, while a shot has more than one.
pub(super) const DRAWINGS: u64 = 360;
/// Drawings of one shot at most: at the usual size, each is a pixel or two away from the one before it.
const MOVES: u64 = 10;
/// From this length on, in milliseconds, a shot has one frame a second.
const LONG: u64 = 4_000;
/// The shots from which on they are shown smaller.
pub(super) const MANY: usize = 1_500;
/// The shortest time between two frames of a shot, in milliseconds.
const STEP: u64 = 500;
/// The longest time that a frame stands, in milliseconds. A delay has sixteen bits.
const LONGEST: u64 = 60_000;
/// How much of a panel a movement leaves out, in thousandths of its width and height: less than the margin of what is
/// lettered on it.
const TRAVEL: u64 = 25;

/// How the view on a panel changes while its shot lasts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Motion {
    /// Not at all.
    Still,
    /// Slowly closer.
    #[default]
    PushIn,
    /// Slowly back.
    PullOut,
    /// Slowly to the right.
    PanRight,
    /// Slowly to the left.
    PanLeft,
}

/// One shot of the animatic.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Take {
    /// Its length, in seconds. What is no positive number counts as none, and lasts a millisecond.
    pub duration: f64,
    /// How it moves.
    pub motion: Motion,
}

/// A shot on the time line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    /// Its start, in milliseconds.
    pub(super) start: u64,
    /// Its length, in milliseconds; at least one.
    pub(super) length: u64,
    /// Its frames; at least one.
    pub(super) frames: u64,
    /// How often its panel is drawn; at least once.
    pub(super) drawings: u64,
    /// How it moves.
    pub(super) motion: Motion,
}

/// The time line of a film.
pub(super) fn schedule(takes: &[Take]) -> Vec<Slot> {
    let mut slots = Vec::with_capacity(takes.len());
    let (mut seconds, mut start) = (0.0, 0);
    for take in takes {
        seconds += sound(take.duration);
        let end = ((seconds * 1000.0).round() as u64).max(start + 1);
        slots.push(Slot { start, length: end - start, frames: 1, drawings: 1, motion: take.motion });
        start = end;
    }
    let parts = |slot: &Slot, step: u64| ((slot.length + step / 2) / step).max(1);
    let pace = |slot: &Slot, step: u64| if slot.length > LONG { step.max(2 * STEP) } else { step };
    let mut step = STEP;
    loop {
        for slot in &mut slots {
            slot.frames = parts(slot, pace(slot, step)).max(slot.length.div_ceil(LONGEST));
        }
        if step >= LONGEST || slots.iter().map(|slot| slot.frames).sum::<u64>() <= FRAMES {
            break;
        }
        step *= 2;
    }
    for moves in (1..=MOVES).rev() {
        for slot in &mut slots {
            let drawings = slot.frames.min(moves);
            slot.drawings = if slot.motion == Motion::Still { 1 } else { drawings };
        }
        if slots.iter().map(|slot| slot.drawings).sum::<u64>() <= DRAWINGS {
            break;
        }
    }
    slots
}

/// The size in which panels of a film of so many shots are shown.
pub(super) fn shown(size: Size, takes: usize) -> Size {
    let side = |pixels: u32| {
        let part = u64::from(pixels) * 5 / 6;
        // Even sides, because many video encoders take no others.
        u32::try_from(part).unwrap_or(pixels).next_multiple_of(2).clamp(1, pixels.max(1))
    };
    if takes > MANY { Size { width: side(size.width), height: side(size.height) } } else { size }
}

impl Slot {
    /// Where a frame ends, in milliseconds from the start of the film.
    pub(super) fn end(&self, frame: u64) -> u64 {
        self.start + self.length * (frame + 1) / self.frames
    }

    /// Which drawing a frame shows.
    pub(super) fn drawing(&self, frame: u64) -> u64 {
        frame * self.drawings / self.frames
    }

    /// The part of a panel that a drawing shows. A shot of one drawing shows all.
    pub(super) fn window(&self, drawing: u64, panel: Size) -> Window {
        let whole = Window::whole(panel);
        let last = self.drawings - 1;
        if last == 0 {
            return whole;
        }
        let (wide, high) = (whole.width * TRAVEL / 1000, whole.height * TRAVEL / 1000);
        let part = |length: u64, step: u64| length * step / last;
        let (lost, left) = match self.motion {
            Motion::Still => return whole,
            Motion::PushIn => ((part(wide, drawing), part(high, drawing)), part(wide, drawing) / 2),
            Motion::PullOut => {
                ((part(wide, last - drawing), part(high, last - drawing)), part(wide, last - drawing) / 2)
            }
            Motion::PanRight => ((wide, high), wide / 4 + part(wide, drawing) / 2),
            Motion::PanLeft => ((wide, high), wide / 4 + part(wide, last - drawing) / 2),
        };
        Window { left, top: lost.1 / 2, width: whole.width - lost.0, height: whole.height - lost.1 }
    }
}

#[cfg(test)]
mod tests {
    use super::{DRAWINGS, FRAMES, MANY, MOVES, Motion, STEP, Take, schedule, shown};
    use crate::Size;

    fn film(durations: impl IntoIterator<Item = f64>) -> Vec<Take> {
        durations.into_iter().map(|duration| Take { duration, motion: Motion::PushIn }).collect()
    }

    #[test]
    fn no_shot_is_off_by_a_millisecond() {
        let durations: Vec<f64> = (0..2500).map(|shot| 1.5 + f64::from(shot % 17) * 0.133_37).collect();
        let slots = schedule(&film(durations.iter().copied()));
        let mut true_end = 0.0;
        for (slot, duration) in slots.iter().zip(durations) {
            true_end += duration;
            assert_eq!(slot.end(slot.frames - 1), slot.start + slot.length);
            assert!(((slot.start + slot.length) as f64 - true_end * 1000.0).abs() <= 0.5);
            assert!((slot.length as f64 - duration * 1000.0).abs() <= 1.0);
        }
    }

    #[test]
    fn short_films_move_twice_a_second_and_long_ones_less() {
        let short = schedule(&film([3.0; 20]));
        assert!(short.iter().all(|slot| slot.frames == 6 && slot.drawings == 6));
        let slow = schedule(&film([9.0, 3.5, 600.0]));
        assert_eq!(slow.iter().map(|slot| slot.drawings).collect::<Vec<_>>(), [9, 7, MOVES]);
        let many = schedule(&film([9.0; 60]));
        assert!(many.iter().all(|slot| slot.frames == 9 && slot.drawings == 6));
        let long = schedule(&film([2.8; 2500]));
        assert!(long.iter().all(|slot| slot.frames == 6 && slot.drawings == 1));
        let longer = schedule(&film([2.8; 20_000]));
        assert!(longer.iter().all(|slot| slot.frames == 1 && slot.drawings == 1));
        for slots in [short, long] {
            assert!(slots.iter().map(|slot| slot.frames).sum::<u64>() <= FRAMES);
            assert!(slots.iter().map(|slot| slot.drawings).sum::<u64>() <= DRAWINGS.max(slots.len() as u64));
        }
    }

    #[test]
    fn films_of_very_many_shots_are_shown_smaller() {
        let size = Size { width: 480, height: 270 };
        assert_eq!(shown(size, MANY), size);
        assert_eq!(shown(size, MANY + 1), Size { width: 400, height: 226 });
    }

    #[test]
    fn frames_are_no_longer_than_a_delay_can_say() {
        let slots = schedule(&film([100_000.0, 0.0, f64::NAN, -4.0]));
        for slot in &slots {
            for frame in 0..slot.frames {
                let from = if frame == 0 { slot.start } else { slot.end(frame - 1) };
                assert!((1..=u64::from(u16::MAX)).contains(&(slot.end(frame) - from)));
            }
        }
        assert!(slots[0].frames > 1 && slots[1].length == 1);
    }

    #[test]
    fn windows_stay_within_the_panel() {
        let panel = Size { width: 961, height: 541 };
        for motion in [Motion::Still, Motion::PushIn, Motion::PullOut, Motion::PanLeft, Motion::PanRight] {
            let slot = schedule(&[Take { duration: 10.0 * STEP as f64 / 1000.0, motion }])[0];
            for drawing in 0..slot.drawings {
                let window = slot.window(drawing, panel);
                assert!(window.left + window.width <= 961 * 256 && window.top + window.height <= 541 * 256);
            }
            let (first, last) = (slot.window(0, panel), slot.window(slot.drawings - 1, panel));
            assert_eq!(first == last, motion == Motion::Still);
        }
    }
}
