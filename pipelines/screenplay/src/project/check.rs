//! What a project file says, and everything that is wrong with it, each with its place.

use serde_json::{Map, Value};
use throughline_graph::Problem;

use super::words::{Profile, ShotStyle, Word};
use crate::document::is_name;

/// A day. Longer films have other tools, and their frames would fill a disk.
const LONGEST_FILM_SECONDS: f64 = 86_400.0;

/// What a project file says. What it may leave out to the script is none here.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Project {
    /// Names the folder of its runs.
    pub(crate) id: String,
    /// Shown to people.
    pub(crate) title: Option<String>,
    /// One word or a few.
    pub(crate) genre: Option<String>,
    /// How it is to look.
    pub(crate) visual_style: String,
    /// Seconds; above 0 and at most a day.
    pub(crate) target_duration: f64,
    /// The first of its profiles.
    pub(crate) profile: Profile,
    /// The path of its screenplay, as it is written.
    pub(crate) script: Option<String>,
    /// How scenes become shots.
    pub(crate) shot_style: ShotStyle,
}

impl Default for Project {
    fn default() -> Self {
        Self {
            id: String::new(),
            title: None,
            genre: None,
            visual_style: "cinematic".to_owned(),
            target_duration: 60.0,
            profile: Profile::default(),
            script: None,
            shot_style: ShotStyle::default(),
        }
    }
}

/// Reads a project, or everything that is wrong with it in the order of the file.
pub(crate) fn check(document: &Value) -> Result<Project, Vec<Problem>> {
    let Value::Object(fields) = document else {
        return Err(vec![Problem::error("wrong-type", "", format!("a project is an object, not {}", kind(document)))]);
    };
    let mut project = Project::default();
    let mut problems = Problems(Vec::new());
    for (name, value) in fields {
        field(&mut project, &mut problems, name, value);
    }
    if !fields.contains_key("id") {
        problems.0.push(missing_id(fields));
    }
    if problems.0.is_empty() { Ok(project) } else { Err(problems.0) }
}

fn field(project: &mut Project, problems: &mut Problems, name: &str, value: &Value) {
    match name {
        "id" => {
            if let Some(id) = problems.text(name, value) {
                if !is_name(&id) {
                    problems.bad_id(&id);
                }
                project.id = id;
            }
        }
        "title" => project.title = problems.text(name, value),
        "genre" => project.genre = problems.text(name, value),
        "visual_style" => project.visual_style = problems.text(name, value).unwrap_or_default(),
        "target_duration" => problems.seconds(name, value, &mut project.target_duration),
        "render_profiles" => project.profile = problems.profiles(value),
        "shot_style" => {
            if let Some(style) = problems.text(name, value) {
                project.shot_style = problems.word("/shot_style", "`shot_style`", &style);
            }
        }
        "script" => {
            project.script = problems.text(name, value);
            if project.script.as_deref() == Some("") {
                let problem = Problem::error("empty-text", "/script", "`script` may not be empty");
                problems.0.push(problem.with_help("leave the field out to have a script written"));
            }
        }
        _ => {}
    }
}

fn missing_id(fields: &Map<String, Value>) -> Problem {
    let problem = Problem::error("missing-field", "/id", "`id` is missing: a name for the project");
    match fields.get("title").and_then(Value::as_str).map(proposal).filter(|id| is_name(id)) {
        Some(id) => problem.with_help(format!("add `\"id\": \"{id}\"`")),
        None => problem.with_help("add `\"id\": \"my-film\"`; it names the folder of the runs"),
    }
}

/// What is left of a text as an id.
fn proposal(text: &str) -> String {
    let plain = |char: char| if char.is_ascii_alphanumeric() { char.to_ascii_lowercase() } else { '-' };
    let mapped: String = text.chars().map(plain).collect();
    mapped.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-").chars().take(60).collect()
}

/// What a value is called in messages.
pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

struct Problems(Vec<Problem>);

impl Problems {
    fn wrong_type(&mut self, pointer: String, subject: &str, expected: &str, found: &Value) {
        let message = format!("{subject} must be {expected}, not {}", kind(found));
        let problem = Problem::error("wrong-type", pointer, message);
        let help = match found {
            Value::Null => Some("leave the field out, or give it a value".to_owned()),
            Value::Number(_) | Value::Bool(_) if expected == "a text" => {
                Some(format!("write it in quotes: \"{found}\""))
            }
            Value::String(text) if expected.starts_with("a number") && text.trim().parse::<f64>().is_ok() => {
                Some(format!("write it without quotes: {}", text.trim()))
            }
            _ => None,
        };
        self.0.push(Problem { help, ..problem });
    }

    fn text(&mut self, name: &str, value: &Value) -> Option<String> {
        if let Value::String(text) = value {
            return Some(text.clone());
        }
        self.wrong_type(format!("/{name}"), &format!("`{name}`"), "a text", value);
        None
    }

    fn bad_id(&mut self, id: &str) {
        let message = "`id` must begin with a letter or a digit of ASCII, go on with letters, digits, `.`, `_` and `-`, \
                       and have at most 100 characters";
        let problem = Problem::error("bad-id", "/id", message);
        let proposal = proposal(id);
        self.0.push(if is_name(&proposal) { problem.with_help(format!("for example `{proposal}`")) } else { problem });
    }

    fn seconds(&mut self, name: &str, value: &Value, seconds: &mut f64) {
        let pointer = format!("/{name}");
        let Value::Number(number) = value else {
            return self.wrong_type(pointer, &format!("`{name}`"), "a number of seconds", value);
        };
        match number.as_f64() {
            Some(given) if given > 0.0 && given <= LONGEST_FILM_SECONDS => *seconds = given,
            _ => self.0.push(Problem::error(
                "bad-number",
                pointer,
                format!("`{name}` must be a number of seconds above 0 and at most 86400 (a day), not {number}"),
            )),
        }
    }

    /// The first of the profiles, all of which must be known.
    fn profiles(&mut self, value: &Value) -> Profile {
        let Value::Array(items) = value else {
            self.wrong_type("/render_profiles".to_owned(), "`render_profiles`", "a list of texts", value);
            if let Some(problem) = self.0.last_mut().filter(|_| value.is_string()) {
                problem.help = Some(format!("write it in brackets: [{value}]"));
            }
            return Profile::default();
        };
        let mut first = None;
        for (index, item) in items.iter().enumerate() {
            let (pointer, subject) = (format!("/render_profiles/{index}"), format!("`render_profiles[{index}]`"));
            match item {
                Value::String(word) => {
                    let profile = self.word(&pointer, &subject, word);
                    first.get_or_insert(profile);
                }
                other => self.wrong_type(pointer, &subject, "a text", other),
            }
        }
        first.unwrap_or_default()
    }

    fn word<W: Word + Default>(&mut self, pointer: &str, subject: &str, word: &str) -> W {
        W::of(word).unwrap_or_else(|| {
            let all = W::ALL.iter().map(|(known, _)| format!("`{known}`")).collect::<Vec<_>>().join(", ");
            let message = format!("{subject} must be one of {all}, not `{word}`");
            let problem = Problem::error("unknown-word", pointer, message);
            let plain = |text: &str| text.to_lowercase().replace(['_', '-', ' '], "");
            let near = |known: &str| strsim::damerau_levenshtein(&plain(known), &plain(word)) * 4 <= known.len();
            let meant = W::ALL.iter().filter(|_| word.len() <= 64).find(|(known, _)| near(known));
            self.0.push(match meant {
                Some((known, _)) => problem.with_help(format!("did you mean `{known}`?")),
                None => problem,
            });
            W::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use throughline_artifact::CompiledSchema;

    use super::*;
    use crate::project::PROJECT_SCHEMA;

    fn messages(document: &Value) -> Vec<(String, String)> {
        let problems = check(document).unwrap_err();
        problems.into_iter().map(|problem| (problem.pointer, problem.message)).collect()
    }

    #[test]
    fn an_id_is_enough() {
        assert_eq!(check(&json!({"id": "x"})).unwrap(), Project { id: "x".into(), ..Project::default() });
        let full = json!({
            "id": "x", "title": "", "genre": "noir", "visual_style": "ink", "target_duration": 0.5, "other": null,
            "render_profiles": ["final_1080p", "preview_local"], "script": "a.fountain", "shot_style": "coverage",
        });
        let expected = Project {
            id: "x".into(),
            title: Some(String::new()),
            genre: Some("noir".into()),
            visual_style: "ink".into(),
            target_duration: 0.5,
            profile: Profile::Final1080p,
            script: Some("a.fountain".into()),
            shot_style: ShotStyle::Coverage,
        };
        assert_eq!(check(&full).unwrap(), expected);
    }

    #[test]
    fn everything_is_told_at_once_in_the_order_of_the_file() {
        let document = json!({
            "target_duration": "60", "title": 5, "render_profiles": ["preview_local", "Draft-720p", 7],
            "shot_style": "single", "genre": null, "visual_style": [], "script": "",
        });
        let found = messages(&document);
        let expected = [
            ("/target_duration", "`target_duration` must be a number of seconds, not a text"),
            ("/title", "`title` must be a text, not a number"),
            (
                "/render_profiles/1",
                "`render_profiles[1]` must be one of `preview_local`, `draft_720p`, `final_1080p`, not `Draft-720p`",
            ),
            ("/render_profiles/2", "`render_profiles[2]` must be a text, not a number"),
            ("/shot_style", "`shot_style` must be one of `two-shot`, `coverage`, not `single`"),
            ("/genre", "`genre` must be a text, not null"),
            ("/visual_style", "`visual_style` must be a text, not a list"),
            ("/script", "`script` may not be empty"),
            ("/id", "`id` is missing: a name for the project"),
        ];
        let found: Vec<(&str, &str)> = found.iter().map(|(pointer, message)| (&**pointer, &**message)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn help_says_what_to_write() {
        let help = |document: Value| check(&document).unwrap_err().remove(0).help.unwrap();
        assert_eq!(help(json!({"id": "x", "target_duration": "60"})), "write it without quotes: 60");
        assert_eq!(help(json!({"id": "x", "title": 1984})), "write it in quotes: \"1984\"");
        assert_eq!(
            help(json!({"id": "x", "render_profiles": "preview_local"})),
            "write it in brackets: [\"preview_local\"]"
        );
        assert_eq!(help(json!({"id": "x", "shot_style": "Two Shot"})), "did you mean `two-shot`?");
        assert_eq!(help(json!({"id": "x", "shot_style": "covrage"})), "did you mean `coverage`?");
        assert!(check(&json!({"id": "x", "shot_style": "single"})).unwrap_err()[0].help.is_none());
        assert_eq!(help(json!({"title": "The Lost Signal - 1"})), "add `\"id\": \"the-lost-signal-1\"`");
        assert_eq!(help(json!({"id": "../My Film"})), "for example `my-film`");
    }

    /// Each with whether it is accepted.
    fn samples() -> Vec<(Value, bool)> {
        let with = |name: &str, value: Value| json!({"id": "x", name: value});
        let mut samples =
            vec![(json!({}), false), (json!([]), false), (json!("x"), false), (json!({"title": "x"}), false)];
        for name in ["title", "genre", "visual_style", "script"] {
            samples.extend([
                (with(name, json!("a")), true),
                (with(name, json!(1)), false),
                (with(name, Value::Null), false),
            ]);
        }
        samples.push((with("script", json!("")), false));
        for id in ["a", "0.x_y-z", &"x".repeat(100)] {
            samples.push((json!({"id": id}), true));
        }
        for id in ["", ".", "../x", "a/b", "-a", "a b", "é", &"x".repeat(101)] {
            samples.push((json!({"id": id}), false));
        }
        for (value, accepted) in [
            (json!(60), true),
            (json!(0.001), true),
            (json!(86_400), true),
            (json!(86_400.5), false),
            (json!(0), false),
            (json!(-0.0), false),
            (json!(-1), false),
            (json!(u64::MAX), false),
            (json!("60"), false),
            (json!([60]), false),
            (json!(true), false),
        ] {
            samples.push((with("target_duration", value), accepted));
        }
        for (value, accepted) in [
            (json!([]), true),
            (json!(["preview_local", "final_1080p"]), true),
            (json!(["4k"]), false),
            (json!([null]), false),
            (json!("preview_local"), false),
        ] {
            samples.push((with("render_profiles", value), accepted));
        }
        for (value, accepted) in
            [(json!("coverage"), true), (json!("two-shot"), true), (json!("Coverage"), false), (json!({}), false)]
        {
            samples.push((with("shot_style", value), accepted));
        }
        samples.push((with("cost_policy", json!({"max": 0.0})), true));
        samples
    }

    #[test]
    fn the_schema_accepts_what_is_accepted_and_nothing_else() {
        let schema = CompiledSchema::parse("schemas/screenplay-project.v1.json", PROJECT_SCHEMA.as_bytes()).unwrap();
        for (document, accepted) in samples() {
            assert_eq!(check(&document).is_ok(), accepted, "{document}");
            let faults = schema.errors(&document);
            assert_eq!(faults.is_empty(), accepted, "{document}: {faults:?}");
        }
    }
}
