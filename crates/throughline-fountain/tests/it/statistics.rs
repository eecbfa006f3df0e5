//! Scenes, cast, words and pages.

use std::time::Duration;

use throughline_fountain::{OtherCounts, parse};

use crate::support::screenplay;

const TEXT: &str = "Title: X

FADE IN:

# Act

INT. A - DAY #1#

= What happens.

Two words.

ANNA
(not counted)
One two three.
~four

BORIS (V.O.) ^
One.

CUT TO:

EXT. B - NIGHT

@anna
Five.

>Centred<

~La la

[[note]] /* bone */

===
";

#[test]
fn everything_is_counted() {
    let found = parse(TEXT).statistics();
    let scenes: Vec<_> = found
        .scenes
        .iter()
        .map(|scene| {
            (
                scene.line,
                &*scene.heading,
                scene.number.as_deref(),
                scene.speeches,
                scene.spoken_words,
                scene.action_words,
            )
        })
        .collect();
    assert_eq!(scenes, [(7, "INT. A - DAY", Some("1"), 2, 5, 2), (23, "EXT. B - NIGHT", None, 1, 1, 3)]);
    let cast: Vec<_> =
        found.cast.iter().map(|member| (&*member.name, member.line, member.speeches, member.spoken_words)).collect();
    assert_eq!(cast, [("ANNA", 13, 2, 5), ("BORIS", 18, 1, 1)]);
    assert_eq!((found.spoken_words, found.action_words), (6, 7));
    assert_eq!(
        found.other,
        OtherCounts {
            transitions: 1,
            lyrics: 2,
            centered: 1,
            notes: 1,
            boneyards: 1,
            sections: 1,
            synopses: 1,
            page_breaks: 1,
            scene_numbers: 1,
            dual_speeches: 1,
        }
    );
}

#[test]
fn length_follows_the_standard_page() {
    // Twelve scenes of 14 lines with two empty ones between them, and what the ends of pages leave empty.
    let found = parse(&screenplay(12)).statistics();
    assert_eq!(found.length.pages(), 4);
    assert_eq!(found.scenes[0].length.eighths(), 3);
    assert!((180..200).contains(&found.length.lines), "{:?}", found.length);
    assert_eq!(found.length.running_time(), Duration::from_secs((found.length.lines as u64 * 60 + 27) / 55));
    assert_eq!(parse("").statistics().length.pages(), 0);
}
