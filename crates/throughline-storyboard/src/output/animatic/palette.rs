//! One palette for the whole film: what samples of it need most, a few colours of everything for what they lack, and
//! what the strip below the panels is drawn with. Whole numbers, the same on every machine.

/// Colours from the samples.
const FOUND: usize = 40;
/// Colours of everything: so many levels of red, green and blue.
const LEVELS: [u32; 3] = [3, 4, 3];
/// Bits of a colour channel that count in the search for its nearest.
const BITS: u32 = 5;
const CELLS: usize = 1 << (3 * BITS);

/// How often each colour occurs, in cells of a cube.
pub(super) struct Census {
    cells: Vec<Cell>,
    counted: bool,
}

#[derive(Clone, Copy, Default)]
struct Cell {
    count: u64,
    sums: [u64; 3],
}

/// A palette and, for each cell of the cube that has been asked for, its nearest colour.
pub(super) struct Palette {
    colours: Vec<[u8; 3]>,
    /// For each cell, the colour that stands for it: the mean of what was counted there, else its middle.
    typical: Vec<[u8; 3]>,
    /// For each cell, a place in the palette, or [`UNKNOWN`].
    nearest: Vec<u16>,
}

const UNKNOWN: u16 = u16::MAX;

impl Census {
    pub(super) fn new() -> Self {
        Self { cells: vec![Cell::default(); CELLS], counted: false }
    }

    /// Whether nothing has been counted.
    pub(super) fn is_empty(&self) -> bool {
        !self.counted
    }

    /// Counts the pixels of a picture of three bytes each.
    pub(super) fn count(&mut self, rgb: &[u8]) {
        self.counted = true;
        for pixel in rgb.chunks_exact(3) {
            let colour = [pixel[0], pixel[1], pixel[2]];
            if let Some(cell) = self.cells.get_mut(cell_of(colour)) {
                cell.count += 1;
                for (sum, value) in cell.sums.iter_mut().zip(colour) {
                    *sum += u64::from(value);
                }
            }
        }
    }

    /// The palette for what was counted, and for colours that have to be in it.
    pub(super) fn palette(&self, fixed: &[[u8; 3]]) -> Palette {
        let mut colours = fixed.to_vec();
        let mut boxes = vec![self.cells.iter().enumerate().filter(|(_, cell)| cell.count > 0).collect::<Vec<_>>()];
        while boxes.len() < FOUND {
            // The widest box that many pixels are in is divided at its middle pixel (median cut).
            let widest =
                boxes.iter().enumerate().map(|(place, cells)| (spread(cells).0, std::cmp::Reverse(place))).max();
            let Some((spread_of, std::cmp::Reverse(place))) = widest else { break };
            if spread_of == 0 {
                break;
            }
            let cells = boxes.swap_remove(place);
            let (low, high) = divide(cells);
            boxes.push(low);
            boxes.push(high);
        }
        colours.extend(boxes.iter().filter_map(|cells| average(cells)));
        let [reds, greens, blues] = LEVELS;
        for (red, green, blue) in
            (0..reds).flat_map(|red| (0..greens).flat_map(move |green| (0..blues).map(move |blue| (red, green, blue))))
        {
            let level = |value: u32, levels: u32| (value * 255 / (levels - 1)) as u8;
            colours.push([level(red, reds), level(green, greens), level(blue, blues)]);
        }
        colours.sort_unstable_by_key(|colour| (light(*colour), *colour));
        colours.dedup();
        colours.truncate(256);
        let typical = self.cells.iter().enumerate();
        let typical = typical.map(|(cell, counted)| average(&[(cell, counted)]).unwrap_or_else(|| middle_of(cell)));
        Palette { colours, typical: typical.collect(), nearest: vec![UNKNOWN; CELLS] }
    }
}

impl Palette {
    /// Three bytes for each colour.
    pub(super) fn bytes(&self) -> Vec<u8> {
        self.colours.iter().flatten().copied().collect()
    }

    /// Turns pixels of three bytes into places in the palette.
    pub(super) fn map(&mut self, rgb: &[u8], pixels: &mut [u8]) {
        for (place, pixel) in pixels.iter_mut().zip(rgb.chunks_exact(3)) {
            let cell = cell_of([pixel[0], pixel[1], pixel[2]]);
            let Some(known) = self.nearest.get_mut(cell) else { continue };
            if *known == UNKNOWN {
                let typical = self.typical.get(cell).copied().unwrap_or_default();
                *known = u16::from(nearest(&self.colours, typical));
            }
            *place = *known as u8;
        }
    }
}

fn cell_of([red, green, blue]: [u8; 3]) -> usize {
    let high = |value: u8| usize::from(value >> (8 - BITS));
    high(red) << (2 * BITS) | high(green) << BITS | high(blue)
}

fn middle_of(cell: usize) -> [u8; 3] {
    [2, 1, 0].map(|channel| {
        let value = (cell >> (channel * BITS)) & ((1 << BITS) - 1);
        (value * 255 / ((1 << BITS) - 1)) as u8
    })
}

fn light([red, green, blue]: [u8; 3]) -> u32 {
    3 * u32::from(red) + 6 * u32::from(green) + u32::from(blue)
}

/// The eye sees green best and blue least.
fn nearest(colours: &[[u8; 3]], wanted: [u8; 3]) -> u8 {
    let distance = |colour: &[u8; 3]| {
        let parts = colour.iter().zip(wanted).zip([3, 6, 2]);
        parts.map(|((&a, b), weight)| u32::from(a.abs_diff(b)) * u32::from(a.abs_diff(b)) * weight).sum::<u32>()
    };
    let best = colours.iter().enumerate().min_by_key(|(place, colour)| (distance(colour), *place));
    best.and_then(|(place, _)| u8::try_from(place).ok()).unwrap_or(0)
}

type Counted<'a> = (usize, &'a Cell);

/// How much there is to gain from dividing a box, and along which channel it is widest.
fn spread(cells: &[Counted<'_>]) -> (u64, usize) {
    let weights = [3, 6, 2];
    let widths = [0, 1, 2].map(|channel| {
        let values = cells.iter().map(|(cell, _)| middle_of(*cell)).filter_map(|colour| colour.get(channel).copied());
        let (low, high) = values.fold((u8::MAX, 0), |(low, high), value| (low.min(value), high.max(value)));
        u64::from(high.saturating_sub(low)) * weights.get(channel).copied().unwrap_or(1)
    });
    let (channel, width) = widths.iter().enumerate().max_by_key(|&(_, width)| width).unwrap_or((0, &0));
    let count: u64 = cells.iter().map(|(_, cell)| cell.count).sum();
    // The root of the count, so that small and strange areas get their colour beside large and plain ones.
    (width * width * count.isqrt(), channel)
}

fn divide(mut cells: Vec<Counted<'_>>) -> (Vec<Counted<'_>>, Vec<Counted<'_>>) {
    let channel = spread(&cells).1;
    cells.sort_by_key(|(cell, _)| (middle_of(*cell).get(channel).copied(), *cell));
    let half: u64 = cells.iter().map(|(_, cell)| cell.count).sum::<u64>() / 2;
    let mut sum = 0;
    let place = cells.iter().position(|(_, cell)| {
        sum += cell.count;
        sum > half
    });
    let place = place.unwrap_or(0).clamp(1, cells.len().saturating_sub(1).max(1));
    let high = cells.split_off(place.min(cells.len()));
    (cells, high)
}

fn average(cells: &[Counted<'_>]) -> Option<[u8; 3]> {
    let count: u64 = cells.iter().map(|(_, cell)| cell.count).sum();
    (count > 0).then(|| {
        [0, 1, 2].map(|channel: usize| {
            let sum: u64 = cells.iter().filter_map(|(_, cell)| cell.sums.get(channel)).sum();
            ((sum + count / 2) / count) as u8
        })
    })
}

#[cfg(test)]
mod tests {
    use super::Census;

    #[test]
    fn colours_that_occur_are_kept() {
        let mut census = Census::new();
        let rgb: Vec<u8> = [[10, 20, 30], [200, 60, 40], [250, 249, 246]].iter().flatten().copied().collect();
        census.count(&rgb);
        let mut palette = census.palette(&[[1, 2, 3]]);
        let mut pixels = [0; 3];
        palette.map(&rgb, &mut pixels);
        let colours: Vec<&[u8]> = palette.colours.iter().map(<[u8; 3]>::as_slice).collect();
        assert_eq!(pixels.map(|pixel| colours[usize::from(pixel)]), [[10, 20, 30], [200, 60, 40], [250, 249, 246]]);
        assert!(colours.contains(&[1, 2, 3].as_slice()) && colours.len() <= 256);
    }

    #[test]
    fn colours_that_no_sample_had_come_out_near() {
        let mut census = Census::new();
        census.count(&[128; 300]);
        let mut palette = census.palette(&[]);
        for rgb in [[255, 0, 0], [0, 255, 0], [0, 0, 255], [90, 30, 200], [255, 255, 255], [0, 0, 0]] {
            let mut pixel = [0];
            palette.map(&rgb, &mut pixel);
            let found = palette.colours[usize::from(pixel[0])];
            assert!(rgb.iter().zip(found).all(|(a, b)| a.abs_diff(b) <= 64), "{rgb:?} {found:?}");
        }
    }
}
