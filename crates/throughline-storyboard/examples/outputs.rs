//! Makes a contact sheet and an animatic of so many shots and says how long each took:
//! `cargo run --release --example outputs -- folder [shots]`.

use std::error::Error;
use std::io::Write;
use std::time::{Duration, Instant};
use throughline_storyboard::output::{
    Animatic, ContactSheet, Label, Motion, SheetHeader, SheetScene, Take, png, reduce,
};
use throughline_storyboard::{Framing, Light, Picture, Setting, Shot, Size, Style, draw_panel};

const PANEL: Size = Size { width: 960, height: 540 };
const PLACES: [&str; 5] = ["KITCHEN", "STREET", "CAPTAIN'S CABIN", "ROOFTOP", "ARCHIVE"];
const LINES: [&str; 4] = [
    "We should have left an hour ago.",
    "Nobody knows where the letter came from, and nobody wants to know.",
    "他从来没有回来过。",
    "Ты же знаешь, что это неправда!",
];

fn shot(index: usize, count: usize) -> Shot {
    let place = PLACES[(index / 4) % PLACES.len()];
    let light = [Light::Day, Light::Night, Light::Dawn, Light::Dusk][(index / 8) % 4];
    let framing = [Framing::Wide, Framing::MediumCloseUp, Framing::OverTheShoulder][index % 3];
    Shot {
        number: index + 1,
        count,
        shot_id: format!("scene-{:03}-shot-{:03}", index / 4 + 1, index % 4 + 1),
        slug: format!("INT. {place} - NIGHT"),
        setting: if (index / 4).is_multiple_of(2) { Setting::Interior } else { Setting::Exterior },
        place: place.to_owned(),
        light,
        framing,
        starts_at: index as f64 * 2.8,
        duration: 2.8,
        cast: vec!["MARA".to_owned(), "JOHN".to_owned()],
        speaker: (!index.is_multiple_of(3)).then(|| ["MARA", "JOHN"][index % 2].to_owned()),
        voice_only: false,
        listener: Some(["JOHN", "MARA"][index % 2].to_owned()),
        line: (!index.is_multiple_of(3)).then(|| LINES[index % LINES.len()].to_owned()),
        action: Some("The rain does not stop.".to_owned()),
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("a folder for the pictures")?;
    let count: usize = std::env::args().nth(2).map_or(Ok(24), |count| count.parse())?;
    let styles = [Style::Cinematic, Style::Noir, Style::Comic, Style::Documentary, Style::Sketch];
    let style = std::env::args().nth(3).and_then(|style| style.parse::<usize>().ok()).map_or(styles[0], |n| styles[n]);
    let spent = |since: Instant, total: &mut Duration| *total += since.elapsed();
    let mut times = [Duration::ZERO; 4];
    // So many different panels are drawn; after that they come again.
    let since = Instant::now();
    let panels: Vec<Picture> = (0..count.min(60)).map(|index| draw_panel(&shot(index, count), PANEL, &style)).collect();
    spent(since, &mut times[0]);
    let since = Instant::now();
    let files: Vec<Vec<u8>> = panels.iter().map(png).collect::<Result<_, _>>()?;
    spent(since, &mut times[1]);
    for (index, file) in files.iter().enumerate().take(12) {
        std::fs::write(format!("{folder}/panel-{index}.png"), file)?;
    }
    let scenes = (0..count.div_ceil(4))
        .map(|scene| SheetScene { heading: shot(scene * 4, count).slug, shots: vec![2.8; (count - scene * 4).min(4)] });
    let header = SheetHeader {
        title: "The Lighthouse Letters".to_owned(),
        subtitle: "drama · cinematic · preview_local".to_owned(),
        scenes: scenes.collect(),
    };
    let takes: Vec<Take> = (0..count)
        .map(|index| Take {
            duration: 2.8,
            motion: [Motion::PanRight, Motion::PushIn, Motion::PullOut, Motion::PanLeft][index % 4],
        })
        .collect();
    let mut sheet = ContactSheet::new(Vec::new(), header, PANEL)?;
    let mut animatic = Animatic::new(Vec::new(), Size { width: 480, height: 270 }, &takes)?;
    for sample in Animatic::<Vec<u8>>::samples(count) {
        animatic.sample(&panels[sample % panels.len()])?;
    }
    for index in 0..count {
        let panel = &panels[index % panels.len()];
        let shot = shot(index, count);
        let framing = ["WIDE", "MCU", "OTS"][index % 3].to_owned();
        let note = shot.line.or(shot.action).unwrap_or_default();
        let label = Label { number: shot.number.to_string(), framing, note };
        let since = Instant::now();
        sheet.push(panel, &label)?;
        spent(since, &mut times[2]);
        let since = Instant::now();
        animatic.push(panel)?;
        spent(since, &mut times[3]);
    }
    let sheet_file = sheet.finish()?;
    let animatic_file = animatic.finish()?;
    let since = Instant::now();
    let small = reduce(&panels[0], Size { width: 480, height: 270 })?;
    let reducing = since.elapsed();
    let mean = |bytes: usize| bytes / panels.len();
    let mut out = std::io::stdout();
    writeln!(out, "{count} shots, {} different panels", panels.len())?;
    writeln!(out, "draw       {:>9.2?} a panel", times[0] / panels.len() as u32)?;
    let bytes = mean(files.iter().map(Vec::len).sum());
    writeln!(out, "png        {:>9.2?} a panel, {bytes} bytes", times[1] / panels.len() as u32)?;
    writeln!(out, "reduce     {reducing:>9.2?} to {} × {}", small.size.width, small.size.height)?;
    writeln!(out, "sheet      {:>9.2?} in all, {} bytes", times[2], sheet_file.len())?;
    writeln!(out, "animatic   {:>9.2?} in all, {} bytes", times[3], animatic_file.len())?;
    std::fs::write(format!("{folder}/storyboard.png"), sheet_file)?;
    std::fs::write(format!("{folder}/animatic.png"), animatic_file)?;
    Ok(())
}
