//! What `throughline screenplay check` shows a person.

use std::io::Write;

use throughline_fountain::{Length, Severity};

use super::check::Checked;
use crate::console::{Paint, Sheet, one_line, paint, table};

/// More notices are told in JSON.
const MOST_NOTICES: usize = 100;

/// Writes everything that is known of the file.
pub(super) fn write_report(out: &mut dyn Write, checked: &Checked<'_>) -> std::io::Result<()> {
    writeln!(out, "{}", paint(Paint::Strong, &one_line(checked.path.as_str())))?;
    sheet(checked).write(out)?;
    let scenes = scene_rows(checked);
    if !scenes.is_empty() {
        let headings = ["scene", "line", "place", "time", "pages", "speeches", "spoken", "action"];
        writeln!(out, "\n{}\n{}", paint(Paint::Strong, "Scenes"), table(&headings, &scenes))?;
    }
    let cast = cast_rows(checked);
    if !cast.is_empty() {
        let headings = ["name", "speeches", "words", "first line"];
        writeln!(out, "\n{}\n{}", paint(Paint::Strong, "Cast"), table(&headings, &cast))?;
    }
    write_notices(out, checked)
}

fn sheet(checked: &Checked<'_>) -> Sheet {
    let statistics = &checked.statistics;
    let title = &checked.screenplay.title_page;
    let other = &statistics.other;
    let mut sheet = Sheet::default();
    sheet.fact("title", title.title().unwrap_or_default());
    sheet.fact("author", title.author().unwrap_or_default());
    sheet.fact("length", length(statistics.length));
    sheet.fact("words", format!("{} spoken, {} of action", statistics.spoken_words, statistics.action_words));
    sheet.fact(
        "also",
        counted(&[
            (other.dual_speeches, "speech at the same time as another", "speeches at the same time as another"),
            (other.centered, "centred line", "centred lines"),
            (other.lyrics, "passage of lyrics", "passages of lyrics"),
        ]),
    );
    sheet.fact(
        "not imported",
        counted(&[
            (other.scene_numbers, "scene number", "scene numbers"),
            (other.transitions, "transition", "transitions"),
            (other.page_breaks, "page break", "page breaks"),
            (other.sections, "section", "sections"),
            (other.synopses, "synopsis", "synopses"),
            (other.notes, "note", "notes"),
            (other.boneyards, "boneyard", "boneyards"),
        ]),
    );
    sheet
}

fn length(length: Length) -> String {
    let pages = count(length.pages(), "page", "pages");
    format!("{pages} ({}), about {} at a page a minute", eighths(length), running_time(length))
}

/// `45s`, `3m 05s`, `2h 07m`.
fn running_time(length: Length) -> String {
    let seconds = length.running_time().as_secs();
    match seconds {
        0..60 => format!("{seconds}s"),
        60..3600 => format!("{}m {:02}s", seconds / 60, seconds % 60),
        _ => format!("{}h {:02}m", seconds / 3600, seconds % 3600 / 60),
    }
}

fn count(count: usize, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}

fn counted(counts: &[(usize, &str, &str)]) -> String {
    let there = counts.iter().filter(|(number, ..)| *number > 0);
    there.map(|&(number, one, more)| count(number, one, more)).collect::<Vec<_>>().join(", ")
}

/// A length as schedules have it: `2 3/8`.
fn eighths(length: Length) -> String {
    match (length.eighths() / 8, length.eighths() % 8) {
        (whole, 0) => whole.to_string(),
        (0, part) => format!("{part}/8"),
        (whole, part) => format!("{whole} {part}/8"),
    }
}

fn scene_rows(checked: &Checked<'_>) -> Vec<Vec<String>> {
    let imported = checked.scenes.as_deref().unwrap_or_default();
    let scenes = checked.statistics.scenes.iter().enumerate();
    scenes
        .map(|(index, scene)| {
            let imported = imported.get(index);
            let number = scene.number.clone().unwrap_or_else(|| (index + 1).to_string());
            vec![
                one_line(&number),
                scene.line.to_string(),
                one_line(imported.map_or(&scene.heading, |imported| &imported.location)),
                one_line(imported.map_or("-", |imported| &imported.time_of_day)),
                eighths(scene.length),
                scene.speeches.to_string(),
                scene.spoken_words.to_string(),
                scene.action_words.to_string(),
            ]
        })
        .collect()
}

fn cast_rows(checked: &Checked<'_>) -> Vec<Vec<String>> {
    let cast = checked.statistics.cast.iter();
    cast.map(|member| {
        vec![
            one_line(&member.name),
            member.speeches.to_string(),
            member.spoken_words.to_string(),
            member.line.to_string(),
        ]
    })
    .collect()
}

/// `file:line: warning: …`, so that editors and terminals find the place.
fn write_notices(out: &mut dyn Write, checked: &Checked<'_>) -> std::io::Result<()> {
    let notices = &checked.screenplay.notices;
    if !notices.is_empty() {
        writeln!(out)?;
    }
    for notice in notices.iter().take(MOST_NOTICES) {
        let (word, color) = match notice.severity() {
            Severity::Error => ("error", Paint::Bad),
            Severity::Warning => ("warning", Paint::Notice),
            Severity::Info => ("note", Paint::Faint),
        };
        let (path, text) = (one_line(checked.path.as_str()), one_line(&notice.kind.to_string()));
        writeln!(out, "{path}:{}: {}: {text}", notice.line, paint(color, word))?;
    }
    if let Some(more) = notices.len().checked_sub(MOST_NOTICES).filter(|more| *more > 0) {
        writeln!(out, "… and {more} more; `--format json` has them all")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_shown_as_schedules_have_them() {
        let shown = |lines| length(Length { lines });
        assert_eq!(shown(0), "0 pages (0), about 0s at a page a minute");
        assert_eq!(shown(28), "1 page (5/8), about 31s at a page a minute");
        assert_eq!(shown(55), "1 page (1), about 1m 00s at a page a minute");
        assert_eq!(shown(130), "3 pages (2 3/8), about 2m 22s at a page a minute");
        assert_eq!(shown(55 * 121), "121 pages (121), about 2h 01m at a page a minute");
    }
}
