//! The stream that makes a contact sheet: panels in, one by one; rows of a PNG out.

use super::band::{ACCENT, Band, GREY, INK, PAPER, RULE, Spot, TABLE};
use super::grid::Grid;
use super::words::{length, sound, time_code};
use crate::output::OutputError;
use crate::output::reduce::{Reducer, Window};
use crate::output::sink::Sink;
use crate::text::{Align, Face, Lettering};
use crate::{Picture, Size};
use ::png::{BitDepth, ColorType, DeflateCompression, Encoder, Filter, StreamWriter};
use std::collections::BTreeSet;
use std::io::Write;

/// Bytes of compressed data that are gathered before they are written.
const CHUNK: usize = 64 * 1024;
/// What a PNG file can be at most, in pixels on a side.
const LARGEST: u64 = 1 << 31;

/// What stands above the panels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SheetHeader {
    /// The title of the film.
    pub title: String,
    /// What is said below it, for example genre and style.
    pub subtitle: String,
    /// The scenes, in the order of the film.
    pub scenes: Vec<SheetScene>,
}

/// A scene, as a contact sheet shows it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SheetScene {
    /// Its heading, for example `INT. KITCHEN - NIGHT`.
    pub heading: String,
    /// The length of each of its shots, in seconds.
    pub shots: Vec<f64>,
}

/// What stands below a panel, besides the length of the shot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    /// The shot's number or name, short.
    pub number: String,
    /// Its framing, short.
    pub framing: String,
    /// What is said or done. Left out where panels are small.
    pub note: String,
}

/// Makes a contact sheet: every panel as a thumbnail under the heading of its scene, on the pages of one tall PNG.
///
/// How many panels stand in a row, and how large they are, follows from how many there are. Panels come in the order of
/// the film, one for each shot of the header; rows are written when they are full, and no more than one is held.
pub struct ContactSheet<W: Write> {
    out: W,
    sink: Sink,
    encoder: StreamWriter<'static, Sink>,
    grid: Grid,
    lettering: Lettering,
    reducer: Reducer,
    /// The row in work, and its pixels once more as the encoder wants them.
    band: Band,
    rgb: Vec<u8>,
    title: String,
    scenes: Vec<SheetScene>,
    total: usize,
    pushed: usize,
    /// The scene of the next panel, and which of its shots that is.
    scene: usize,
    shot: usize,
    /// Start of the next shot, and of the page, in seconds.
    time: f64,
    page_time: f64,
    page: usize,
}

impl<W: Write> ContactSheet<W> {
    /// Begins a sheet for panels of this shape, and writes its head.
    ///
    /// # Errors
    ///
    /// If the sheet would be too large for a PNG file, or cannot be written.
    pub fn new(out: W, header: SheetHeader, shape: Size) -> Result<Self, OutputError> {
        let shots: Vec<usize> = header.scenes.iter().map(|scene| scene.shots.len()).collect();
        let total = shots.iter().sum();
        let grid = Grid::of(&shots, shape);
        let (width, height) = (grid.width(), grid.height());
        let too_large = || OutputError::TooLarge { width: width.into(), height };
        let rows = u32::try_from(height).ok().filter(|_| height < LARGEST).ok_or_else(too_large)?;
        let sink = Sink::default();
        let mut encoder = Encoder::new(sink.clone(), width, rows);
        encoder.set_color(ColorType::Rgb);
        encoder.set_depth(BitDepth::Eight);
        encoder.set_filter(Filter::NoFilter);
        encoder.set_deflate_compression(DeflateCompression::Level(2));
        let encoder = encoder.write_header()?.into_stream_writer_with_size(CHUNK)?;
        let mut sheet = Self {
            out,
            sink,
            encoder,
            grid,
            lettering: Lettering::new(),
            reducer: Reducer::default(),
            band: Band::new(width, grid.row(), PAPER)?,
            rgb: Vec::new(),
            title: header.title,
            scenes: header.scenes,
            total,
            pushed: 0,
            scene: 0,
            shot: 0,
            time: 0.0,
            page_time: 0.0,
            page: 1,
        };
        sheet.write_title(&header.subtitle)?;
        sheet.begin_row();
        Ok(sheet)
    }

    /// Adds the panel of the next shot. It may have any size; it is reduced.
    ///
    /// # Errors
    ///
    /// If more panels come than the header has shots, if the panel is none, or if it cannot be written.
    pub fn push(&mut self, panel: &Picture, label: &Label) -> Result<(), OutputError> {
        self.skip_scenes_without_shots();
        let duration = self.scenes.get(self.scene).and_then(|scene| scene.shots.get(self.shot)).copied();
        let Some(duration) = duration else {
            return Err(OutputError::Count { announced: self.total, pushed: self.pushed + 1 });
        };
        let (grid, column) = (self.grid, self.pushed % self.grid.columns);
        let (left, top) = (grid.left(column), grid.heading());
        self.reducer.reduce(panel, Window::whole(panel.size), grid.panel, &mut self.rgb)?;
        if column == 0 || self.shot == 0 {
            self.draw_heading(column);
        }
        let edge = (left as f32 - 1.0, top as f32 - 1.0, grid.panel.width as f32 + 2.0, grid.panel.height as f32 + 2.0);
        self.band.fill(edge.0, edge.1, edge.2, edge.3, RULE);
        self.band.paste(&self.rgb, grid.panel, left, top);
        self.draw_caption(left as f32, (top + grid.panel.height) as f32 + 3.0, label, duration);
        self.pushed += 1;
        self.shot += 1;
        self.time += sound(duration);
        if self.pushed.is_multiple_of(grid.columns) || self.pushed == self.total {
            self.end_row()?;
        }
        Ok(())
    }

    /// The characters met so far that no font of the house can show. They were drawn as code points in a frame.
    #[must_use]
    pub fn missing(&self) -> &BTreeSet<char> {
        self.lettering.missing()
    }

    /// Ends the sheet and gives the writer back.
    ///
    /// # Errors
    ///
    /// If fewer panels came than the header has shots, or the rest cannot be written.
    pub fn finish(mut self) -> Result<W, OutputError> {
        if self.pushed != self.total {
            return Err(OutputError::Count { announced: self.total, pushed: self.pushed });
        }
        if self.total == 0 {
            self.end_row()?;
        }
        self.encoder.finish()?;
        self.sink.drain(&mut self.out)?;
        Ok(self.out)
    }

    fn skip_scenes_without_shots(&mut self) {
        while self.scenes.get(self.scene).is_some_and(|scene| self.shot >= scene.shots.len()) {
            self.scene += 1;
            self.shot = 0;
        }
    }

    fn write_title(&mut self, subtitle: &str) -> Result<(), OutputError> {
        let grid = self.grid;
        let mut band = Band::new(grid.width(), grid.title(), PAPER)?;
        let (left, width) = (grid.margin as f32, (grid.width() - 2 * grid.margin) as f32);
        let top = grid.margin as f32 * 0.8;
        let seconds: f64 = self.scenes.iter().flat_map(|scene| &scene.shots).map(|&shot| sound(shot)).sum();
        let numbers = [
            ("length", time_code(seconds.round())),
            ("shots", self.total.to_string()),
            ("scenes", self.scenes.len().to_string()),
        ];
        let mut right = left + width;
        for (name, number) in &numbers {
            let spot = Spot {
                x: left,
                y: top + 4.0,
                width: right - left,
                lines: 1,
                align: Align::Right,
                face: Face::Sans,
                size: 26.0,
                colour: INK,
            };
            let wide = band.letter(&mut self.lettering, number, spot);
            let below =
                band.letter(&mut self.lettering, name, Spot { y: top + 38.0, size: 13.0, colour: GREY, ..spot });
            right -= wide.max(below) + 36.0;
        }
        let spot = Spot {
            x: left,
            y: top,
            width: right - left,
            lines: 1,
            align: Align::Left,
            face: Face::Bold,
            size: 34.0,
            colour: INK,
        };
        band.letter(&mut self.lettering, &self.title, spot);
        let spot = Spot { y: top + 44.0, face: Face::Sans, size: 17.0, colour: GREY, ..spot };
        band.letter(&mut self.lettering, subtitle, spot);
        band.fill(left, grid.title() as f32 - 22.0, width, 2.0, INK);
        self.write(&band)
    }

    fn begin_row(&mut self) {
        self.band.clear(PAPER);
    }

    /// Heads the shots of one scene in one row, from a column on.
    fn draw_heading(&mut self, column: usize) {
        let grid = self.grid;
        let Some(scene) = self.scenes.get(self.scene) else { return };
        let shots = (scene.shots.len() - self.shot).min(grid.columns - column);
        let (left, right) = (grid.left(column) as f32, (grid.left(column + shots - 1) + grid.panel.width) as f32);
        let begins = self.shot == 0;
        let line = grid.heading() as f32 - 6.0;
        self.band.fill(left, line, right - left, 2.0, if begins { ACCENT } else { RULE });
        let spot = Spot {
            x: left,
            y: line - grid.type_size * 1.25 - 1.0,
            width: right - left,
            lines: 1,
            align: Align::Left,
            face: Face::Bold,
            size: grid.type_size,
            colour: if begins { ACCENT } else { GREY },
        };
        let number = format!("{}", self.scene + 1);
        let x = left + self.band.letter(&mut self.lettering, &number, spot) + grid.type_size * 0.6;
        let spot = Spot { x, width: right - x, colour: if begins { INK } else { GREY }, ..spot };
        self.band.letter(&mut self.lettering, &scene.heading, spot);
    }

    /// Letters number, framing and length under a panel, and what is said under that.
    fn draw_caption(&mut self, left: f32, top: f32, label: &Label, duration: f64) {
        let grid = self.grid;
        let width = grid.panel.width as f32;
        let spot = Spot {
            x: left,
            y: top,
            width,
            lines: 1,
            align: Align::Right,
            face: Face::Sans,
            size: grid.type_size,
            colour: GREY,
        };
        let taken = self.band.letter(&mut self.lettering, &length(duration), spot);
        let room = width - taken - grid.type_size * 0.6;
        let spot = Spot { width: room, align: Align::Left, face: Face::Bold, colour: INK, ..spot };
        let taken = self.band.letter(&mut self.lettering, &label.number, spot) + grid.type_size * 0.6;
        let spot = Spot { x: left + taken, width: room - taken, face: Face::Sans, colour: GREY, ..spot };
        self.band.letter(&mut self.lettering, &label.framing, spot);
        if grid.note_lines > 0 {
            let y = top + grid.type_size * 1.25;
            let spot = Spot {
                x: left,
                y,
                width,
                lines: grid.note_lines as usize,
                align: Align::Start,
                size: grid.type_size * 0.92,
                ..spot
            };
            self.band.letter(&mut self.lettering, &label.note, spot);
        }
    }

    fn end_row(&mut self) -> Result<(), OutputError> {
        self.band.rgb(&mut self.rgb);
        self.encoder.write_all(&self.rgb)?;
        self.sink.drain(&mut self.out)?;
        let row = self.pushed.div_ceil(self.grid.columns).max(1) - 1;
        if self.grid.ends_page(row) {
            self.end_page(row + 1 < self.grid.rows)?;
        }
        self.begin_row();
        Ok(())
    }

    /// The foot of a page, and the head of the next where there is one.
    fn end_page(&mut self, more: bool) -> Result<(), OutputError> {
        let grid = self.grid;
        let mut foot = Band::new(grid.width(), grid.foot(), PAPER)?;
        if grid.pages() > 1 {
            let (left, width) = (grid.margin as f32, (grid.width() - 2 * grid.margin) as f32);
            let spot = Spot {
                x: left,
                y: grid.foot() as f32 * 0.25,
                width: width * 0.45,
                lines: 1,
                align: Align::Left,
                face: Face::Sans,
                size: 14.0,
                colour: GREY,
            };
            foot.letter(&mut self.lettering, &self.title, spot);
            let middle = format!("{} – {}", time_code(self.page_time), time_code(self.time));
            foot.letter(&mut self.lettering, &middle, Spot { width, align: Align::Center, ..spot });
            let page = format!("{} / {}", self.page, grid.pages());
            foot.letter(&mut self.lettering, &page, Spot { width, align: Align::Right, ..spot });
        }
        self.write(&foot)?;
        if more {
            self.write(&Band::new(grid.width(), grid.between(), TABLE)?)?;
            self.write(&Band::new(grid.width(), grid.head(), PAPER)?)?;
        }
        self.page += 1;
        self.page_time = self.time;
        Ok(())
    }

    fn write(&mut self, band: &Band) -> Result<(), OutputError> {
        band.rgb(&mut self.rgb);
        self.encoder.write_all(&self.rgb)?;
        Ok(self.sink.drain(&mut self.out)?)
    }
}
