//! What `throughline screenplay check` tells a program.

use serde_json::{Value, json};
use throughline_fountain::{CastMember, Notice, OtherCounts, SceneSummary, Severity, TitleEntry};
use throughline_screenplay::Scene;

use super::check::Checked;

/// Everything that is known of the file.
pub(super) fn document(checked: &Checked<'_>) -> Value {
    let Checked { path, screenplay, statistics, scenes } = checked;
    let imported = scenes.as_deref().unwrap_or_default();
    let summaries = statistics.scenes.iter().enumerate();
    json!({
        "path": path,
        "importable": scenes.is_ok(),
        "fault": scenes.as_ref().err().map(|fault| json!({"line": fault.line(), "message": fault.to_string()})),
        "title": screenplay.title_page.title(),
        "author": screenplay.title_page.author(),
        "titlePage": screenplay.title_page.entries.iter().map(title_entry).collect::<Vec<_>>(),
        "scenes": summaries.map(|(index, summary)| scene(summary, imported.get(index))).collect::<Vec<_>>(),
        "cast": statistics.cast.iter().map(member).collect::<Vec<_>>(),
        "spokenWords": statistics.spoken_words,
        "actionWords": statistics.action_words,
        "pages": statistics.length.pages(),
        "pageEighths": statistics.length.eighths(),
        "runningTimeSeconds": statistics.length.running_time().as_secs(),
        "other": other(statistics.other),
        "notices": screenplay.notices.iter().map(notice).collect::<Vec<_>>(),
    })
}

fn title_entry(entry: &TitleEntry) -> Value {
    json!({"key": entry.key, "values": entry.values, "line": entry.line})
}

/// A scene as it stands in the file, and what it becomes if the file can be imported.
fn scene(summary: &SceneSummary, imported: Option<&Scene>) -> Value {
    json!({
        "line": summary.line,
        "number": summary.number,
        "heading": summary.heading,
        "sceneId": imported.map(|scene| &scene.scene_id),
        "location": imported.map(|scene| &scene.location),
        "timeOfDay": imported.map(|scene| &scene.time_of_day),
        "pageEighths": summary.length.eighths(),
        "speeches": summary.speeches,
        "spokenWords": summary.spoken_words,
        "actionWords": summary.action_words,
    })
}

fn member(member: &CastMember) -> Value {
    json!({
        "name": member.name,
        "line": member.line,
        "speeches": member.speeches,
        "spokenWords": member.spoken_words,
    })
}

fn other(other: OtherCounts) -> Value {
    json!({
        "dualSpeeches": other.dual_speeches,
        "centered": other.centered,
        "lyrics": other.lyrics,
        "sceneNumbers": other.scene_numbers,
        "transitions": other.transitions,
        "pageBreaks": other.page_breaks,
        "sections": other.sections,
        "synopses": other.synopses,
        "notes": other.notes,
        "boneyards": other.boneyards,
    })
}

fn notice(notice: &Notice) -> Value {
    let severity = match notice.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    };
    json!({
        "line": notice.line,
        "severity": severity,
        "code": notice.kind.code(),
        "message": notice.kind.to_string(),
    })
}
