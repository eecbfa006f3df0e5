//! Smaller pictures: each new pixel is the average of the area that it covers, in whole numbers.

use super::OutputError;
use crate::{Picture, Size};

/// A part of a picture, in parts of its pixels, 256 to each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) left: u64,
    pub(super) top: u64,
    pub(super) width: u64,
    pub(super) height: u64,
}

impl Window {
    /// The whole of a picture.
    pub(super) fn whole(size: Size) -> Self {
        Self { left: 0, top: 0, width: u64::from(size.width) * 256, height: u64::from(size.height) * 256 }
    }
}

/// A picture in another size, each pixel the average of the area that it covers.
///
/// # Errors
///
/// If the picture has not as many pixels as it says, or either size has none.
pub fn reduce(picture: &Picture, size: Size) -> Result<Picture, OutputError> {
    let mut rgb = Vec::new();
    Reducer::default().reduce(picture, Window::whole(picture.size), size, &mut rgb)?;
    let rgba = rgb.chunks_exact(3).flat_map(|pixel| [pixel[0], pixel[1], pixel[2], 255]).collect();
    Ok(Picture { size, rgba })
}

/// Reduces picture after picture without new memory for each.
#[derive(Debug, Default)]
pub(super) struct Reducer {
    /// One row of the new height in the old width: four channels. While it is summed up, 256 to each step of brightness.
    row: Vec<u16>,
    across: Taps,
    down: Taps,
}

impl Reducer {
    /// Fills `rgb` with a part of a picture in a new size: three bytes a pixel.
    pub(super) fn reduce(
        &mut self,
        picture: &Picture,
        window: Window,
        size: Size,
        rgb: &mut Vec<u8>,
    ) -> Result<(), OutputError> {
        let stride = checked(picture)?;
        checked_size(size, 0)?;
        self.across.plan((window.left, window.width), (picture.size.width, size.width));
        self.down.plan((window.top, window.height), (picture.size.height, size.height));
        rgb.resize(size.width as usize * size.height as usize * 3, 0);
        for ((first, weights), rgb) in self.down.iter().zip(rgb.chunks_exact_mut(size.width as usize * 3)) {
            self.row.clear();
            self.row.resize(stride, 0);
            // The weights of one pixel add up to 256, so that a sum never leaves sixteen bits. Two rows at a time, because
            // most of the time goes into fetching the sums.
            let rows = picture.rgba.get(first * stride..).unwrap_or_default();
            for (rows, weights) in rows.chunks(2 * stride).zip(weights.chunks(2)) {
                let (upper, lower) = rows.split_at_checked(stride).unwrap_or_default();
                match weights {
                    &[first, second] if lower.len() == stride => {
                        add_two(&mut self.row, (upper, first), (lower, second))
                    }
                    &[weight, ..] => add_two(&mut self.row, (upper, weight), (upper, 0)),
                    [] => {}
                }
            }
            self.row.iter_mut().for_each(|sum| *sum = (*sum + 0x80) >> 8);
            across(self.row.as_chunks::<4>().0, &self.across, rgb.as_chunks_mut::<3>().0);
        }
        Ok(())
    }
}

/// Adds two rows to the sums, each by its weight.
fn add_two(sums: &mut [u16], (upper, upper_weight): (&[u8], u16), (lower, lower_weight): (&[u8], u16)) {
    // One length that the compiler can see, so that it takes many values at a time.
    let count = sums.len().min(upper.len()).min(lower.len());
    let (sums, upper, lower) = (&mut sums[..count], &upper[..count], &lower[..count]);
    for place in 0..count {
        sums[place] += u16::from(upper[place]) * upper_weight + u16::from(lower[place]) * lower_weight;
    }
}

/// Makes one row of the new width from one of the old.
fn across(row: &[[u16; 4]], taps: &Taps, rgb: &mut [[u8; 3]]) {
    for ((first, weights), rgb) in taps.iter().zip(rgb) {
        // Again no sum leaves sixteen bits, and four channels are one operation.
        let mut sum = [0x80_u16; 4];
        for (pixel, &weight) in row.get(first..).unwrap_or_default().iter().zip(weights) {
            sum[0] += pixel[0] * weight;
            sum[1] += pixel[1] * weight;
            sum[2] += pixel[2] * weight;
            sum[3] += pixel[3] * weight;
        }
        *rgb = [(sum[0] >> 8) as u8, (sum[1] >> 8) as u8, (sum[2] >> 8) as u8];
    }
}

/// Which old pixels make each new one on one axis, and with what weight. Weights of one pixel add up to 256.
#[derive(Debug, Default)]
struct Taps {
    /// What it was planned for: start, length, old and new count.
    key: (u64, u64, u32, u32),
    /// First old pixel, and how many.
    spans: Vec<(usize, usize)>,
    weights: Vec<u16>,
}

impl Taps {
    fn plan(&mut self, (start, length): (u64, u64), (old, new): (u32, u32)) {
        let key = (start, length, old, new);
        if self.key == key {
            return;
        }
        self.key = key;
        self.spans.clear();
        self.weights.clear();
        let end = u64::from(old) * 256;
        for index in 0..u64::from(new) {
            let edge = |index: u64| (start + length * index / u64::from(new)).min(end);
            let from = edge(index).min(end - 1);
            let to = edge(index + 1).max(from + 1);
            let (first, last) = (from / 256, (to - 1) / 256);
            let mut given = 0;
            for pixel in first..=last {
                // Weights are differences of a rounded running sum: whatever is lost in one comes back in the next.
                let covered = to.min((pixel + 1) * 256) - from;
                let sum = (covered * 256 + (to - from) / 2) / (to - from);
                self.weights.push((sum - given) as u16);
                given = sum;
            }
            self.spans.push((first as usize, (last - first + 1) as usize));
        }
    }

    fn iter(&self) -> impl Iterator<Item = (usize, &[u16])> {
        let mut rest = self.weights.as_slice();
        self.spans.iter().map(move |&(first, count)| {
            let (weights, after) = rest.split_at_checked(count).unwrap_or((rest, &[]));
            rest = after;
            (first, weights)
        })
    }
}

/// Bytes in a row of a picture that is as large as it says.
pub(super) fn checked(picture: &Picture) -> Result<usize, OutputError> {
    checked_size(picture.size, picture.rgba.len())?;
    let stride = picture.size.width as usize * 4;
    if stride.checked_mul(picture.size.height as usize) == Some(picture.rgba.len()) {
        Ok(stride)
    } else {
        Err(wrong(picture.size, picture.rgba.len()))
    }
}

fn checked_size(size: Size, bytes: usize) -> Result<(), OutputError> {
    if size.width == 0 || size.height == 0 { Err(wrong(size, bytes)) } else { Ok(()) }
}

fn wrong(size: Size, bytes: usize) -> OutputError {
    OutputError::Picture { width: size.width, height: size.height, bytes }
}

#[cfg(test)]
mod tests {
    use super::{Taps, reduce};
    use crate::{Picture, Size};

    fn picture(width: u32, height: u32, pixel: impl Fn(u32, u32) -> [u8; 3]) -> Picture {
        let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        let rgba = pixels.flat_map(|(x, y)| [pixel(x, y)[0], pixel(x, y)[1], pixel(x, y)[2], 255]).collect();
        Picture { size: Size { width, height }, rgba }
    }

    #[test]
    fn weights_add_up_and_cover_the_whole() {
        for (old, new) in [(960, 480), (960, 128), (7, 3), (3, 7), (1, 5), (540, 77), (4000, 9)] {
            let mut taps = Taps::default();
            taps.plan((0, u64::from(old) * 256), (old, new));
            assert_eq!(taps.iter().count(), new as usize);
            for (first, weights) in taps.iter() {
                assert_eq!(weights.iter().map(|&weight| u32::from(weight)).sum::<u32>(), 256, "{old} to {new}");
                assert!(first + weights.len() <= old as usize);
            }
        }
    }

    #[test]
    fn one_colour_stays_what_it_is() {
        let grey = picture(101, 67, |_, _| [3, 200, 255]);
        for (width, height) in [(50, 33), (7, 5), (101, 67), (200, 100)] {
            let reduced = reduce(&grey, Size { width, height }).unwrap();
            assert!(reduced.rgba.chunks(4).all(|pixel| pixel == [3, 200, 255, 255]));
        }
    }

    #[test]
    fn pixels_are_averaged_by_area() {
        let stripes = picture(3, 2, |x, _| [[0, 90, 240][x as usize]; 3]);
        let reduced = reduce(&stripes, Size { width: 2, height: 1 }).unwrap();
        assert_eq!(reduced.rgba, [30, 30, 30, 255, 190, 190, 190, 255]);
    }

    #[test]
    fn pictures_that_are_not_what_they_say_are_refused() {
        let mut short = picture(4, 4, |_, _| [0; 3]);
        short.rgba.pop();
        assert!(reduce(&short, Size { width: 2, height: 2 }).is_err());
        let whole = picture(4, 4, |_, _| [0; 3]);
        assert!(reduce(&whole, Size { width: 0, height: 2 }).is_err());
    }
}
