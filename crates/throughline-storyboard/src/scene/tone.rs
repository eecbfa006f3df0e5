//! Colours: paper, ink, the greys between them, and one accent.

use crate::Style;

/// Red, green and blue from 0 to 1, as they stand in the file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rgb {
    pub(crate) r: f32,
    pub(crate) g: f32,
    pub(crate) b: f32,
}

fn rgb(hex: u32) -> Rgb {
    let part = |shift: u32| ((hex >> shift) & 0xff) as f32 / 255.0;
    Rgb { r: part(16), g: part(8), b: part(0) }
}

impl Rgb {
    pub(crate) fn mix(self, other: Self, t: f32) -> Self {
        let mix = |a: f32, b: f32| a + (b - a) * t;
        Self { r: mix(self.r, other.r), g: mix(self.g, other.g), b: mix(self.b, other.b) }
    }
}

/// What a style draws with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Palette {
    pub(crate) paper: Rgb,
    pub(crate) ink: Rgb,
    pub(crate) accent: Rgb,
    /// Half-way grey, which gives the marker its tint.
    middle: Rgb,
    /// Contrast: above 1, light greys go lighter and dark ones darker.
    contrast: f32,
    /// Width of lines, as a factor.
    pub(crate) pen: f32,
    /// How far lines stray, in units.
    pub(crate) tremble: f32,
    /// Shadows are hatched over the wash.
    pub(crate) hatching: bool,
    /// Size of eyes, as a factor.
    pub(crate) eyes: f32,
}

impl Palette {
    pub(crate) fn of(style: Style) -> Self {
        let base = Self {
            paper: rgb(0x00f6_f2e8),
            ink: rgb(0x0017_191e),
            accent: rgb(0x00dc_5228),
            middle: rgb(0x0086_8b92),
            contrast: 1.0,
            pen: 1.0,
            tremble: 0.22,
            hatching: false,
            eyes: 1.0,
        };
        match style {
            Style::Cinematic => base,
            Style::Noir => Self {
                paper: rgb(0x00f4_f2ee),
                ink: rgb(0x000b_0b0d),
                accent: rgb(0x00b3_1b27),
                middle: rgb(0x0074_7478),
                contrast: 1.75,
                pen: 1.2,
                ..base
            },
            Style::Comic => Self {
                paper: rgb(0x00ff_fdf7),
                ink: rgb(0x0014_1628),
                accent: rgb(0x00e0_2f56),
                middle: rgb(0x0093_98ac),
                contrast: 1.15,
                pen: 1.35,
                tremble: 0.05,
                eyes: 1.35,
                ..base
            },
            Style::Documentary => Self {
                paper: rgb(0x00f4_ecdb),
                ink: rgb(0x0030_241b),
                accent: rgb(0x00c0_8a1e),
                middle: rgb(0x009c_8b77),
                contrast: 0.92,
                pen: 0.78,
                ..base
            },
            Style::Sketch => Self {
                paper: rgb(0x00fa_f9f5),
                ink: rgb(0x0034_363b),
                accent: rgb(0x00bc_5b2c),
                middle: rgb(0x0098_9a9f),
                contrast: 0.86,
                pen: 0.85,
                tremble: 0.5,
                hatching: true,
                ..base
            },
        }
    }

    /// The grey of a tone: 0 is paper, 1 is ink.
    pub(crate) fn grey(&self, tone: f32) -> Rgb {
        // A soft hand still leaves the paper white; a hard one pulls both ends apart.
        let tone = if self.contrast < 1.0 { tone * self.contrast } else { 0.5 + (tone - 0.5) * self.contrast };
        let tone = tone.clamp(0.0, 1.0);
        // Twenty-five greys, as in a box of markers; few colours also make small files.
        let tone = libm::roundf(tone * 24.0) / 24.0;
        if tone < 0.5 { self.paper.mix(self.middle, tone * 2.0) } else { self.middle.mix(self.ink, tone * 2.0 - 1.0) }
    }

    /// The colour of lines at a sharpness from 0 to 1.
    pub(crate) fn line(&self, focus: f32) -> Rgb {
        self.grey(0.42).mix(self.ink, focus.clamp(0.0, 1.0))
    }

    /// The accent, thinned with paper: 0 is paper, 1 the full colour.
    pub(crate) fn tint(&self, strength: f32) -> Rgb {
        self.paper.mix(self.accent, strength)
    }
}
