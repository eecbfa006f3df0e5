//! Programs: git, those that commands name, where `[interpreters]` points, and tools with their versions.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ffi::OsStr;
use std::path::PathBuf;

use throughline_engine::{Project, tool_version};
use throughline_graph::{Command, Hooks, Work};
use throughline_process::find_program;

use super::check::{Check, some_of};
use super::writers::Writers;

/// Programs that are asked for their version, because what they run depends on it.
const ASKED: &[&str] = &["python3", "python", "node", "deno", "bun", "ruby", "perl", "git"];
/// Programs that are spoken of even where no stage names them.
const USUAL: &[&str] = &["git", "python3", "node"];

type Versions = BTreeMap<Vec<String>, Result<String, String>>;

pub(super) fn checks(project: &Project, writers: &Writers<'_>) -> Vec<Check> {
    let named = named_programs(project);
    let tools = tools(project);
    let versions = versions(project, &named, &tools);
    let mut checks = Vec::new();
    for usual in USUAL {
        match named.iter().find(|(program, _)| program == usual) {
            Some((program, users)) => checks.push(program_check(project, writers, program, users, &versions)),
            None => checks.push(usual_check(project, usual, &tools, &versions)),
        }
    }
    let others = named.iter().filter(|(program, _)| !USUAL.contains(&program.as_str()));
    checks.extend(others.map(|(program, users)| program_check(project, writers, program, users, &versions)));
    let is_named =
        |program: &String| named.iter().any(|(named, _)| named == program) || USUAL.contains(&program.as_str());
    let unused = project.interpreters.iter().filter(|(program, _)| !is_named(program));
    checks.extend(unused.map(|(program, target)| unused_interpreter(project, program, target)));
    for ((name, argv), users) in &tools {
        checks.push(tool_check(name, argv, users, &versions));
    }
    checks
}

/// Each program that a command names, in order, with the stages that do.
fn named_programs(project: &Project) -> Vec<(String, Vec<String>)> {
    let graph = &project.graph;
    let mut named: Vec<(String, Vec<String>)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut add = |command: &Command, user: &str| {
        let program = &command.executable;
        let at = places.get(program).copied().unwrap_or_else(|| {
            places.insert(program.clone(), named.len());
            named.push((program.clone(), Vec::new()));
            named.len() - 1
        });
        if named[at].1.last().is_none_or(|last| last != user) {
            named[at].1.push(user.to_owned());
        }
    };
    let of_hooks = |hooks: &Hooks| hooks.pre.iter().chain(&hooks.post).cloned().collect::<Vec<_>>();
    for stage in &graph.stages {
        if let Work::Command(command) = &stage.work {
            add(command, stage.id.as_str());
        }
        of_hooks(&stage.hooks).iter().for_each(|command| add(command, stage.id.as_str()));
    }
    for pipeline in &graph.pipelines {
        let user = format!("the hooks of {}", pipeline.id);
        of_hooks(&pipeline.hooks).iter().for_each(|command| add(command, &user));
    }
    of_hooks(&graph.hooks).iter().for_each(|command| add(command, "the graph's hooks"));
    named
}

/// Each declared tool, with the stages that declare it.
fn tools(project: &Project) -> BTreeMap<(String, Vec<String>), Vec<String>> {
    let mut tools: BTreeMap<(String, Vec<String>), Vec<String>> = BTreeMap::new();
    for stage in &project.graph.stages {
        for tool in &stage.tools {
            tools.entry((tool.name.clone(), tool.version.clone())).or_default().push(stage.id.to_string());
        }
    }
    tools
}

fn version_command(program: &str) -> Vec<String> {
    vec![program.to_owned(), "--version".to_owned()]
}

/// Asks each once, all side by side.
fn versions(
    project: &Project,
    named: &[(String, Vec<String>)],
    tools: &BTreeMap<(String, Vec<String>), Vec<String>>,
) -> Versions {
    let mut commands: BTreeSet<Vec<String>> = tools.keys().map(|(_, argv)| argv.clone()).collect();
    commands.insert(version_command("git"));
    let asked = named.iter().filter(|(program, _)| ASKED.contains(&program.as_str()));
    commands.extend(asked.map(|(program, _)| version_command(program)));
    std::thread::scope(|scope| {
        let threads: Vec<_> =
            commands.iter().map(|argv| (argv, scope.spawn(move || tool_version(project, argv)))).collect();
        let answers = threads.into_iter().map(|(argv, thread)| {
            let answer = thread.join().unwrap_or_else(|_| Err("asking it for its version failed".to_owned()));
            (argv.clone(), answer)
        });
        answers.collect()
    })
}

fn find(project: &Project, program: &str) -> Option<PathBuf> {
    find_program(program, project.variable("PATH").map(OsStr::new), project.root.as_std_path())
}

fn first_line(version: &str) -> &str {
    version.lines().next().unwrap_or_default().trim()
}

fn program_check(
    project: &Project,
    writers: &Writers<'_>,
    program: &str,
    users: &[String],
    versions: &Versions,
) -> Check {
    if program.contains("${{") {
        return Check::not_needed(program, "which program it is, is known only in a run");
    }
    let target = project.program(program);
    let mapped = if target == program { String::new() } else { format!("[interpreters] says {target}; ") };
    let users = some_of(users);
    let Some(path) = find(project, target) else {
        return missing(project, writers, program, target, &users);
    };
    let path = path.strip_prefix(&project.root).unwrap_or(&path).display().to_string();
    match versions.get(&version_command(program)) {
        Some(Ok(version)) => Check::ok(program, format!("{mapped}{path}, {}; for {users}", first_line(version))),
        Some(Err(why)) => Check::fail(
            program,
            format!("{mapped}{path} is there and does not tell its version: {why}"),
            format!("look at what `{target} --version` prints"),
        ),
        None => Check::ok(program, format!("{mapped}{path}; for {users}")),
    }
}

fn missing(project: &Project, writers: &Writers<'_>, program: &str, target: &str, users: &str) -> Check {
    let there = target.contains('/') && project.root.join(target).is_file();
    if there {
        let detail = format!("{target} is not executable; needed by {users}");
        return Check::fail(program, detail, format!("chmod +x {}", project.root.join(target)));
    }
    if target != program {
        let detail = format!("[interpreters] says {target}, and there is no such program; needed by {users}");
        return Check::fail(program, detail, "make it (a virtual environment?), or correct throughline.toml");
    }
    if target.contains('/') {
        if let Some(writer) = writers.of(target.into()) {
            return Check::not_needed(program, format!("not there yet: stage `{writer}` writes it"));
        }
        let detail = format!("there is no file {target}; needed by {users}");
        return Check::fail(
            program,
            detail,
            "paths are relative to the project root: write the file, or correct the path",
        );
    }
    let fix =
        format!("install {program}, or say where it is: `[interpreters]` in throughline.toml, {program} = \"PATH\"");
    Check::fail(program, format!("no such program on PATH; needed by {users}"), fix)
}

/// A program that no command names; git may still be a tool, or what a stage does to the world.
fn usual_check(
    project: &Project,
    program: &str,
    tools: &BTreeMap<(String, Vec<String>), Vec<String>>,
    versions: &Versions,
) -> Check {
    let is_tool = tools.keys().any(|(_, argv)| argv.first().is_some_and(|first| first == program));
    let is_effect =
        project.graph.stages.iter().flat_map(|stage| &stage.side_effects).any(|effect| effect.kind == program);
    let answer = versions.get(&version_command(program));
    match (find(project, project.program(program)), answer) {
        (Some(path), Some(Ok(version))) => Check::ok(program, format!("{}, {}", path.display(), first_line(version))),
        (_, Some(Err(why))) if is_tool || is_effect => {
            Check::fail(program, why, format!("install {program}: stages of this graph use it"))
        }
        _ if is_tool => Check::ok(program, "see the tools below"),
        _ => Check::not_needed(program, "no stage names it"),
    }
}

fn unused_interpreter(project: &Project, program: &str, target: &str) -> Check {
    if find(project, target).is_some() {
        return Check::not_needed(program, format!("[interpreters] says {target}; no stage names it"));
    }
    let detail = format!("[interpreters] says {target}, and there is no such program; no stage names it");
    Check::warn(program, detail, "take the line out of throughline.toml, or correct it")
}

fn tool_check(name: &str, argv: &[String], users: &[String], versions: &Versions) -> Check {
    let users = some_of(users);
    let command = argv.join(" ");
    let label = format!("tool {name}");
    match versions.get(argv) {
        Some(Ok(version)) => Check::ok(label, format!("{}; for {users}", first_line(version))),
        Some(Err(why)) => Check::fail(
            label,
            format!("{why}; needed by {users}"),
            format!("install it, or correct `{command}` in the graph"),
        ),
        None => Check::fail(label, format!("`{command}` was not asked"), "run `throughline doctor` again"),
    }
}
