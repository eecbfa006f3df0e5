//! How the light of a scene falls on people.

use super::tone::{Palette, Rgb};
use crate::Light;

/// Turns the tone of a surface into the colour that it has in this light.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Glow {
    palette: Palette,
    lift: f32,
    gain: f32,
    /// Added where the light does not fall.
    shade: f32,
    /// Colour of the edge that is turned to the light, where there is one.
    pub(crate) rim: Option<Rgb>,
}

impl Glow {
    pub(crate) fn of(palette: Palette, light: Light) -> Self {
        let (lift, gain, shade, rim) = match light {
            Light::Day => (0.0, 1.0, 0.26, None),
            Light::Dawn => (0.08, 0.9, 0.3, Some(palette.tint(0.45))),
            Light::Dusk => (0.12, 0.86, 0.32, Some(palette.tint(0.6))),
            Light::Night => (0.2, 0.76, 0.34, Some(palette.paper)),
        };
        Self { palette, lift, gain, shade, rim }
    }

    /// A surface in the light.
    pub(crate) fn lit(&self, tone: f32) -> Rgb {
        self.palette.grey(self.lift + self.gain * tone)
    }

    /// The same surface in the shade.
    pub(crate) fn shaded(&self, tone: f32) -> Rgb {
        let tone = self.lift + self.gain * tone;
        self.palette.grey(tone + self.shade * (1.0 - 0.55 * tone))
    }

    /// The accent colour, in the light or in the shade.
    pub(crate) fn accent(&self, shaded: bool) -> Rgb {
        self.palette.accent.mix(self.palette.ink, self.lift * 0.6 + if shaded { 0.28 } else { 0.0 })
    }
}
