//! What a screenplay amounts to: scenes, cast, words, pages, running time.
//!
//! A word is a piece between white space (Unicode `White_Space`). What is sung under a name is spoken; parentheticals
//! are neither spoken nor action. Centred text, and lyrics under no name, are action.

use std::collections::HashMap;

use crate::layout::{Layout, Length};
use crate::screenplay::{ElementKind, Screenplay, Speech, SpeechKind};

/// What a screenplay amounts to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Statistics {
    /// In order.
    pub scenes: Vec<SceneSummary>,
    /// Those with the most spoken words first; among equals, who speaks first.
    pub cast: Vec<CastMember>,
    /// Words that are spoken, also before the first scene.
    pub spoken_words: usize,
    /// Words of action, also before the first scene.
    pub action_words: usize,
    /// The whole on standard pages, and by it the running time.
    pub length: Length,
    /// What else there is.
    pub other: OtherCounts,
}

/// One scene.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SceneSummary {
    /// The line of its heading.
    pub line: usize,
    /// The heading without its number.
    pub heading: String,
    /// Its scene number, if it has one.
    pub number: Option<String>,
    /// How many speeches it has.
    pub speeches: usize,
    /// Words spoken in it.
    pub spoken_words: usize,
    /// Words of action in it.
    pub action_words: usize,
    /// From its heading to the next one.
    pub length: Length,
}

/// Someone who speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CastMember {
    /// As written the first time; upper and lower case make no other member.
    pub name: String,
    /// The line of the first speech.
    pub line: usize,
    /// How many speeches.
    pub speeches: usize,
    /// How many words.
    pub spoken_words: usize,
}

/// How often there is what is neither a scene nor action nor a speech.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OtherCounts {
    /// Transitions.
    pub transitions: usize,
    /// Lyrics, in speeches and outside.
    pub lyrics: usize,
    /// Centred lines.
    pub centered: usize,
    /// Notes.
    pub notes: usize,
    /// Boneyards.
    pub boneyards: usize,
    /// Sections.
    pub sections: usize,
    /// Synopses.
    pub synopses: usize,
    /// Page breaks.
    pub page_breaks: usize,
    /// Scene numbers.
    pub scene_numbers: usize,
    /// Speeches at the same time as the one before.
    pub dual_speeches: usize,
}

impl Screenplay {
    /// Counts everything.
    #[must_use]
    pub fn statistics(&self) -> Statistics {
        let mut count = Statistics::default();
        let mut known = HashMap::new();
        let mut layout = Layout::default();
        let mut begun = 0;
        for element in &self.elements {
            if let ElementKind::SceneHeading(heading) = &element.kind {
                end_scene(&mut count, &mut begun, layout.length());
                count.other.scene_numbers += usize::from(heading.number.is_some());
                count.scenes.push(SceneSummary {
                    line: element.line,
                    heading: heading.text.clone(),
                    number: heading.number.clone(),
                    speeches: 0,
                    spoken_words: 0,
                    action_words: 0,
                    length: Length::default(),
                });
            }
            layout.add(element);
            match &element.kind {
                ElementKind::SceneHeading(_) => {}
                ElementKind::Action(text) => count.action(text),
                ElementKind::Speech(speech) => count.speech(element.line, speech, &mut known),
                ElementKind::Lyrics(text) => {
                    count.action(text);
                    count.other.lyrics += 1;
                }
                ElementKind::Centered(text) => {
                    count.action(text);
                    count.other.centered += 1;
                }
                ElementKind::Transition(_) => count.other.transitions += 1,
                ElementKind::PageBreak => count.other.page_breaks += 1,
                ElementKind::Section { .. } => count.other.sections += 1,
                ElementKind::Synopsis(_) => count.other.synopses += 1,
                ElementKind::Note(_) => count.other.notes += 1,
                ElementKind::Boneyard(_) => count.other.boneyards += 1,
            }
        }
        end_scene(&mut count, &mut begun, layout.length());
        count.length = layout.length();
        count.cast.sort_by_key(|member| std::cmp::Reverse(member.spoken_words));
        count
    }
}

/// The scene that was begun, if any, goes to here.
fn end_scene(count: &mut Statistics, begun: &mut usize, end: Length) {
    if let Some(scene) = count.scenes.last_mut() {
        scene.length = Length { lines: end.lines - *begun };
    }
    *begun = end.lines;
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

impl Statistics {
    fn action(&mut self, text: &str) {
        let words = words(text);
        self.action_words += words;
        if let Some(scene) = self.scenes.last_mut() {
            scene.action_words += words;
        }
    }

    fn speech(&mut self, line: usize, speech: &Speech, known: &mut HashMap<String, usize>) {
        let words = speech.spoken().map(words).sum::<usize>();
        self.spoken_words += words;
        self.other.dual_speeches += usize::from(speech.is_dual);
        self.other.lyrics += speech.parts.iter().filter(|part| part.kind == SpeechKind::Lyrics).count();
        if let Some(scene) = self.scenes.last_mut() {
            scene.speeches += 1;
            scene.spoken_words += words;
        }
        let index = *known.entry(speech.character.to_lowercase()).or_insert_with(|| {
            let name = speech.character.clone();
            self.cast.push(CastMember { name, line, speeches: 0, spoken_words: 0 });
            self.cast.len() - 1
        });
        if let Some(member) = self.cast.get_mut(index) {
            member.speeches += 1;
            member.spoken_words += words;
        }
    }
}
