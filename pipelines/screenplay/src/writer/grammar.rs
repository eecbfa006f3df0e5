//! Small repairs after slots were filled: spaces, `a` or `an`, capitals at the start of sentences.

/// The text with one space between words, the right article, and sentences that start with a capital.
pub(super) fn polish(text: &str) -> String {
    let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    for at in 1..words.len() {
        let vowel = starts_with_vowel(&words[at]);
        match (words[at - 1].as_str(), vowel) {
            ("a", true) => words[at - 1] = "an".to_owned(),
            ("A", true) => words[at - 1] = "An".to_owned(),
            ("an", false) => words[at - 1] = "a".to_owned(),
            ("An", false) => words[at - 1] = "A".to_owned(),
            _ => {}
        }
    }
    capitals(&words.join(" "))
}

/// Whether it sounds as if it starts with a vowel, as far as spelling tells.
fn starts_with_vowel(word: &str) -> bool {
    let word = word.trim_start_matches(|letter: char| !letter.is_alphanumeric()).to_lowercase();
    let sounds_like_a_consonant = ["one", "once", "uni", "use", "usu", "euro", "ewe", "uto"];
    let silent_h = ["hour", "honest", "heir", "honour", "honor"];
    if sounds_like_a_consonant.iter().any(|start| word.starts_with(start)) {
        return word.starts_with("unin") || word.starts_with("unim");
    }
    silent_h.iter().any(|start| word.starts_with(start))
        || word.starts_with(['a', 'e', 'i', 'o', 'u'])
        || matches!(word.as_str(), "8" | "11" | "18")
}

fn capitals(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut start = true;
    let mut dots = 0;
    for letter in text.chars() {
        if start && letter.is_alphabetic() {
            result.extend(letter.to_uppercase());
            start = false;
        } else {
            result.push(letter);
            if letter.is_alphanumeric() || letter == super::telling::TITLE {
                start = false;
            }
        }
        dots = if letter == '.' {
            dots + 1
        } else if letter == ' ' {
            dots
        } else {
            0
        };
        // Three dots are a pause, not an end.
        if matches!(letter, '.' | '?' | '!') && dots < 2 {
            start = true;
        } else if dots >= 2 {
            start = false;
        }
    }
    result
}

/// The first letter as a capital.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::polish;

    #[test]
    fn articles_spaces_and_capitals() {
        assert_eq!(
            polish("it is a  apple. a hour? yes... no. an unicorn"),
            "It is an apple. An hour? Yes... no. A unicorn"
        );
        assert_eq!(polish("an uninvited one"), "An uninvited one");
        assert_eq!(polish("a \"odd\" one. \"why?\" he asks"), "An \"odd\" one. \"Why?\" He asks");
    }

    #[test]
    fn decimals_and_other_scripts_are_let_be() {
        assert_eq!(polish("at 3.5 knots"), "At 3.5 knots");
        assert_eq!(polish("Ночной сигнал"), "Ночной сигнал");
    }
}
