//! The text of a graph file, in memory. Reading it from somewhere is the caller's work.

/// The text of a graph file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its path as it is shown in messages.
    pub name: String,
    /// Its content; a byte order mark at the beginning is passed over.
    pub text: String,
    /// How it is written.
    pub format: Format,
}

/// How a graph file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// RFC 8259.
    Json,
    /// YAML 1.2, core schema.
    Yaml,
}

impl Source {
    /// The text of the file with this path, whose format its extension tells.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let name = name.into();
        let format = Format::of_path(&name);
        Self { name, text: text.into(), format }
    }

    /// The text behind the byte order mark, and how many bytes that has.
    pub(crate) fn body(&self) -> (&str, usize) {
        match self.text.strip_prefix('\u{feff}') {
            Some(body) => (body, '\u{feff}'.len_utf8()),
            None => (&self.text, 0),
        }
    }
}

impl Format {
    /// YAML for `.yaml` and `.yml` in any case, else JSON.
    #[must_use]
    pub fn of_path(path: &str) -> Self {
        match path.rsplit_once('.') {
            Some((_, end)) if end.eq_ignore_ascii_case("yaml") || end.eq_ignore_ascii_case("yml") => Self::Yaml,
            _ => Self::Json,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_tells_the_format() {
        for path in ["a.yaml", "pipeline/stage-graph.yml", "A.YML"] {
            assert_eq!(Format::of_path(path), Format::Yaml, "{path}");
        }
        for path in ["a.json", "yaml", "a.yaml.json", "", "a.yaml/graph"] {
            assert_eq!(Format::of_path(path), Format::Json, "{path}");
        }
    }
}
