//! A random graph: a list of nodes, each of which reads sources and what earlier nodes write.

use std::fmt;

use serde_json::{Value, json};

use super::moves::{Kind, Seed};

/// How many plain sources there are: `in/0`, `in/1`, …
pub(crate) const SOURCES: usize = 4;

/// The keys that elements of the list may have.
pub(crate) const KEYS: [char; 4] = ['a', 'b', 'c', 'd'];

/// Something that is read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Read {
    /// A source that is always there.
    Source(usize),
    /// The source that may be absent.
    Optional,
    /// The list of elements.
    List,
    /// An output of a node.
    Output(usize, usize),
}

/// What an output is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Form {
    File,
    /// A file that is not always written.
    Maybe,
    /// A folder with two files in it.
    Folder,
    /// JSON with a schema.
    Json,
    /// A copy of the list of elements.
    List,
    /// One file for each element.
    Each,
}

/// One stage.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    pub(crate) never: bool,
    pub(crate) reads: Vec<Read>,
    /// Depends on these nodes, whether something flows from them or not.
    pub(crate) after: Vec<usize>,
    /// Its outputs: whose output it is by name, and what it is.
    pub(crate) writes: Vec<((usize, usize), Form)>,
    pub(crate) uses_parameter: bool,
    pub(crate) uses_variable: bool,
    /// The list whose elements make its instances.
    pub(crate) each: Option<Read>,
}

/// A graph.
#[derive(Clone)]
pub(crate) struct Net {
    pub(crate) nodes: Vec<Node>,
    /// The order in which the pipeline lists them.
    pub(crate) listed: Vec<usize>,
}

impl Net {
    /// What seeds grow into. Every choice of a seed is taken modulo what there is to choose from.
    pub(crate) fn grow(seeds: &[Seed], shuffled: bool) -> Self {
        let mut nodes: Vec<Node> = Vec::new();
        // Who last wrote an output, by name: whoever writes it once more must come after.
        let mut last_writer: Vec<Vec<usize>> = Vec::new();
        for (at, seed) in seeds.iter().enumerate() {
            let mut kind = seed.kind;
            let plain: Vec<(usize, usize)> = nodes
                .iter()
                .enumerate()
                .flat_map(|(node, one)| {
                    one.writes.iter().filter(move |(name, form)| name.0 == node && *form == Form::File)
                })
                .map(|(name, _)| *name)
                .collect();
            if kind == Kind::Overwrite && plain.is_empty() {
                kind = Kind::Mix;
            }
            let mut choices: Vec<Read> = (0..SOURCES).map(Read::Source).chain([Read::Optional, Read::List]).collect();
            for (node, one) in nodes.iter().enumerate() {
                let own = one.writes.iter().filter(|(name, _)| name.0 == node);
                let readable = own.filter(|(_, form)| *form != Form::Each || kind == Kind::Mix);
                // Twice, so that stages read each other more often than sources.
                for (name, _) in readable {
                    choices.extend([Read::Output(name.0, name.1), Read::Output(name.0, name.1)]);
                }
            }
            let mut reads: Vec<Read> = Vec::new();
            for pick in &seed.reads {
                let read = choices[usize::from(*pick) % choices.len()].clone();
                if !reads.contains(&read) {
                    reads.push(read);
                }
            }
            let mut after: Vec<usize> = Vec::new();
            for read in &reads {
                if let Read::Output(node, output) = read
                    && (shuffled || !seed.implicit)
                {
                    // Either of those who wrote it so far may be named; where it stands in the order decides.
                    let writer = if seed.of_first { *node } else { last_writer[*node][*output] };
                    after.push(writer);
                }
            }
            if at > 0 {
                after.extend(seed.after.iter().map(|pick| usize::from(*pick) % at));
            }
            let file = ((at, 0), if seed.maybe { Form::Maybe } else { Form::File });
            let second = ((at, 1), if seed.folder { Form::Folder } else { Form::File });
            let mut each = None;
            let mut never = seed.never;
            let writes = match kind {
                Kind::Mix | Kind::Builtin if seed.two => vec![file, second],
                Kind::Mix | Kind::Builtin if seed.folder => vec![((at, 0), Form::Folder)],
                Kind::Mix | Kind::Builtin => vec![file],
                Kind::Script | Kind::Length => vec![((at, 0), Form::File)],
                Kind::Json => vec![((at, 0), Form::Json)],
                Kind::Lister => {
                    reads = vec![Read::List];
                    vec![((at, 0), Form::List)]
                }
                Kind::Each => {
                    let lister = nodes.iter().rposition(|node| node.kind == Kind::Lister).filter(|_| seed.two);
                    after.extend(lister);
                    each = Some(lister.map_or(Read::List, |lister| Read::Output(lister, 0)));
                    // Of its list an instance depends on its element alone, even where the list is a declared input too
                    // (`judge/facts.rs`); a command that reads the rest of it is told nothing of changes there.
                    reads.retain(|read| Some(read) != each.as_ref());
                    vec![((at, 0), Form::Each)]
                }
                Kind::Overwrite => {
                    let name = plain[usize::from(seed.pick) % plain.len()];
                    let writer = &mut last_writer[name.0][name.1];
                    after.push(*writer);
                    *writer = at;
                    let own = Read::Output(name.0, name.1);
                    reads.retain(|read| *read != own);
                    if seed.two {
                        reads.push(own);
                    }
                    vec![(name, Form::File)]
                }
                Kind::Gate => {
                    never = false;
                    if !seed.two {
                        reads.clear();
                    }
                    reads.retain(|read| *read != Read::Optional);
                    vec![]
                }
            };
            if reads.iter().any(|read| matches!(read, Read::Output(node, _) if nodes[*node].kind == Kind::Each))
                && !reads.contains(&Read::List)
            {
                reads.push(Read::List);
            }
            after.sort_unstable();
            after.dedup();
            last_writer.push(vec![at; 2]);
            nodes.push(Node {
                kind,
                never,
                reads,
                after,
                writes,
                uses_parameter: seed.parameter && kind != Kind::Gate,
                uses_variable: seed.variable && kind != Kind::Gate,
                each,
            });
        }
        let mut listed: Vec<usize> = (0..nodes.len()).collect();
        if shuffled {
            listed.sort_by_key(|node| seeds[*node].rank);
        }
        Self { nodes, listed }
    }

    pub(crate) fn form(&self, name: (usize, usize)) -> Form {
        self.nodes[name.0].writes.iter().find(|(own, _)| *own == name).unwrap().1
    }

    /// The graph file.
    pub(crate) fn graph(&self) -> Value {
        let mut artifacts: Vec<Value> =
            (0..SOURCES).map(|at| json!({"id": format!("in{at}"), "path": format!("in/{at}")})).collect();
        artifacts.push(json!({"id": "opt", "path": "in/opt"}));
        artifacts.push(json!({"id": "list", "path": "in/list.json", "format": "json"}));
        for (at, node) in self.nodes.iter().enumerate() {
            for (name, form) in node.writes.iter().filter(|(name, _)| name.0 == at) {
                artifacts.push(artifact(*name, *form));
            }
        }
        let stages: Vec<Value> = self.nodes.iter().enumerate().map(|(at, node)| self.stage(at, node)).collect();
        let listed: Vec<String> = self.listed.iter().map(|node| format!("s{node}")).collect();
        json!({
            "version": "1",
            "pipelines": [{"id": "p", "stages": listed, "parameters": [{"name": "p", "type": "string", "default": "0"}]}],
            "artifacts": artifacts,
            "stages": stages,
        })
    }

    fn stage(&self, at: usize, node: &Node) -> Value {
        let input = |read: &Read| {
            let optional = *read == Read::Optional
                || matches!(read, Read::Output(node, output) if self.form((*node, *output)) == Form::Maybe);
            json!({"artifact": id(read), "optional": optional})
        };
        let output = |(name, form): &((usize, usize), Form)| json!({"artifact": format!("o{}_{}", name.0, name.1), "optional": *form == Form::Maybe});
        let mut stage = json!({
            "id": format!("s{at}"),
            "dependsOn": node.after.iter().map(|before| format!("s{before}")).collect::<Vec<_>>(),
            "inputs": node.reads.iter().map(input).collect::<Vec<_>>(),
            "outputs": node.writes.iter().map(output).collect::<Vec<_>>(),
        });
        match node.kind {
            Kind::Gate => stage["gate"] = json!({"kind": "approval", "prompt": format!("is s{at} good?")}),
            Kind::Builtin => {
                let parameter = if node.uses_parameter { "${{ param.p }}" } else { "" };
                let mut with = json!({"tag": format!("s{at}"), "p": parameter});
                for (name, form) in &node.writes {
                    with[format!("o{}_{}", name.0, name.1)] = json!(format!("{form:?}"));
                }
                stage["command"] = json!({"builtin": "test/mix", "with": with});
            }
            Kind::Script => {
                let mut args = vec![format!("scripts/{at}.sh"), path(node.writes[0].0, Form::File)];
                args.push(if node.uses_parameter { "${{ param.p }}".to_owned() } else { String::new() });
                args.extend(node.reads.iter().flat_map(|read| self.files(read)));
                stage["command"] = json!({"executable": "sh", "args": args});
            }
            _ => stage["command"] = json!({"executable": "sh", "args": ["-c", self.line(at, node)]}),
        }
        if node.uses_variable && node.kind != Kind::Builtin {
            stage["environment"] = json!([{"name": "TL_E", "cache": true}]);
        }
        if node.never {
            stage["cache"] = json!("never");
        }
        if let Some(list) = &node.each {
            stage["forEach"] = json!({"artifact": id(list), "pointer": "/items", "as": "x"});
        }
        stage
    }

    /// The files that a read stands for, in the order in which they are joined; of a `forEach` stage all that may be.
    pub(crate) fn files(&self, read: &Read) -> Vec<String> {
        match read {
            Read::Source(at) => vec![format!("in/{at}")],
            Read::Optional => vec!["in/opt".to_owned()],
            Read::List => vec!["in/list.json".to_owned()],
            Read::Output(node, output) => {
                let form = self.form((*node, *output));
                let path = path((*node, *output), form);
                match form {
                    Form::Folder => vec![format!("{path}/one"), format!("{path}/two")],
                    Form::Each => KEYS.iter().map(|key| path.replace("${{ x.key }}", &key.to_string())).collect(),
                    _ => vec![path],
                }
            }
        }
    }

    /// A line of shell that does what `model` does.
    fn line(&self, at: usize, node: &Node) -> String {
        let mut join = String::new();
        for read in &node.reads {
            if let Read::Output(writer, output) = read
                && self.form((*writer, *output)) == Form::Each
            {
                for (key, file) in KEYS.iter().zip(self.files(read)) {
                    join.push_str(&format!("if grep -q '\"{key}\"' in/list.json; then cat {file}; fi; "));
                }
            } else {
                join.push_str(&format!("cat {} 2>/dev/null; ", self.files(read).join(" ")));
            }
        }
        let mut words = Vec::new();
        if node.uses_parameter {
            words.push("p=${{ param.p }}".to_owned());
        }
        if node.uses_variable {
            words.push("e=$TL_E".to_owned());
        }
        if node.each.is_some() {
            words.push("x=${{ x.key }}${{ x.v }}".to_owned());
        }
        let words: String = words.iter().map(|word| format!(" \"{word}\"")).collect();
        let out = |name, form| path(name, form);
        match node.kind {
            Kind::Length => format!("{{ printf '%s\\n'{words}; {join} }} | wc -c > {}", out((at, 0), Form::File)),
            Kind::Json => {
                let count = format!("$({{ printf '%s\\n'{words}; {join} }} | wc -c)");
                format!("printf '{{\"n\": %s}}\\n' \"{count}\" > {}", out((at, 0), Form::Json))
            }
            Kind::Lister => format!("cp in/list.json {}", out((at, 0), Form::List)),
            _ => {
                let mut lines = Vec::new();
                for (place, (name, form)) in node.writes.iter().enumerate() {
                    let sum = format!("{{ printf '%s\\n' s{at}-{place}{words}; {join} }} | cksum");
                    let out = out(*name, *form);
                    lines.push(match form {
                        Form::Folder => {
                            format!("rm -rf {out}; mkdir -p {out}; {sum} > {out}/one; cp {out}/one {out}/two")
                        }
                        Form::Maybe => {
                            format!(
                                "rm -f {out}; m=$({sum}); case \"$m\" in [1-2]*) printf '%s\\n' \"$m\" > {out};; esac"
                            )
                        }
                        // An overwriter reads what it writes: the sum is kept before the file is emptied.
                        _ => format!("m=$({sum}); printf '%s\\n' \"$m\" > {out}"),
                    });
                }
                lines.join("; ")
            }
        }
    }
}

/// The id of an artifact.
pub(crate) fn id(read: &Read) -> String {
    match read {
        Read::Source(at) => format!("in{at}"),
        Read::Optional => "opt".to_owned(),
        Read::List => "list".to_owned(),
        Read::Output(node, output) => format!("o{node}_{output}"),
    }
}

/// The path of an output as the graph has it.
pub(crate) fn path(name: (usize, usize), form: Form) -> String {
    let (node, output) = name;
    match form {
        Form::Json | Form::List => format!("out/{node}_{output}.json"),
        Form::Each => format!("out/{node}_{output}/${{{{ x.key }}}}.txt"),
        Form::File | Form::Maybe | Form::Folder => format!("out/{node}_{output}"),
    }
}

fn artifact(name: (usize, usize), form: Form) -> Value {
    let mut artifact = json!({"id": format!("o{}_{}", name.0, name.1), "path": path(name, form)});
    match form {
        Form::Folder => artifact["type"] = json!("directory"),
        Form::List => artifact["format"] = json!("json"),
        Form::Json => {
            artifact["format"] = json!("json");
            artifact["schema"] = json!("schemas/n.json");
        }
        Form::File | Form::Maybe | Form::Each => {}
    }
    artifact
}

impl fmt::Debug for Net {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "listed as {:?}", self.listed)?;
        for (at, node) in self.nodes.iter().enumerate() {
            write!(f, "  s{at} {:?}", node.kind)?;
            for (word, is_so) in
                [("never", node.never), ("parameter", node.uses_parameter), ("variable", node.uses_variable)]
            {
                if is_so {
                    write!(f, " {word}")?;
                }
            }
            if let Some(list) = &node.each {
                write!(f, " each of {}", id(list))?;
            }
            let reads: Vec<String> = node.reads.iter().map(id).collect();
            let writes: Vec<String> =
                node.writes.iter().map(|(name, form)| format!("o{}_{}:{form:?}", name.0, name.1)).collect();
            writeln!(f, " reads {reads:?} writes {writes:?} dependsOn {:?}", node.after)?;
        }
        Ok(())
    }
}
