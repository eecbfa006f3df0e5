//! Where decoding stands in the document: a path on the call stack, written out only when there is something to say.

use std::fmt::Write as _;

/// A place in the document, from the root down.
#[derive(Debug, Clone, Copy)]
pub(crate) struct At<'p> {
    parent: Option<&'p At<'p>>,
    step: Step<'p>,
}

#[derive(Debug, Clone, Copy)]
enum Step<'p> {
    Root,
    Key(&'p str),
    Index(usize),
    /// An element that has a kind and an id of its own, by which messages call it.
    Element {
        index: usize,
        kind: &'static str,
        id: &'p str,
    },
}

impl Step<'_> {
    fn is_element(&self) -> bool {
        matches!(self, Step::Element { .. })
    }
}

impl<'p> At<'p> {
    /// The whole document.
    pub(crate) const ROOT: At<'static> = At { parent: None, step: Step::Root };

    /// The named field of the object here.
    pub(crate) fn key<'q>(&'q self, key: &'q str) -> At<'q>
    where
        'p: 'q,
    {
        At { parent: Some(self), step: Step::Key(key) }
    }

    /// An element of the list here.
    pub(crate) fn index<'q>(&'q self, index: usize) -> At<'q>
    where
        'p: 'q,
    {
        At { parent: Some(self), step: Step::Index(index) }
    }

    /// An element of the list here that messages call by its id.
    pub(crate) fn element<'q>(&'q self, index: usize, kind: &'static str, id: &'q str) -> At<'q>
    where
        'p: 'q,
    {
        At { parent: Some(self), step: Step::Element { index, kind, id } }
    }

    /// The same element, called by its id in messages.
    pub(crate) fn called<'q>(self, kind: &'static str, id: &'q str) -> At<'q>
    where
        'p: 'q,
    {
        match self.step {
            Step::Index(index) | Step::Element { index, .. } => {
                At { parent: self.parent, step: Step::Element { index, kind, id } }
            }
            Step::Root | Step::Key(_) => self,
        }
    }

    /// From the root down.
    fn steps(&self) -> Vec<Step<'p>> {
        let mut steps = Vec::new();
        let mut here = Some(self);
        while let Some(at) = here {
            steps.push(at.step);
            here = at.parent;
        }
        steps.reverse();
        steps
    }

    /// RFC 6901.
    pub(crate) fn pointer(&self) -> String {
        let mut pointer = String::new();
        for step in self.steps() {
            match step {
                Step::Root => {}
                Step::Key(key) => push_token(&mut pointer, key),
                Step::Index(index) | Step::Element { index, .. } => {
                    let _ = write!(pointer, "/{index}");
                }
            }
        }
        pointer
    }

    /// How messages call this place: ``stage `build`: `retry.on` ``.
    pub(crate) fn subject(&self) -> String {
        let steps = self.steps();
        let nearest = steps.iter().rposition(Step::is_element);
        let owner = nearest.and_then(|nearest| match steps[nearest] {
            Step::Element { index, id: "", kind } => Some(format!("{kind} {}", index + 1)),
            Step::Element { id, kind, .. } => Some(format!("{kind} `{id}`")),
            Step::Root | Step::Key(_) | Step::Index(_) => None,
        });
        let path = path(&steps[nearest.map_or(0, |nearest| nearest + 1)..]);
        match (owner, path.is_empty()) {
            (Some(owner), true) => owner,
            (Some(owner), false) => format!("{owner}: `{path}`"),
            (None, true) => "the graph".to_owned(),
            (None, false) => format!("`{path}`"),
        }
    }

    /// The path from the pipeline or stage around this place, or else from the root: `environment[1].required`.
    pub(crate) fn below_owner(&self) -> String {
        let steps = self.steps();
        let owner = steps.iter().position(Step::is_element);
        path(&steps[owner.map_or(0, |owner| owner + 1)..])
    }
}

/// As people write it: `retry.on[2]`.
fn path(steps: &[Step<'_>]) -> String {
    let mut path = String::new();
    for step in steps {
        match step {
            Step::Root => {}
            Step::Key(key) if path.is_empty() => path.push_str(key),
            Step::Key(key) => {
                let _ = write!(path, ".{key}");
            }
            Step::Index(index) | Step::Element { index, .. } => {
                let _ = write!(path, "[{index}]");
            }
        }
    }
    path
}

/// Adds one token to a JSON pointer.
pub(crate) fn push_token(pointer: &mut String, token: &str) {
    pointer.push('/');
    for char in token.chars() {
        match char {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            char => pointer.push(char),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_has_a_pointer_and_a_name() {
        let stages = At::ROOT.key("stages");
        let stage = stages.element(3, "stage", "build");
        let with = stage.key("with");
        let odd = with.key("a/b~c");
        let item = odd.index(2);
        assert_eq!(item.pointer(), "/stages/3/with/a~1b~0c/2");
        assert_eq!(item.subject(), "stage `build`: `with.a/b~c[2]`");
        assert_eq!(stage.subject(), "stage `build`");
        assert_eq!(stages.element(3, "stage", "").subject(), "stage 4");
        assert_eq!(stages.subject(), "`stages`");
        assert_eq!((At::ROOT.pointer(), At::ROOT.subject()), (String::new(), "the graph".to_owned()));
    }

    #[test]
    fn a_place_has_a_path_below_its_owner() {
        let pipelines = At::ROOT.key("pipelines");
        let pipeline = pipelines.element(0, "pipeline", "p");
        let parameters = pipeline.key("parameters");
        let parameter = parameters.element(1, "parameter", "size");
        let field = parameter.key("mandatory");
        assert_eq!(field.below_owner(), "parameters[1].mandatory");
        assert_eq!(field.subject(), "parameter `size`: `mandatory`");
        assert_eq!(pipeline.below_owner(), "");
        let hooks = At::ROOT.key("hooks");
        let pre = hooks.key("pre");
        assert_eq!(pre.index(0).key("x").below_owner(), "hooks.pre[0].x");
    }
}
