//! What is written on a panel, and where.

use super::time;
use crate::scene::{Palette, Rgb, Sheet, p};
use crate::text::{Align, Color, Face, Lettering, Placement, TextStyle};
use crate::{Framing, Shot};

/// Below this size of letters, in pixels, strips and letters are left out.
const LEGIBLE: f32 = 4.5;
/// Nobody reads more than this many characters on a panel, and shaping them would take its time.
const LONGEST: usize = 600;

/// From one line to the next, in sizes of letters.
const LEADING: f32 = 1.25;

/// A rectangle in units of the layout.
#[derive(Clone, Copy, Debug)]
struct Area {
    x: f32,
    y: f32,
    w: f32,
    h: f32,
}

/// Writes with one pen on one sheet.
struct Writer<'a> {
    sheet: &'a mut Sheet,
    letters: &'a mut Lettering,
    /// Pixels of one unit of the layout.
    px: f32,
    /// Units of the sheet for one unit of the layout.
    scale: f32,
}

impl Writer<'_> {
    fn plate(&mut self, area: Area, colour: Rgb) {
        let s = self.scale;
        let (x0, y0, x1, y1) = (area.x * s, area.y * s, (area.x + area.w) * s, (area.y + area.h) * s);
        self.sheet.fill(&[p(x0, y0), p(x1, y0), p(x1, y1), p(x0, y1)], colour, 1.0);
    }

    fn frame(&mut self, area: Area, width: f32) {
        let s = self.scale;
        let (x0, y0, x1, y1) = (area.x * s, area.y * s, (area.x + area.w) * s, (area.y + area.h) * s);
        let over = 1.6 * s;
        self.sheet.rule(p(x0 - over, y0), p(x1 + over, y0), width * s);
        self.sheet.rule(p(x0 - over, y1), p(x1 + over, y1), width * s);
        self.sheet.rule(p(x0, y0 - over), p(x0, y1 + over), width * s);
        self.sheet.rule(p(x1, y0 - over), p(x1, y1 + over), width * s);
    }

    fn line(&mut self, x: f32, y0: f32, y1: f32, width: f32) {
        let s = self.scale;
        self.sheet.rule(p(x * s, y0 * s), p(x * s, y1 * s), width * s);
    }

    /// Draws a text into an area and gives back the width and height that it took, in units.
    fn write(&mut self, text: &str, area: Area, style: (Face, f32, Rgb), align: Align, lines: usize) -> (f32, f32) {
        let text: String = text.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
        let (face, size, colour) = style;
        let place = Placement {
            x: area.x * self.px,
            y: area.y * self.px,
            max_width: area.w * self.px,
            align,
            lines,
            ellipsis: true,
        };
        let style = TextStyle { face, size: size * self.px, color: solid(colour) };
        let extent = self.letters.draw(&mut self.sheet.pixels.as_mut(), &text, &place, &style).extent;
        (extent.width / self.px, extent.height / self.px)
    }

    /// Height of a text that is set in so wide a column.
    fn height_of(&mut self, text: &str, size: f32, wide: f32) -> f32 {
        let text: String = text.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
        let style = TextStyle { face: Face::Sans, size: size * self.px, color: Color::BLACK };
        self.letters.measure(&text, &style, wide * self.px).height / self.px
    }

    fn width_of(&mut self, text: &str, face: Face, size: f32) -> f32 {
        let text: String = text.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
        let style = TextStyle { face, size: size * self.px, color: Color::BLACK };
        self.letters.measure(&text, &style, f32::INFINITY).width / self.px
    }
}

fn solid(colour: Rgb) -> Color {
    let part = |value: f32| (value.clamp(0.0, 1.0) * 255.0 + 0.5) as u8;
    Color::from_rgba8(part(colour.r), part(colour.g), part(colour.b), 255)
}

/// Draws the frame, the strips and all lettering.
pub(super) fn letter(sheet: &mut Sheet, letters: &mut Lettering, shot: &Shot) {
    // The layout is 960 wide, or narrower on a sheet that is higher than 16:9.
    let (width, height) = (sheet.pixels.width() as f32, sheet.pixels.height() as f32);
    let px = (height / 540.0).min(width / 960.0);
    if px * 15.0 < LEGIBLE {
        return;
    }
    let scale = px / sheet.unit;
    let (w, h) = (width / px, height / px);
    let palette = sheet.palette;
    let mut writer = Writer { sheet, letters, px, scale };
    border(&mut writer, w, h);
    heading(&mut writer, &palette, shot, w);
    caption(&mut writer, &palette, shot, w, h);
}

/// A margin of paper, and the frame drawn by hand.
fn border(writer: &mut Writer<'_>, w: f32, h: f32) {
    let paper = writer.sheet.palette.paper;
    let m = 7.0;
    for area in [
        Area { x: 0.0, y: 0.0, w, h: m },
        Area { x: 0.0, y: h - m, w, h: m },
        Area { x: 0.0, y: 0.0, w: m, h },
        Area { x: w - m, y: 0.0, w: m, h },
    ] {
        writer.plate(area, paper);
    }
    writer.frame(Area { x: m, y: m, w: w - 2.0 * m, h: h - 2.0 * m }, 2.2);
}

/// The scene heading at the top left, the shot's id at the top right.
fn heading(writer: &mut Writer<'_>, palette: &Palette, shot: &Shot, w: f32) {
    let (size, high) = (15.0, 28.0);
    let room = w * 0.62;
    let slug = shot.slug.trim();
    if !slug.is_empty() {
        let wide = writer.width_of(slug, Face::Bold, size).min(room) + 26.0;
        let area = Area { x: 7.0, y: 7.0, w: wide, h: high };
        writer.plate(area, palette.paper);
        writer.frame(area, 1.5);
        writer.plate(Area { x: 7.0, y: 7.0, w: 5.0, h: high }, palette.accent);
        writer.write(
            slug,
            Area { x: 21.0, y: 11.0, w: room, h: high },
            (Face::Bold, size, palette.ink),
            Align::Left,
            1,
        );
    }
    let id = shot.shot_id.trim();
    if !id.is_empty() {
        let size = 10.5;
        let room = w * 0.28;
        let wide = writer.width_of(id, Face::Mono, size).min(room) + 18.0;
        let area = Area { x: w - 7.0 - wide, y: 7.0, w: wide, h: 21.0 };
        writer.plate(area, palette.paper);
        writer.frame(area, 1.2);
        let text = Area { x: area.x + 9.0, y: 11.2, w: room, h: 18.0 };
        writer.write(id, text, (Face::Mono, size, palette.grey(0.78)), Align::Left, 1);
    }
}

/// The strip at the foot: number, what is said or done, framing and times.
fn caption(writer: &mut Writer<'_>, palette: &Palette, shot: &Shot, w: f32, h: f32) {
    let high = 76.0;
    let area = Area { x: 18.0, y: h - 18.0 - high, w: w - 36.0, h: high };
    let number = Area { w: 84.0, ..area };
    let facts = 148.0;
    writer.plate(area, palette.paper);
    writer.plate(number, palette.accent);
    let digits = shot.number.to_string();
    let size = if digits.len() > 3 { 26.0 } else { 36.0 };
    let top = area.y + 9.0 + (36.0 - size) * 0.6;
    writer.write(&digits, Area { y: top, ..number }, (Face::Bold, size, palette.paper), Align::Center, 1);
    let of = format!("of {}", shot.count.max(shot.number));
    writer.write(&of, Area { y: area.y + 53.0, ..number }, (Face::Sans, 11.5, palette.paper), Align::Center, 1);

    // What is said, with who says it; else what happens.
    let text = Area { x: area.x + number.w + 16.0, y: area.y + 9.0, w: area.w - number.w - facts - 32.0, h: high };
    let said = shot.line.as_deref().map(str::trim).filter(|line| !line.is_empty());
    let speaker = shot.speaker.as_deref().map(str::trim).filter(|name| !name.is_empty());
    match (said, speaker) {
        (Some(line), Some(speaker)) => {
            let name =
                if shot.voice_only { format!("{} (off)", speaker.to_uppercase()) } else { speaker.to_uppercase() };
            let (_, tall) = writer.write(
                &name,
                Area { y: area.y + 6.0, ..text },
                (Face::Bold, 12.5, palette.accent),
                Align::Start,
                1,
            );
            let below = Area { y: area.y + 7.0 + tall, ..text };
            writer.write(line, below, (Face::Sans, 16.5, palette.ink), Align::Start, 2);
        }
        (Some(line), None) => {
            writer.write(line, Area { y: area.y + 17.0, ..text }, (Face::Sans, 16.5, palette.ink), Align::Start, 2);
        }
        (None, _) => {
            let action = shot.action.as_deref().map(str::trim).unwrap_or_default();
            let tall = writer.height_of(action, 14.5, text.w).min(3.0 * 14.5 * LEADING);
            let flat = Area { y: area.y + (high - tall) * 0.5, ..text };
            writer.write(action, flat, (Face::Sans, 14.5, palette.grey(0.86)), Align::Start, 3);
        }
    }

    let x = area.x + area.w - facts;
    writer.line(x, area.y + 10.0, area.y + high - 10.0, 1.1);
    let badge = match shot.framing {
        Framing::Wide => "WS",
        Framing::MediumCloseUp => "MCU",
        Framing::OverTheShoulder => "OTS",
    };
    let column = Area { x: x + 14.0, y: area.y + 8.0, w: facts - 28.0, h: high };
    // Framing and length share a line; where the length is a long one, it is set smaller rather than touch.
    let (taken, _) = writer.write(badge, column, (Face::Bold, 22.0, palette.ink), Align::Left, 1);
    let length = time::length(shot.duration);
    let room = Area { x: column.x + taken + 10.0, w: column.w - taken - 10.0, ..column };
    let wide = writer.width_of(&length, Face::Sans, 14.0);
    let size = 14.0 * (room.w / wide.max(1.0)).min(1.0);
    let base = area.y + 14.0 + (14.0 - size) * 0.95;
    writer.write(&length, Area { y: base, ..room }, (Face::Sans, size, palette.ink), Align::Right, 1);
    let start = time::code(shot.starts_at);
    let start_at = Area { y: area.y + 47.0, ..column };
    writer.write(&start, start_at, (Face::Mono, 13.0, palette.grey(0.8)), Align::Left, 1);
    writer.frame(area, 1.9);
    writer.line(area.x + number.w, area.y, area.y + high, 1.6);
}
