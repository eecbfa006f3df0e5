//! Letters samples of many scripts and writes them as a picture: `cargo run --example lettering -- out.png [size]`.

use std::error::Error;
use throughline_storyboard::text::{Align, Color, Face, Lettering, Placement, TextStyle};
use tiny_skia::Pixmap;

const SAMPLES: &[&str] = &[
    "The quick brown fox jumps over the lazy dog — “Affluent fjords”, she said; 0123456789",
    "Съешь же ещё этих мягких французских булок, да выпей чаю. Ξεσκεπάζω την ψυχοφθόρα βδελυγμία",
    "في الحانة، قال السيد 123 «مرحبا» ثم خرج. עברית: שלום עולם (2024)",
    "He said مرحبا بالعالم and left; 她说：“今天的天气很好，我们去公园散步吧。”",
    "龍飛鳳舞 憂鬱的臺灣烏龜 人口日月火水木金土 永和九年，歲在癸丑",
    "こんにちは、世界。カタカナとひらがな 한국어 텍스트 안녕하세요 ภาษาไทย हिन्दी",
    "Emoji 😀❤️👍🏽🚀🇩🇪 👨‍👩‍👧 1️⃣ ☎ ✂ → ∑ and 🧪🥺 \u{e000} unknown",
];

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("a path for the picture")?;
    let size: f32 = std::env::args().nth(2).map_or(Ok(24.0), |size| size.parse())?;
    let mut canvas = Pixmap::new(1200, 1150).ok_or("no canvas")?;
    canvas.fill(Color::WHITE);
    let mut lettering = Lettering::new();
    let mut y = 20.0;
    for face in [Face::Sans, Face::Bold, Face::Mono] {
        for sample in SAMPLES {
            let place = Placement { x: 20.0, y, max_width: 1160.0, align: Align::Start, lines: 2, ellipsis: true };
            let style = TextStyle { face, size, color: Color::BLACK };
            y += lettering.draw(&mut canvas.as_mut(), sample, &place, &style).extent.height + 4.0;
        }
    }
    let file = std::fs::File::create(path)?;
    let mut encoder = png::Encoder::new(file, canvas.width(), canvas.height());
    encoder.set_color(png::ColorType::Rgba);
    encoder.write_header()?.write_image_data(canvas.data())?;
    Ok(())
}
