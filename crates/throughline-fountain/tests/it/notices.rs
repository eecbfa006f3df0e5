//! What is told of a text, with its line.

use throughline_fountain::{Severity, parse};

use crate::support::told;

const NOTHING: [(usize, &str); 0] = [];

/// A scene in which Anna speaks, and then this.
fn after_scene(text: &str) -> Vec<(usize, &'static str)> {
    told(&format!("INT. A - DAY\n\nANNA\nHi.\n\n{text}"))
}

#[test]
fn a_text_in_order_is_told_nothing_of() {
    assert_eq!(after_scene("FADE OUT.\n\nA SHOT.\n\nA light.\nBANG\nHe falls.\n\n> THE END <"), NOTHING);
    assert_eq!(after_scene("ANNA (V.O.)\nSTOP\nNow.\n\nSUPER: PARIS\n"), NOTHING);
}

#[test]
fn what_is_not_closed() {
    assert_eq!(after_scene("x /* y\n\nz"), [(6, "boneyard-not-closed")]);
    assert_eq!(after_scene("x */ y"), [(6, "boneyard-not-opened")]);
    assert_eq!(after_scene("x [[ y\nz [[\n\n[["), [(6, "note-not-closed"), (9, "note-not-closed")]);
    assert_eq!(after_scene("ANNA\n(low\nHi."), [(7, "parenthetical-not-closed")]);
}

#[test]
fn headings() {
    assert_eq!(after_scene("Text.\nEXT. B - DAY\n\nText."), [(7, "heading-without-empty-before")]);
    assert_eq!(after_scene("ANNA\nHi.\nEXT. B - DAY\n\nText."), [(8, "heading-without-empty-before")]);
    assert_eq!(after_scene("Text.\n.ELSEWHERE\n\nText."), [(7, "heading-without-empty-before")]);
    assert_eq!(after_scene("ANNA\n.45 is a calibre.\nInt. is short.\n"), NOTHING);
    assert_eq!(after_scene("EXT. B - DAY\nText."), [(6, "heading-without-empty-after")]);
    assert_eq!(after_scene("INT.\n\nText."), [(6, "heading-without-place")]);
    assert_eq!(after_scene("INT. B #1#\n\nINT. C #2#\n\nINT. D #1#\n"), [(10, "scene-number-twice")]);
}

#[test]
fn cues() {
    assert_eq!(after_scene("ANNA\n\nHi."), [(6, "cue-without-dialogue")]);
    assert_eq!(after_scene("BORIS (O.S.)\n\nHi."), [(6, "cue-without-dialogue")]);
    assert_eq!(after_scene("@Boris\n\nHi."), [(6, "cue-without-dialogue")]);
    assert_eq!(after_scene("ANNA\n(nods)\n\nHi."), [(6, "cue-without-dialogue")]);
    assert_eq!(after_scene("She waits.\nANNA\nHi."), [(7, "cue-without-empty-before")]);
    assert_eq!(after_scene("BORIS\nWho?\nANNA\nMe."), [(8, "cue-without-empty-before")]);
    assert_eq!(after_scene("She waits.\n@Boris\nHi."), [(7, "cue-without-empty-before")]);
    assert_eq!(told("INT. A - DAY\nBORIS\nHi."), [(1, "heading-without-empty-after"), (2, "cue-without-empty-before")]);
    assert_eq!(after_scene("BANG!\nThe door falls."), [(6, "cue-like-action")]);
    assert_eq!(after_scene("Text.\n\nANNA ^\nHi."), [(8, "nothing-beside")]);
    assert_eq!(after_scene("ANNA\nWe are\n# 1\nin the world."), [(8, "dialogue-cut-short")]);
}

#[test]
fn transitions() {
    assert_eq!(after_scene("Text.\nCUT TO:\n\nText."), [(7, "transition-not-alone")]);
    assert_eq!(after_scene("CUT TO:\nText."), [(6, "transition-not-alone")]);
    assert_eq!(after_scene("CUT TO: \n\nText."), NOTHING);
}

#[test]
fn what_stands_before_the_first_scene() {
    assert_eq!(
        told("Title: X\n\nFADE IN:\n\nANNA\nHi.\n\nINT. A\n"),
        [(3, "text-before-scene"), (5, "speech-before-scene")]
    );
    assert_eq!(told("# Act\n\n= x\n\n[[y]]\n\n===\n\nINT. A\n"), NOTHING);
    assert_eq!(told("Only text.\n\nANNA\nHi."), NOTHING);
}

#[test]
fn title_page() {
    assert_eq!(
        told("Title:\nX\n\nAuthor: Y\n\nINT. A\n"),
        [(2, "title-value-not-indented"), (4, "title-after-title-page"), (4, "text-before-scene")]
    );
    assert_eq!(told("Title: X\nMood: dark\n\nINT. A\n"), NOTHING);
}

#[test]
fn notices_are_sentences_in_order() {
    let notices = parse("INT.\n\nANNA\n\n[[ x\n\nBANG!\nx\nCUT TO:\n\n/* y").notices;
    assert!(notices.is_sorted_by_key(|notice| notice.line) && notices.len() == 5, "{notices:?}");
    for notice in &notices {
        assert!(notice.kind.to_string().len() > 20);
        assert_eq!(notice.severity() == Severity::Error, notice.kind.code() == "boneyard-not-closed");
    }
}
