//! Files as their readers get them: decoded again, with a decoder that knows nothing of how they were made.

use png::{BlendOp, Decoder, Transformations};
use std::collections::HashMap;
use std::io::{self, Cursor, Write};
use throughline_storyboard::output::{
    Animatic, ContactSheet, Label, Motion, OutputError, SheetHeader, SheetScene, Take, png as encode,
};
use throughline_storyboard::{Picture, Size};

const SHAPE: Size = Size { width: 96, height: 54 };

fn picture(size: Size, pixel: impl Fn(u32, u32) -> [u8; 3]) -> Picture {
    let mut rgba = Vec::new();
    for (y, x) in (0..size.height).flat_map(|y| (0..size.width).map(move |x| (y, x))) {
        rgba.extend(pixel(x, y));
        rgba.push(255);
    }
    Picture { size, rgba }
}

fn plain(colour: [u8; 3]) -> Picture {
    picture(SHAPE, |_, _| colour)
}

/// A colour of its own for each number below 4096.
fn colour(number: usize) -> [u8; 3] {
    [number / 256 % 16, number / 16 % 16, number % 16].map(|part| u8::try_from(part * 16 + 8).unwrap())
}

/// The pixels of a PNG file as red, green and blue, and its size.
fn decode(file: &[u8]) -> (Size, Vec<u8>) {
    let mut decoder = Decoder::new(Cursor::new(file));
    decoder.set_transformations(Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let size = Size { width: reader.info().width, height: reader.info().height };
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut pixels).unwrap();
    (size, pixels)
}

/// The names of the chunks of a file.
fn chunks(file: &[u8]) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = &file[8..];
    while let [a, b, c, d, name @ ..] = rest {
        names.push(String::from_utf8(name[..4].to_vec()).unwrap());
        rest = &name[4 + u32::from_be_bytes([*a, *b, *c, *d]) as usize + 4..];
    }
    names
}

#[test]
fn a_png_has_the_pixels_of_the_picture() {
    let size = Size { width: 61, height: 33 };
    let few = picture(size, |x, y| [(x / 8 * 30 % 256) as u8, (y / 8 * 40) as u8, 7]);
    let many = picture(size, |x, y| [(x * 4) as u8, (y * 7) as u8, (x * y % 256) as u8]);
    for (picture, expected) in [(few, vec!["IHDR", "PLTE", "IDAT", "IEND"]), (many, vec!["IHDR", "IDAT", "IEND"])] {
        let file = encode(&picture).unwrap();
        let rgb: Vec<u8> = picture.rgba.chunks(4).flat_map(|pixel| pixel[..3].to_vec()).collect();
        assert_eq!(decode(&file), (size, rgb));
        assert_eq!(chunks(&file), expected, "nothing but pixels");
        assert_eq!(file, encode(&picture).unwrap());
    }
}

#[test]
fn a_picture_that_is_none_is_refused() {
    let mut broken = plain([0; 3]);
    broken.rgba.truncate(10);
    assert!(matches!(encode(&broken), Err(OutputError::Picture { bytes: 10, .. })));
    let empty = Picture { size: Size { width: 0, height: 0 }, rgba: Vec::new() };
    assert!(encode(&empty).is_err());
}

fn header(shots: &[usize]) -> SheetHeader {
    let scene = |(index, &shots): (usize, &usize)| SheetScene {
        heading: format!("INT. PLACE {index} - DAY"),
        shots: vec![2.5; shots],
    };
    SheetHeader {
        title: "The Film".to_owned(),
        subtitle: "drama".to_owned(),
        scenes: shots.iter().enumerate().map(scene).collect(),
    }
}

fn label(number: usize) -> Label {
    Label { number: number.to_string(), framing: "WS".to_owned(), note: "Something is said.".to_owned() }
}

fn sheet(shots: &[usize]) -> Vec<u8> {
    let mut sheet = ContactSheet::new(Vec::new(), header(shots), SHAPE).unwrap();
    for number in 0..shots.iter().sum() {
        sheet.push(&plain(colour(number)), &label(number + 1)).unwrap();
    }
    sheet.finish().unwrap()
}

#[test]
fn a_contact_sheet_shows_every_panel_in_order() {
    for shots in [vec![1], vec![3, 4], vec![0, 2, 0, 1, 0], vec![50; 10]] {
        let count = shots.iter().sum::<usize>();
        let (size, pixels) = decode(&sheet(&shots));
        let width = size.width as usize;
        // Where each panel's colour is met first, from the top; within a row panels stand side by side.
        let numbers: HashMap<[u8; 3], usize> = (0..count).map(|number| (colour(number), number)).collect();
        let mut first = vec![None; count];
        for (place, pixel) in pixels.chunks(3).enumerate() {
            if let Some(&number) = numbers.get(pixel)
                && first[number].is_none()
            {
                first[number] = Some((place / width, place % width));
            }
        }
        let first: Vec<(usize, usize)> = first.into_iter().map(Option::unwrap).collect();
        assert!(first.is_sorted(), "{first:?}");
        assert!(width < 2600 && size.height > 200, "{size:?}");
    }
}

#[test]
fn a_contact_sheet_has_the_same_bytes_every_time_and_nothing_but_pixels() {
    let file = sheet(&[3, 4]);
    assert_eq!(file, sheet(&[3, 4]));
    let mut names = chunks(&file);
    names.dedup();
    assert_eq!(names, ["IHDR", "IDAT", "IEND"]);
}

#[test]
fn a_film_without_shots_has_a_sheet_with_its_title() {
    let empty = decode(&sheet(&[]));
    assert!(empty.1.chunks(3).any(|pixel| pixel[0] < 60));
}

#[test]
fn more_or_fewer_panels_than_announced_are_an_error() {
    let mut sheet = ContactSheet::new(Vec::new(), header(&[1]), SHAPE).unwrap();
    sheet.push(&plain([0; 3]), &label(1)).unwrap();
    let error = sheet.push(&plain([0; 3]), &label(2)).unwrap_err();
    assert!(matches!(error, OutputError::Count { announced: 1, pushed: 2 }));
    let sheet = ContactSheet::new(Vec::new(), header(&[2]), SHAPE).unwrap();
    assert!(matches!(sheet.finish(), Err(OutputError::Count { announced: 2, pushed: 0 })));
    let takes = [Take { duration: 1.0, motion: Motion::Still }; 2];
    let mut animatic = Animatic::new(Vec::new(), SHAPE, &takes).unwrap();
    animatic.push(&plain([0; 3])).unwrap();
    assert!(matches!(animatic.finish(), Err(OutputError::Count { announced: 2, pushed: 1 })));
    assert!(Animatic::new(Vec::new(), SHAPE, &[]).is_err());
}

/// Knows how much it got, and how much at once.
#[derive(Default)]
struct Meter {
    sum: usize,
    most: usize,
}

impl Write for Meter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.sum += bytes.len();
        self.most = self.most.max(bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A panel that does not compress.
fn noise(seed: u32) -> Picture {
    picture(SHAPE, |x, y| {
        let mut state = seed.wrapping_mul(747_796_405) ^ (y * SHAPE.width + x).wrapping_mul(2_891_336_453);
        [0; 3].map(|_| {
            state = (state ^ (state >> 15)).wrapping_mul(277_803_737);
            (state >> 24) as u8
        })
    })
}

#[test]
fn sheets_and_animatics_hold_back_little() {
    let count = 100;
    let mut sheet = ContactSheet::new(Meter::default(), header(&[count]), SHAPE).unwrap();
    let takes = vec![Take { duration: 3.0, motion: Motion::PushIn }; count];
    let mut animatic = Animatic::new(Meter::default(), SHAPE, &takes).unwrap();
    for number in 0..count {
        let panel = noise(u32::try_from(number).unwrap());
        sheet.push(&panel, &label(number)).unwrap();
        animatic.push(&panel).unwrap();
    }
    let sheet = sheet.finish().unwrap();
    let animatic = animatic.finish().unwrap();
    // What is handed on at once is a row of panels or a frame, however long the film is.
    assert!(sheet.sum > 1_500_000 && sheet.most < 800_000, "{} {}", sheet.sum, sheet.most);
    assert!(animatic.sum > 1_000_000 && animatic.most < 12_000, "{} {}", animatic.sum, animatic.most);
}

/// The frames of an animatic as a viewer shows them: pixels, and delay as numerator and denominator.
fn frames(file: &[u8]) -> (Size, Vec<(Vec<u8>, u16, u16)>) {
    let mut decoder = Decoder::new(Cursor::new(file));
    decoder.set_transformations(Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let size = Size { width: reader.info().width, height: reader.info().height };
    let control = reader.info().animation_control.unwrap();
    let stride = size.width as usize * 3;
    let mut canvas = vec![0; stride * size.height as usize];
    let mut frames = Vec::new();
    for _ in 0..control.num_frames {
        let mut part = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut part).unwrap();
        let frame = *reader.info().frame_control().unwrap();
        assert_eq!(frame.blend_op, BlendOp::Source);
        for (row, line) in part.chunks(info.line_size).take(frame.height as usize).enumerate() {
            let from = (frame.y_offset as usize + row) * stride + frame.x_offset as usize * 3;
            canvas[from..from + frame.width as usize * 3].copy_from_slice(&line[..frame.width as usize * 3]);
        }
        frames.push((canvas.clone(), frame.delay_num, frame.delay_den));
    }
    (size, frames)
}

#[test]
fn an_animatic_shows_each_panel_for_as_long_as_its_shot_lasts() {
    let durations = [1.5, 3.0, 2.333_333, 0.4, 75.0, 1.777_77];
    let motions = [Motion::PushIn, Motion::Still, Motion::PullOut, Motion::PanLeft, Motion::PanRight, Motion::PushIn];
    let takes: Vec<Take> = durations.iter().zip(motions).map(|(&duration, motion)| Take { duration, motion }).collect();
    let colours = [[220, 30, 30], [30, 220, 30], [30, 30, 220], [230, 230, 40], [40, 40, 40], [240, 240, 240]];
    let size = Size { width: 64, height: 36 };
    let mut animatic = Animatic::new(Vec::new(), size, &takes).unwrap();
    for colour in colours {
        animatic.sample(&plain(colour)).unwrap();
    }
    for colour in colours {
        animatic.push(&plain(colour)).unwrap();
    }
    let whole = animatic.size();
    let file = animatic.finish().unwrap();
    let (size, frames) = frames(&file);
    assert_eq!(size, whole);
    let mut ends = Vec::new();
    let (mut time, mut shown) = (0_u32, None);
    for (pixels, numerator, denominator) in &frames {
        assert_eq!(*denominator, 1000);
        let middle = (18 * size.width as usize + 32) * 3;
        let near = |colour: &&[u8; 3]| colour.iter().zip(&pixels[middle..]).all(|(a, b)| a.abs_diff(*b) < 6);
        let now = colours.iter().find(near).unwrap();
        if shown != Some(now) {
            ends.push(time);
            shown = Some(now);
        }
        time += u32::from(*numerator);
    }
    ends.push(time);
    let mut sum = 0.0;
    let expected: Vec<f64> = std::iter::once(0.0)
        .chain(durations.map(|duration| {
            sum += duration * 1000.0;
            sum
        }))
        .collect();
    assert_eq!(ends.len(), expected.len());
    assert!(ends.iter().zip(expected).all(|(&end, expected)| (f64::from(end) - expected).abs() <= 0.5), "{ends:?}");
    // Half a second a frame, so that something moves; a second where there is time.
    assert_eq!(frames.len(), 3 + 6 + 5 + 1 + 75 + 4);
}

#[test]
fn what_moves_moves() {
    let panel = picture(SHAPE, |x, y| [(x * 2) as u8, (y * 4) as u8, if (x / 3 + y / 3) % 2 == 0 { 20 } else { 230 }]);
    let film = |motion| {
        let mut animatic = Animatic::new(Vec::new(), SHAPE, &[Take { duration: 3.0, motion }]).unwrap();
        animatic.push(&panel).unwrap();
        frames(&animatic.finish().unwrap()).1
    };
    let upper = SHAPE.width as usize * SHAPE.height as usize * 3;
    let still = film(Motion::Still);
    assert!(still.windows(2).all(|pair| pair[0].0[..upper] == pair[1].0[..upper] && pair[0].0 != pair[1].0));
    for motion in [Motion::PushIn, Motion::PullOut, Motion::PanLeft, Motion::PanRight] {
        let frames = film(motion);
        assert!(frames.first().unwrap().0[..upper] != frames.last().unwrap().0[..upper], "{motion:?}");
    }
}

#[test]
fn long_films_have_few_frames_a_shot() {
    let size = Size { width: 16, height: 9 };
    let takes = vec![Take { duration: 2.8, motion: Motion::PushIn }; 1_600];
    let mut animatic = Animatic::new(Vec::new(), size, &takes).unwrap();
    assert_eq!(animatic.size().width, 14, "and they are smaller");
    let panel = picture(size, |x, y| [(x * 16) as u8, (y * 28) as u8, 90]);
    for _ in &takes {
        animatic.push(&panel).unwrap();
    }
    let file = animatic.finish().unwrap();
    let reader = Decoder::new(Cursor::new(&file)).read_info().unwrap();
    let frames = reader.info().animation_control.unwrap().num_frames;
    assert_eq!(frames, 1_600 * 6);
    assert_eq!(chunks(&file).iter().filter(|name| *name == "fcTL").count(), 1_600 * 6);
    // Of six frames, five only move the line.
    assert!(file.len() < 1_600 * 6 * 140, "{}", file.len());
}

#[test]
fn an_animatic_has_the_same_bytes_every_time() {
    let takes = [Take { duration: 2.0, motion: Motion::PanRight }; 3];
    let film = || {
        let mut animatic = Animatic::new(Vec::new(), SHAPE, &takes).unwrap();
        for seed in 0..3 {
            animatic.push(&noise(seed)).unwrap();
        }
        animatic.finish().unwrap()
    };
    let file = film();
    assert_eq!(file, film());
    assert!(!chunks(&file).iter().any(|name| name == "tIME" || name == "tEXt"));
}
