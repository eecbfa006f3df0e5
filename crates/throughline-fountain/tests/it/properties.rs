//! What holds for every text.

use proptest::prelude::*;
use throughline_fountain::{Element, ElementKind, Screenplay, parse};

/// Pieces that mean something, and others, in any order.
fn text() -> impl Strategy<Value = String> {
    let pieces = [
        "\n",
        "\n\n",
        "\r\n",
        "  \n",
        "\t",
        " ",
        "INT. ",
        "EXT. HOUSE - DAY",
        "ANNA",
        "ANNA (V.O.)",
        "Anna says",
        "@",
        "!",
        ".",
        "~",
        ">",
        "<",
        "^",
        "#",
        "##",
        "#1#",
        "=",
        "===",
        "(",
        ")",
        "[[",
        "]]",
        "/*",
        "*/",
        "*",
        "**",
        "***",
        "_",
        "\\",
        "Title:",
        "CUT TO:",
        "…",
        "漢字",
        "ß",
        "\u{301}",
        "\u{feff}",
        "word",
        "Word word.",
    ];
    prop_oneof![
        prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..60).prop_map(|pieces| pieces.concat()),
        ".{0,200}",
        any::<String>(),
    ]
}

/// Paragraphs of words that no mark begins.
fn prose() -> impl Strategy<Value = Vec<Vec<String>>> {
    let word = "[a-zäß漢0-9][a-zäß漢0-9',;?-]{0,8}[a-z]";
    prop::collection::vec(prop::collection::vec(word, 1..12), 1..8)
}

fn lines(text: &str) -> usize {
    text.replace("\r\n", "\n").split(['\n', '\r']).count()
}

fn texts(element: &Element) -> Vec<&str> {
    match &element.kind {
        ElementKind::SceneHeading(heading) => vec![&heading.text],
        ElementKind::Speech(speech) => {
            let parts = speech.parts.iter().map(|part| part.text.as_str());
            parts.chain([&*speech.character]).chain(speech.extensions.iter().map(String::as_str)).collect()
        }
        ElementKind::Action(text)
        | ElementKind::Lyrics(text)
        | ElementKind::Transition(text)
        | ElementKind::Centered(text)
        | ElementKind::Synopsis(text)
        | ElementKind::Note(text)
        | ElementKind::Boneyard(text)
        | ElementKind::Section { text, .. } => vec![text],
        ElementKind::PageBreak => vec![],
    }
}

/// All that is in a screenplay, as characters that are no white space and no marks, sorted.
fn letters(screenplay: &Screenplay) -> Vec<char> {
    let title = screenplay.title_page.entries.iter();
    let mut found: Vec<char> = title
        .flat_map(|entry| entry.values.iter().chain([&entry.key]))
        .map(String::as_str)
        .chain(screenplay.elements.iter().flat_map(texts))
        .flat_map(str::chars)
        .chain(screenplay.elements.iter().flat_map(|element| match &element.kind {
            ElementKind::SceneHeading(heading) => heading.number.iter().flat_map(|number| number.chars()).collect(),
            _ => vec![],
        }))
        .filter(|char| char.is_alphanumeric())
        .collect();
    found.sort_unstable();
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn every_text_is_read_and_every_line_is_there(text in text()) {
        let screenplay = parse(&text);
        let count = lines(&text);
        let in_text = |line: usize| (1..=count).contains(&line);
        prop_assert!(screenplay.elements.is_sorted_by_key(|element| element.line));
        prop_assert!(screenplay.notices.is_sorted_by_key(|notice| notice.line));
        prop_assert!(screenplay.elements.iter().all(|element| in_text(element.line)));
        prop_assert!(screenplay.notices.iter().all(|notice| in_text(notice.line)));
        for element in &screenplay.elements {
            if let ElementKind::Speech(speech) = &element.kind {
                prop_assert!(!speech.character.is_empty());
                prop_assert!(speech.parts.iter().all(|part| !part.text.is_empty() && part.line > element.line));
                prop_assert!(speech.parts.is_sorted_by_key(|part| part.line));
            }
        }
        prop_assert_eq!(parse(&text), screenplay);
    }

    #[test]
    fn no_letter_is_lost(text in text()) {
        let mut expected: Vec<char> = text.chars().filter(|char| char.is_alphanumeric()).collect();
        expected.sort_unstable();
        prop_assert_eq!(letters(&parse(&text)), expected, "{:?}", parse(&text));
    }

    #[test]
    fn statistics_add_up(text in text()) {
        let screenplay = parse(&text);
        let found = screenplay.statistics();
        prop_assert_eq!(found.cast.iter().map(|member| member.spoken_words).sum::<usize>(), found.spoken_words);
        let speeches = screenplay.elements.iter().filter(|element| matches!(element.kind, ElementKind::Speech(_)));
        prop_assert_eq!(found.cast.iter().map(|member| member.speeches).sum::<usize>(), speeches.count());
        let scenes = &found.scenes;
        prop_assert!(scenes.iter().map(|scene| scene.spoken_words).sum::<usize>() <= found.spoken_words);
        prop_assert!(scenes.iter().map(|scene| scene.action_words).sum::<usize>() <= found.action_words);
        prop_assert!(scenes.iter().map(|scene| scene.length.lines).sum::<usize>() <= found.length.lines);
        if matches!(screenplay.elements.first(), Some(Element { kind: ElementKind::SceneHeading(_), .. })) {
            prop_assert_eq!(scenes.iter().map(|scene| scene.spoken_words).sum::<usize>(), found.spoken_words);
            prop_assert_eq!(scenes.iter().map(|scene| scene.length.lines).sum::<usize>(), found.length.lines);
        }
    }

    #[test]
    fn prose_without_marks_is_action_word_for_word(paragraphs in prose()) {
        let text = paragraphs.iter().map(|words| words.join(" ")).collect::<Vec<_>>().join("\n\n");
        let screenplay = parse(&text);
        let read: Vec<Vec<String>> = screenplay.elements.iter().map(|element| match &element.kind {
            ElementKind::Action(text) => text.split_whitespace().map(str::to_owned).collect(),
            other => panic!("{other:?}"),
        }).collect();
        prop_assert_eq!(read, paragraphs);
    }

    #[test]
    fn line_ends_make_no_difference(text in text()) {
        let text = text.replace('\r', "");
        prop_assert_eq!(parse(&text), parse(&text.replace('\n', "\r\n")));
        prop_assert_eq!(parse(&text), parse(&text.replace('\n', "\r")));
    }
}
