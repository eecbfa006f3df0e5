//! Draws in a person's own coordinates.

use crate::scene::geometry::{Frame, P, line, smooth};
use crate::scene::glow::Glow;
use crate::scene::sheet::Sheet;
use crate::scene::tone::Rgb;

/// A sheet, the frame of a person on it and the light that falls on the person.
pub(crate) struct Brush<'a> {
    pub(crate) sheet: &'a mut Sheet,
    pub(crate) frame: Frame,
    pub(crate) glow: Glow,
}

impl Brush<'_> {
    /// A smooth closed shape.
    pub(crate) fn shape(&mut self, points: &[(f32, f32)], colour: Rgb) {
        let points = self.frame.all(points);
        self.sheet.blob(&points, colour, 1.0);
    }

    /// A closed shape with corners.
    pub(crate) fn facet(&mut self, points: &[(f32, f32)], colour: Rgb) {
        let points = self.frame.all(points);
        self.sheet.fill(&points, colour, 1.0);
    }

    /// A smooth closed shape and its outline; `width` of the line in units of the sheet.
    pub(crate) fn outlined(&mut self, points: &[(f32, f32)], colour: Rgb, width: f32) {
        let points = self.frame.all(points);
        self.sheet.blob(&points, colour, 1.0);
        self.sheet.ink_ring(&points, width);
    }

    /// A closed shape with corners, and its outline.
    pub(crate) fn outlined_facet(&mut self, points: &[(f32, f32)], colour: Rgb, width: f32) {
        let mut points = self.frame.all(points);
        self.sheet.fill(&points, colour, 1.0);
        points.extend(points.first().copied());
        self.sheet.ink(&line(&points, 16.0), width);
    }

    /// A smooth line of ink.
    pub(crate) fn line(&mut self, points: &[(f32, f32)], width: f32) {
        let points = self.frame.all(points);
        self.sheet.ink_curve(&points, width);
    }

    /// A smooth line of any colour.
    pub(crate) fn stroke(&mut self, points: &[(f32, f32)], width: f32, colour: Rgb) {
        let points = smooth(&self.frame.all(points), false, 5.0);
        self.sheet.pen(&points, width, colour, 1.0, 0.3);
    }

    /// One point on the sheet.
    pub(crate) fn at(&self, x: f32, y: f32) -> P {
        self.frame.at(x, y)
    }
}
