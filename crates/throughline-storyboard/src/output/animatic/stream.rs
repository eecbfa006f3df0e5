//! The stream that makes an animatic: panels in, one by one; frames of an APNG out.

use super::palette::{Census, Palette};
use super::schedule::{Slot, Take, schedule, shown};
use super::strip::{self, Strip};
use crate::output::OutputError;
use crate::output::reduce::{Reducer, Window};
use crate::output::sink::Sink;
use crate::text::Lettering;
use crate::{Picture, Size};
use ::png::{BitDepth, BlendOp, ColorType, DeflateCompression, DisposeOp, Encoder, Filter, Writer};
use std::io::Write;

/// How many panels are worth looking at before the palette is made.
const SAMPLES: usize = 8;

/// Makes an animatic: an APNG that shows each panel for as long as its shot lasts, with a strip for shot, time and how
/// far the film has come. The panel moves a little while it is shown, where the film is not too long for that.
///
/// Panels come in the order of the film, one for each take. Before the first, [`Animatic::sample`] may be shown a few
/// from all over the film, so that its palette suits them all; otherwise it is made from the first.
pub struct Animatic<W: Write> {
    out: W,
    sink: Sink,
    state: State,
    /// Size of the panels as they are shown, and of the whole with the strip.
    panel: Size,
    whole: Size,
    slots: Vec<Slot>,
    end: u64,
    pushed: usize,
    lettering: Lettering,
    reducer: Reducer,
    strip: Strip,
    rgb: Vec<u8>,
    /// The frame in work and the one before it, as places in the palette.
    frame: Vec<u8>,
    shown: Vec<u8>,
    part: Vec<u8>,
}

/// The file, before and after its head is written.
enum State {
    Waiting(Census),
    Writing(Writer<Sink>, Palette),
    /// A head could not be written.
    Broken,
}

impl<W: Write> Animatic<W> {
    /// Begins an animatic whose panels are shown in this size, or a little smaller where they are very many; the strip
    /// below them is added to it.
    ///
    /// # Errors
    ///
    /// If there is no take, or the size has no pixels.
    pub fn new(out: W, size: Size, takes: &[Take]) -> Result<Self, OutputError> {
        let slots = schedule(takes);
        let size = shown(size, takes.len());
        let end =
            slots.last().map(|slot| slot.start + slot.length).ok_or(OutputError::Count { announced: 0, pushed: 0 })?;
        let height = Strip::height(size.height);
        let whole = Size { width: size.width, height: size.height.saturating_add(height) };
        let pixels = u64::from(whole.width) * u64::from(whole.height);
        if pixels > u64::from(u32::MAX) / 4 {
            return Err(OutputError::TooLarge { width: whole.width.into(), height: whole.height.into() });
        }
        Ok(Self {
            out,
            sink: Sink::default(),
            state: State::Waiting(Census::new()),
            panel: size,
            whole,
            slots,
            end,
            pushed: 0,
            lettering: Lettering::new(),
            reducer: Reducer::default(),
            strip: Strip::new(size.width, height)?,
            rgb: Vec::new(),
            frame: vec![0; pixels as usize],
            shown: Vec::new(),
            part: Vec::new(),
        })
    }

    /// Which takes to show to [`Animatic::sample`]: a few, evenly spread.
    pub fn samples(takes: usize) -> impl Iterator<Item = usize> {
        let count = takes.min(SAMPLES);
        (0..count).map(move |sample| sample * takes / count)
    }

    /// Takes the colours of a panel into account. Without effect once the first panel is pushed.
    ///
    /// # Errors
    ///
    /// If the panel has not as many pixels as it says.
    pub fn sample(&mut self, panel: &Picture) -> Result<(), OutputError> {
        if let State::Waiting(census) = &mut self.state {
            self.reducer.reduce(panel, Window::whole(panel.size), self.panel, &mut self.rgb)?;
            census.count(&self.rgb);
        }
        Ok(())
    }

    /// Width and height of the animatic, with its strip, in pixels.
    #[must_use]
    pub fn size(&self) -> Size {
        self.whole
    }

    /// Adds the panel of the next take. It may have any size; it is reduced.
    ///
    /// # Errors
    ///
    /// If more panels come than there are takes, if the panel is none, or if it cannot be written.
    pub fn push(&mut self, panel: &Picture) -> Result<(), OutputError> {
        let count = OutputError::Count { announced: self.slots.len(), pushed: self.pushed + 1 };
        let slot = *self.slots.get(self.pushed).ok_or(count)?;
        self.begin(panel)?;
        let above = self.panel.width as usize * self.panel.height as usize;
        let mut drawn = None;
        let mut start = slot.start;
        for frame in 0..slot.frames {
            let State::Writing(_, palette) = &mut self.state else { continue };
            let (upper, lower) = self.frame.split_at_mut_checked(above).unwrap_or_default();
            let drawing = slot.drawing(frame);
            let anew = drawn != Some(drawing);
            if anew {
                self.reducer.reduce(panel, slot.window(drawing, panel.size), self.panel, &mut self.rgb)?;
                palette.map(&self.rgb, upper);
                drawn = Some(drawing);
            }
            let number = (self.pushed + 1, self.slots.len());
            self.strip.draw(&mut self.lettering, palette, number, (start, self.end), lower);
            let end = slot.end(frame);
            self.write(end - start, if anew { 0 } else { self.panel.height as usize })?;
            start = end;
        }
        self.pushed += 1;
        Ok(())
    }

    /// Ends the animatic and gives the writer back.
    ///
    /// # Errors
    ///
    /// If fewer panels came than there are takes, or the rest cannot be written.
    pub fn finish(mut self) -> Result<W, OutputError> {
        match self.state {
            State::Writing(writer, _) if self.pushed == self.slots.len() => writer.finish()?,
            _ => return Err(OutputError::Count { announced: self.slots.len(), pushed: self.pushed }),
        }
        self.sink.drain(&mut self.out)?;
        Ok(self.out)
    }

    /// Writes the head, at the first panel.
    fn begin(&mut self, panel: &Picture) -> Result<(), OutputError> {
        if matches!(&self.state, State::Waiting(census) if census.is_empty()) {
            self.sample(panel)?;
        }
        match std::mem::replace(&mut self.state, State::Broken) {
            State::Waiting(census) => {
                let palette = census.palette(&strip::colours());
                let frames: u64 = self.slots.iter().map(|slot| slot.frames).sum();
                let too_many = OutputError::Count { announced: self.slots.len(), pushed: 0 };
                let mut encoder = Encoder::new(self.sink.clone(), self.whole.width, self.whole.height);
                encoder.set_color(ColorType::Indexed);
                encoder.set_depth(BitDepth::Eight);
                encoder.set_palette(palette.bytes());
                encoder.set_filter(Filter::NoFilter);
                encoder.set_deflate_compression(DeflateCompression::Level(1));
                encoder.set_animated(u32::try_from(frames).ok().ok_or(too_many)?, 0)?;
                encoder.set_blend_op(BlendOp::Source)?;
                encoder.set_dispose_op(DisposeOp::None)?;
                self.state = State::Writing(encoder.write_header()?, palette);
            }
            writing => self.state = writing,
        }
        Ok(())
    }

    /// Writes what differs between the frame in work and the one before it, from a row on.
    fn write(&mut self, delay: u64, from: usize) -> Result<(), OutputError> {
        let State::Writing(writer, _) = &mut self.state else { return Ok(()) };
        let area = Area::of_change(&self.shown, &self.frame, self.whole, from);
        self.part.clear();
        let width = self.whole.width as usize;
        self.shown.resize(self.frame.len(), 0);
        let rows = self.frame.chunks_exact(width).zip(self.shown.chunks_exact_mut(width));
        for (row, shown) in rows.skip(area.top).take(area.height) {
            let across = area.left..area.left + area.width;
            let (Some(row), Some(shown)) = (row.get(across.clone()), shown.get_mut(across)) else { continue };
            self.part.extend_from_slice(row);
            shown.copy_from_slice(row);
        }
        // The size first: where the area before was large, the new place would be out of the picture.
        writer.set_frame_position(0, 0)?;
        writer.set_frame_dimension(area.width as u32, area.height as u32)?;
        writer.set_frame_position(area.left as u32, area.top as u32)?;
        writer.set_frame_delay(u16::try_from(delay).unwrap_or(u16::MAX), 1000)?;
        writer.write_image_data(&self.part)?;
        Ok(self.sink.drain(&mut self.out)?)
    }
}

/// A rectangle in the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Area {
    left: usize,
    top: usize,
    width: usize,
    height: usize,
}

impl Area {
    /// The smallest that holds all differences from a row on; all of it where there was nothing before, and a corner
    /// where none differs.
    fn of_change(before: &[u8], now: &[u8], size: Size, from: usize) -> Self {
        let (width, height) = (size.width as usize, size.height as usize);
        if before.len() != now.len() {
            return Self { left: 0, top: 0, width, height };
        }
        let rows = before.chunks_exact(width).zip(now.chunks_exact(width)).enumerate().skip(from);
        let (mut top, mut bottom, mut left, mut right) = (height, 0, width, 0);
        for (y, (before, now)) in rows.filter(|(_, (before, now))| before != now) {
            top = top.min(y);
            bottom = y + 1;
            let differs = |(a, b): (&u8, &u8)| a != b;
            left = left.min(before.iter().zip(now).position(differs).unwrap_or(width));
            right = right.max(before.iter().zip(now).rposition(differs).map_or(0, |x| x + 1));
        }
        if top >= bottom || left >= right {
            return Self { left: 0, top: 0, width: 1, height: 1 };
        }
        Self { left, top, width: right - left, height: bottom - top }
    }
}

#[cfg(test)]
mod tests {
    use super::{Animatic, Area};
    use crate::Size;

    #[test]
    fn only_what_differs_is_an_area() {
        let size = Size { width: 4, height: 3 };
        let before = [0; 12];
        let mut now = before;
        assert_eq!(Area::of_change(&[], &now, size, 0), Area { left: 0, top: 0, width: 4, height: 3 });
        assert_eq!(Area::of_change(&before, &now, size, 0), Area { left: 0, top: 0, width: 1, height: 1 });
        now[5] = 1;
        now[10] = 1;
        assert_eq!(Area::of_change(&before, &now, size, 0), Area { left: 1, top: 1, width: 2, height: 2 });
        assert_eq!(Area::of_change(&before, &now, size, 2), Area { left: 2, top: 2, width: 1, height: 1 });
    }

    #[test]
    fn samples_are_spread_over_the_film() {
        let samples = |takes| Animatic::<Vec<u8>>::samples(takes).collect::<Vec<_>>();
        assert_eq!(samples(0), []);
        assert_eq!(samples(3), [0, 1, 2]);
        assert_eq!(samples(16), [0, 2, 4, 6, 8, 10, 12, 14]);
    }
}
