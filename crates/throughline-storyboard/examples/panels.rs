//! Writes panels of many places, lights, framings and styles to a folder, for looking at:
//! `cargo run --release -p throughline-storyboard --example panels -- FOLDER`.

use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};
use throughline_storyboard::output::png;
use throughline_storyboard::{Framing, Light, Painter, Setting, Shot, Size, Style};

const CAST: [&str; 12] = [
    "MARA",
    "JOHN",
    "OLD FISHERMAN",
    "CLAIRE",
    "X-7",
    "DR. ELENA",
    "VIKTOR",
    "CAPTAIN ADA",
    "ROBOT 7",
    "LUCY",
    "BOY",
    "OMAR",
];
const LINES: [&str; 6] = [
    "You should not have come here. Not tonight, and certainly not alone.",
    "Then tell me why the light is still on!",
    "Did you hear that?",
    "Я всё ещё слышу сигнал. Он идёт отсюда.",
    "We have been over this. The station is empty, it has been empty for forty years, and whatever you think you saw on that screen was dust, or a loose wire, or your own reflection looking back.",
    "我们没有时间了。",
];
const PLACES: [(Setting, &str); 21] = [
    (Setting::Interior, "KITCHEN"),
    (Setting::Exterior, "STREET"),
    (Setting::Interior, "BRIDGE OF THE SHIP"),
    (Setting::Exterior, "FOREST"),
    (Setting::Interior, "BAR"),
    (Setting::Exterior, "HARBOUR"),
    (Setting::Interior, "OFFICE"),
    (Setting::Exterior, "DESERT"),
    (Setting::Interior, "HOSPITAL ROOM"),
    (Setting::Exterior, "ROOFTOP"),
    (Setting::Interior, "CORRIDOR"),
    (Setting::Exterior, "TRAIN STATION"),
    (Setting::Interior, "BEDROOM"),
    (Setting::Exterior, "MOUNTAIN PASS"),
    (Setting::Interior, "CHURCH"),
    (Setting::Exterior, "FARM HOUSE"),
    (Setting::Interior, "WAREHOUSE"),
    (Setting::Exterior, "COUNTRY ROAD"),
    (Setting::Interior, "MARA'S APARTMENT"),
    (Setting::Both, "CAR"),
    (Setting::Interior, "NIGHT TRAIN"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("name the folder to write to")?;
    let style = Style::of_name(&arguments.next().unwrap_or_default());
    std::fs::create_dir_all(&folder)?;
    let mut painter = Painter::new(Size { width: 960, height: 540 }, style);
    let shots = shots();
    let mut drawing = Duration::ZERO;
    for shot in &shots {
        let begun = Instant::now();
        let picture = painter.panel(shot);
        drawing += begun.elapsed();
        std::fs::write(Path::new(&folder).join(format!("{}.png", shot.shot_id)), png(&picture)?)?;
    }
    let each = drawing / shots.len().try_into()?;
    std::fs::write(Path::new(&folder).join("speed.txt"), format!("{} panels, {each:?} each to draw\n", shots.len()))?;
    Ok(())
}

/// For each place a wide shot, two close ones and two over shoulders.
fn shots() -> Vec<Shot> {
    let lights = [Light::Night, Light::Day, Light::Night, Light::Dusk, Light::Day, Light::Dawn];
    let mut shots = Vec::new();
    for (index, (setting, place)) in PLACES.into_iter().enumerate() {
        let light = lights[index % lights.len()];
        let first = index * 5 % CAST.len();
        let cast: Vec<String> = (0..2 + index % 3).map(|n| CAST[(first + n) % CAST.len()].to_owned()).collect();
        let framings = [
            Framing::Wide,
            Framing::MediumCloseUp,
            Framing::OverTheShoulder,
            Framing::MediumCloseUp,
            Framing::OverTheShoulder,
        ];
        for (take, framing) in framings.into_iter().enumerate() {
            let (speaker, listener) = if take < 3 { (0, 1) } else { (1, 0) };
            let silent = take == 0 && index % 2 == 0;
            shots.push(Shot {
                number: shots.len() + 1,
                count: PLACES.len() * framings.len(),
                shot_id: format!("scene-{:03}-shot-{:03}", index + 1, take + 1),
                slug: format!(
                    "{}. {place} - {}",
                    if setting == Setting::Exterior { "EXT" } else { "INT" },
                    name_of(light)
                ),
                setting,
                place: place.to_owned(),
                light,
                framing,
                starts_at: shots.len() as f64 * 3.2,
                duration: 3.2,
                speaker: (!silent).then(|| cast[speaker].clone()),
                voice_only: false,
                listener: Some(cast[listener].clone()),
                line: (!silent).then(|| LINES[(index + take) % LINES.len()].to_owned()),
                action: Some(
                    "They stand among what is left of the evening. Nobody has touched the second cup.".to_owned(),
                ),
                cast: cast.clone(),
            });
        }
    }
    shots
}

fn name_of(light: Light) -> &'static str {
    match light {
        Light::Day => "DAY",
        Light::Night => "NIGHT",
        Light::Dawn => "DAWN",
        Light::Dusk => "DUSK",
    }
}
