//! Lettering as a caller gets it: the scripts of the world, lines that fit, and word of what could not be shown.

use icu_segmenter::GraphemeClusterSegmenter;
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::path::Path;
use throughline_storyboard::text::{Align, Color, Face, Lettering, Outcome, Placement, TextStyle};
use tiny_skia::Pixmap;

const SAMPLES: [(&str, &str); 8] = [
    ("latin", "“Affluent fjords”, she said — and left. Ångström Ệ"),
    ("cyrillic and greek", "Съешь ещё этих булок. Ξεσκεπάζω την ψυχή"),
    ("arabic and hebrew", "قال السيد 123 «مرحبا» ثم خرج. שלום (2024)"),
    ("mixed", "He said مرحبا بالعالم and left; 她说：“很好。”"),
    ("chinese", "龍飛鳳舞 憂鬱的臺灣烏龜，今天的天气很好。"),
    ("japanese and korean", "こんにちは、カタカナ。 한국어 텍스트"),
    ("emoji", "😀 ❤️ 👍🏽 🇩🇪 👨‍👩‍👧 1️⃣ ☎"),
    ("missing", "🧪 \u{e000} \u{10ffff} \u{378}"),
];

fn style(face: Face) -> TextStyle {
    TextStyle { face, size: 20.0, color: Color::BLACK }
}

fn place(max_width: f32, lines: usize) -> Placement {
    Placement { x: 4.0, y: 4.0, max_width, align: Align::Start, lines, ellipsis: true }
}

/// A text on a white canvas.
fn drawn(lettering: &mut Lettering, text: &str, place: &Placement, face: Face) -> (Pixmap, Outcome) {
    let mut canvas = Pixmap::new(520, 120).unwrap();
    canvas.fill(Color::WHITE);
    let outcome = lettering.draw(&mut canvas.as_mut(), text, place, &style(face));
    (canvas, outcome)
}

fn pixels(text: &str) -> Vec<u8> {
    drawn(&mut Lettering::new(), text, &place(500.0, 3), Face::Sans).0.take()
}

fn width(text: &str) -> f32 {
    Lettering::new().measure(text, &style(Face::Sans), f32::INFINITY).width
}

/// The columns with ink: first and last.
fn ink(canvas: &Pixmap) -> Option<(usize, usize)> {
    let width = canvas.width() as usize;
    let dark =
        canvas.pixels().iter().enumerate().filter(|(_, pixel)| pixel.red() < 128).map(|(place, _)| place % width);
    dark.fold(None, |span, x| span.map_or(Some((x, x)), |(low, high): (usize, usize)| Some((low.min(x), high.max(x)))))
}

#[test]
fn texts_have_the_bytes_that_they_had() {
    let mut digests = String::new();
    for face in [Face::Sans, Face::Bold, Face::Mono] {
        for (name, text) in SAMPLES {
            let canvas = drawn(&mut Lettering::new(), text, &place(500.0, 3), face).0;
            for byte in Sha256::digest(canvas.data()) {
                write!(digests, "{byte:02x}").unwrap();
            }
            writeln!(digests, " {face:?} {name}").unwrap();
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/lettering.txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &digests).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), digests);
}

#[test]
fn what_was_drawn_before_changes_nothing() {
    let mut used = Lettering::new();
    for (_, text) in SAMPLES.iter().chain(SAMPLES.iter().rev()) {
        let again = drawn(&mut used, text, &place(500.0, 3), Face::Sans).0;
        assert!(again.data() == pixels(text), "{text}");
    }
}

#[test]
fn arabic_letters_join() {
    // The sign between the letters of the second keeps them apart and has no width itself.
    let (joined, apart) = ("سلام", "س\u{200c}ل\u{200c}ا\u{200c}م");
    assert!(width(joined) < width(apart) * 0.95, "{} {}", width(joined), width(apart));
    assert!(pixels(joined) != pixels(apart));
}

#[test]
fn hebrew_and_arabic_start_at_the_right() {
    let canvas = |text, align| {
        let place = Placement { align, ..place(500.0, 1) };
        drawn(&mut Lettering::new(), text, &place, Face::Sans).0
    };
    assert!(ink(&canvas("שלום", Align::Start)).unwrap().0 > 400);
    assert!(ink(&canvas("hello", Align::Start)).unwrap().1 < 100);
    assert!(ink(&canvas("שלום", Align::Left)).unwrap().1 < 100);
    assert!(ink(&canvas("hello", Align::Right)).unwrap().0 > 400);
    let (low, high) = ink(&canvas("hello", Align::Center)).unwrap();
    assert!((low + high).abs_diff(508) < 6, "{low} {high}");
}

#[test]
fn words_of_the_other_direction_stay_in_order() {
    // In a line from left to right the first word stands left of the second, whichever way each is read.
    let one = |text: &str| {
        let ends: Vec<f32> = text.char_indices().map(|(at, _)| width(text.get(..at).unwrap())).collect();
        ends.is_sorted()
    };
    assert!(one("abc שלום def"));
    let (a, b) = (pixels("ab שלום"), pixels("ab מולש"));
    assert!(a != b, "the order of letters shows");
    // Brackets are mirrored: what opens is at the right of a word that is read from there.
    assert!(pixels("שלום (אב)") != pixels("שלום )אב("));
}

#[test]
fn chinese_breaks_between_characters_but_not_before_a_comma() {
    let mut lettering = Lettering::new();
    let lines = lettering.wrap("今天的天气很好，我们去公园散步吧。", &style(Face::Sans), 7.5 * 20.0);
    assert!(lines.len() >= 3, "{lines:?}");
    assert!(lines.iter().all(|line| !line.starts_with(['，', '。'])), "{lines:?}");
    assert_eq!(lines.concat(), "今天的天气很好，我们去公园散步吧。");
}

#[test]
fn lines_end_at_words_and_where_the_text_says() {
    let mut lettering = Lettering::new();
    let mut wrap = |text: &str, width: f32| lettering.wrap(text, &style(Face::Sans), width);
    assert_eq!(wrap("one two three", width("one two") + 1.0), ["one two", "three"]);
    assert_eq!(wrap("a\r\nb\u{2028}\u{2028}c\n\n", 500.0), ["a", "b", "", "c"]);
    assert_eq!(wrap("well\u{ad}known\tthing\u{7}", 500.0), ["wellknown thing"]);
    assert_eq!(wrap("", 500.0), [""; 0]);
    assert_eq!(wrap("word", 1.0), ["w", "o", "r", "d"]);
}

#[test]
fn what_does_not_fit_ends_in_an_ellipsis() {
    let mut lettering = Lettering::new();
    let text = "Hello wonderful world";
    let room = width("Hello…") + 1.0;
    let (canvas, outcome) = drawn(&mut lettering, text, &place(room, 1), Face::Sans);
    assert!(outcome.shortened && outcome.extent.lines == 1 && outcome.extent.width <= room);
    assert!(canvas.data() == pixels("Hello…"));
    let cut = Placement { ellipsis: false, ..place(room, 1) };
    let (canvas, outcome) = drawn(&mut lettering, text, &cut, Face::Sans);
    assert!(outcome.shortened && canvas.data() == pixels("Hello"));
    assert!(!drawn(&mut lettering, text, &place(500.0, 1), Face::Sans).1.shortened);
    assert!(drawn(&mut lettering, "two\nlines", &place(500.0, 1), Face::Sans).1.shortened);
    let none = drawn(&mut lettering, text, &place(500.0, 0), Face::Sans);
    assert!(none.1.shortened && none.1.extent.lines == 0 && ink(&none.0).is_none());
}

#[test]
fn what_no_font_can_show_is_told_and_drawn_as_its_number() {
    let mut lettering = Lettering::new();
    drawn(&mut lettering, "plain 漢字 😀 text", &place(500.0, 1), Face::Bold);
    assert!(lettering.missing().is_empty());
    drawn(&mut lettering, "a 🧪 b \u{e000}\u{fe0f}", &place(500.0, 1), Face::Bold);
    assert_eq!(lettering.missing().iter().copied().collect::<String>(), "\u{e000}🧪");
    // Not one box for all: the number is legible, and so tells one from the other.
    assert!(pixels("\u{e000}") != pixels("\u{e001}") && pixels("\u{1f9ea}") != pixels("\u{1f9eb}"));
}

#[test]
fn faces_differ_and_digits_of_mono_stand_under_each_other() {
    let mut lettering = Lettering::new();
    let mut measure = |text: &str, face| lettering.measure(text, &style(face), f32::INFINITY).width;
    assert!((measure("00:11:22", Face::Mono) - measure("88:44:99", Face::Mono)).abs() < f32::EPSILON);
    assert!(measure("Hello", Face::Bold) > measure("Hello", Face::Sans));
}

#[test]
fn senseless_sizes_draw_nothing() {
    let mut canvas = Pixmap::new(50, 50).unwrap();
    let mut lettering = Lettering::new();
    for size in [0.0, -3.0, f32::NAN, f32::INFINITY, f32::MAX] {
        let style = TextStyle { size, ..style(Face::Sans) };
        for max_width in [f32::NAN, -1.0, 0.0, 40.0, f32::INFINITY] {
            lettering.draw(&mut canvas.as_mut(), "Hello world", &place(max_width, 9), &style);
        }
    }
    assert!(canvas.data().iter().all(|&byte| byte == 0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_line_is_wider_than_it_may_be(text in "[ a-zA-Z,.\u{5d0}-\u{5ea}\u{620}-\u{64a}一-龥가-힣😀-😎\u{300}-\u{304}\n-]{0,80}", room in 20.0_f32..400.0) {
        let mut lettering = Lettering::new();
        let outcome = drawn(&mut lettering, &text, &place(room, usize::MAX), Face::Sans).1;
        let lines = lettering.wrap(&text, &style(Face::Sans), room);
        prop_assert_eq!(outcome.extent.lines, lines.len());
        prop_assert!(!outcome.shortened);
        // A single character may be wider than a very narrow line; then there is nothing to break.
        let single = |line: &String| GraphemeClusterSegmenter::new().segment_str(line).count() <= 2;
        prop_assert!(outcome.extent.width <= room || lines.iter().any(single), "{} > {room}: {lines:?}", outcome.extent.width);
        // Nothing is lost but white space.
        let solid = |text: &str| text.split_whitespace().collect::<String>();
        prop_assert_eq!(solid(&lines.concat()), solid(&text));
    }

    #[test]
    fn an_ellipsis_fits_too(text in "[ a-z,一-龥\u{5d0}-\u{5ea}]{0,120}", room in 60.0_f32..300.0, lines in 1_usize..4) {
        let outcome = drawn(&mut Lettering::new(), &text, &place(room, lines), Face::Sans).1;
        prop_assert!(outcome.extent.width <= room && outcome.extent.lines <= lines);
    }

    #[test]
    fn no_text_makes_trouble(text in any::<String>(), size in 1.0_f32..80.0, room in 0.0_f32..600.0) {
        let style = TextStyle { face: Face::Bold, size, color: Color::BLACK };
        let mut canvas = Pixmap::new(60, 60).unwrap();
        Lettering::new().draw(&mut canvas.as_mut(), &text, &place(room, 5), &style);
    }
}
