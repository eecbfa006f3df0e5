//! Screenplays: read to the end, nothing lost, counts that agree.

use throughline_fountain::{ElementKind, Screenplay, SpeechKind, parse};

/// A screenplay in Fountain.
pub fn check(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let screenplay = parse(text);
    lines(text, &screenplay);
    counts(&screenplay);
    // A line end is a line end, however it is written.
    if !text.contains('\r') {
        assert_eq!(parse(&text.replace('\n', "\r\n")), screenplay);
    }
    assert_eq!(letters_of(text.chars()), letters(&screenplay), "letters were lost or made up");
}

fn lines(text: &str, screenplay: &Screenplay) {
    let count = text.replace("\r\n", "\n").split(['\n', '\r']).count();
    let in_text = |line: usize| (1..=count).contains(&line);
    assert!(screenplay.elements.is_sorted_by_key(|element| element.line));
    assert!(screenplay.notices.is_sorted_by_key(|notice| notice.line));
    assert!(screenplay.elements.iter().all(|element| in_text(element.line)));
    for notice in &screenplay.notices {
        assert!(in_text(notice.line), "{notice:?}");
        assert!(!notice.kind.to_string().is_empty() && !notice.kind.code().is_empty());
    }
    for entry in &screenplay.title_page.entries {
        assert!(in_text(entry.line) && entry.values.iter().all(|value| !value.is_empty()), "{entry:?}");
    }
    let mut spoke = false;
    for element in &screenplay.elements {
        if let ElementKind::Speech(speech) = &element.kind {
            assert!(!speech.character.is_empty());
            assert!(speech.parts.iter().all(|part| !part.text.is_empty() && part.line > element.line));
            assert!(speech.parts.is_sorted_by_key(|part| part.line));
            assert!(!speech.is_dual || spoke, "beside nothing");
            spoke = true;
        }
    }
}

fn counts(screenplay: &Screenplay) {
    let found = screenplay.statistics();
    let of = |wanted: fn(&ElementKind) -> bool| screenplay.elements.iter().filter(|one| wanted(&one.kind)).count();
    let speeches = of(|kind| matches!(kind, ElementKind::Speech(_)));
    assert_eq!(found.scenes.len(), of(|kind| matches!(kind, ElementKind::SceneHeading(_))));
    assert_eq!(found.cast.iter().map(|member| member.speeches).sum::<usize>(), speeches);
    assert_eq!(found.cast.iter().map(|member| member.spoken_words).sum::<usize>(), found.spoken_words);
    assert_eq!(found.other.notes, of(|kind| matches!(kind, ElementKind::Note(_))));
    assert_eq!(found.other.boneyards, of(|kind| matches!(kind, ElementKind::Boneyard(_))));
    let spoken: usize = screenplay
        .elements
        .iter()
        .filter_map(|element| if let ElementKind::Speech(speech) = &element.kind { Some(speech) } else { None })
        .flat_map(|speech| &speech.parts)
        .filter(|part| part.kind != SpeechKind::Parenthetical)
        .map(|part| part.text.split_whitespace().count())
        .sum();
    assert_eq!(spoken, found.spoken_words);
    assert!(found.scenes.iter().map(|scene| scene.speeches).sum::<usize>() <= speeches);
    assert!(found.scenes.iter().map(|scene| scene.spoken_words).sum::<usize>() <= found.spoken_words);
    assert!(found.scenes.iter().map(|scene| scene.action_words).sum::<usize>() <= found.action_words);
    assert!(found.scenes.iter().map(|scene| scene.length.lines).sum::<usize>() <= found.length.lines);
}

fn letters(screenplay: &Screenplay) -> Vec<char> {
    let title = screenplay.title_page.entries.iter().flat_map(|entry| entry.values.iter().chain([&entry.key]));
    let mut texts: Vec<&str> = title.map(String::as_str).collect();
    for element in &screenplay.elements {
        match &element.kind {
            ElementKind::SceneHeading(heading) => {
                texts.push(&heading.text);
                texts.extend(heading.number.as_deref());
            }
            ElementKind::Speech(speech) => {
                texts.push(&speech.character);
                texts.extend(speech.extensions.iter().map(String::as_str));
                texts.extend(speech.parts.iter().map(|part| part.text.as_str()));
            }
            ElementKind::Action(text)
            | ElementKind::Lyrics(text)
            | ElementKind::Transition(text)
            | ElementKind::Centered(text)
            | ElementKind::Synopsis(text)
            | ElementKind::Note(text)
            | ElementKind::Boneyard(text)
            | ElementKind::Section { text, .. } => texts.push(text),
            ElementKind::PageBreak => {}
        }
    }
    letters_of(texts.into_iter().flat_map(str::chars))
}

fn letters_of(chars: impl Iterator<Item = char>) -> Vec<char> {
    let mut letters: Vec<char> = chars.filter(|char| char.is_alphanumeric()).collect();
    letters.sort_unstable();
    letters
}
