//! One picture as a PNG file: lossless, with the smallest of the plain pixel formats that holds it.
//!
//! Drawings repeat few colours: up to 256 become a palette, the rest is stored as red, green and blue. The file holds
//! pixels and nothing else: no time, no program, no colour profile.

use super::OutputError;
use super::reduce::checked;
use crate::Picture;
use ::png::{BitDepth, ColorType, DeflateCompression, Encoder, Filter};

/// A picture as a PNG file.
///
/// # Errors
///
/// If the picture has not as many pixels as it says.
pub fn png(picture: &Picture) -> Result<Vec<u8>, OutputError> {
    checked(picture)?;
    let mut file = Vec::with_capacity(picture.rgba.len() / 16);
    let mut encoder = Encoder::new(&mut file, picture.size.width, picture.size.height);
    encoder.set_depth(BitDepth::Eight);
    // Areas of one colour repeat whole rows; prediction from neighbours would only break up what repeats.
    encoder.set_filter(Filter::NoFilter);
    encoder.set_deflate_compression(DeflateCompression::Level(2));
    let pixels = if let Some((palette, pixels)) = indexed(&picture.rgba) {
        encoder.set_color(ColorType::Indexed);
        encoder.set_palette(palette);
        pixels
    } else {
        encoder.set_color(ColorType::Rgb);
        picture.rgba.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect()
    };
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&pixels)?;
    writer.finish()?;
    Ok(file)
}

/// A palette in the order in which colours appear, and for each pixel its place there; `None` for too many colours.
fn indexed(rgba: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut colours = Colours::default();
    let mut pixels = Vec::with_capacity(rgba.len() / 4);
    let mut before = (None, 0);
    for pixel in rgba.chunks_exact(4) {
        let colour = u32::from_be_bytes([0, pixel[0], pixel[1], pixel[2]]);
        if before.0 != Some(colour) {
            before = (Some(colour), colours.place(colour)?);
        }
        pixels.push(before.1);
    }
    let palette = colours.all.iter().flat_map(|colour| colour.to_be_bytes().into_iter().skip(1)).collect();
    Some((palette, pixels))
}

/// Up to 256 colours, found again by open addressing.
struct Colours {
    all: Vec<u32>,
    /// Places in `all`, plus one; zero is free.
    slots: Vec<u16>,
}

impl Default for Colours {
    fn default() -> Self {
        Self { all: Vec::with_capacity(256), slots: vec![0; 1024] }
    }
}

impl Colours {
    fn place(&mut self, colour: u32) -> Option<u8> {
        let mut slot = (colour.wrapping_mul(0x9e37_79b1) >> 22) as usize;
        loop {
            let taken = self.slots.get_mut(slot)?;
            if *taken == 0 {
                let place = u8::try_from(self.all.len()).ok()?;
                *taken = u16::from(place) + 1;
                self.all.push(colour);
                return Some(place);
            }
            let place = *taken - 1;
            if self.all.get(usize::from(place)) == Some(&colour) {
                return u8::try_from(place).ok();
            }
            slot = (slot + 1) % 1024;
        }
    }
}
