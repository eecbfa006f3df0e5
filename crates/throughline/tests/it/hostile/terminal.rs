//! Text from outside on the way to a terminal: planted wherever a graph, a stage, a tool or a file can say something, and
//! looked for in what every command prints, through a pipe and on a terminal.
//!
//! What a stage printed is the one exception: `logs --stage` gives it to a pipe as it was, byte for byte, and to a
//! terminal printable.

use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::support::{TestEnvironment, program};

/// Clears the screen, sets a colour and the title, makes a link, writes to the clipboard, rings, goes back, begins a line
/// anew, does it all again in one byte each, turns the direction, hides a character.
const HOSTILE: &str = "\u{1b}[1337h\u{1b}[38;5;199m\u{1b}]0;title\u{7}\u{1b}]8;;http://example.org\u{1b}\\link\
    \u{1b}]52;c;eA==\u{7}\u{8}\u{8}\rover\u{9b}2J\u{9d}0;x\u{9c}\u{85}\u{202e}txt.exe\u{2066}\u{200b}\u{7f}";

/// What of it no file name or argument can hold is left out: that is refused before anything is shown.
const BIDI: &str = "\u{202e}txt.exe\u{2066}";

/// Runs the arguments on a terminal of its own; what it shows, and the end.
const ON_A_TERMINAL: &str = "import os, pty, sys
os.environ['TERM'] = 'xterm-256color'
sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))";

fn hostile() -> TestEnvironment {
    let octal: String = HOSTILE.bytes().map(|byte| format!("\\{byte:03o}")).collect();
    let prints = |script: &str| json!({"executable": "sh", "args": ["-c", script]});
    let says = format!("printf '{octal}\\n'; printf '{octal}\\n' >&2");
    let artifact = |id: &str, path: &str| json!({"id": id, "path": path, "description": HOSTILE, "format": HOSTILE});
    let rule = |id: &str| json!({"id": id, "text": HOSTILE, "description": HOSTILE});
    let stages = json!([
        {
            "id": "noisy", "name": HOSTILE, "description": HOSTILE, HOSTILE: HOSTILE,
            "command": prints(&format!("{says}; echo '[1]' > out.json; mkdir -p dir; : > \"dir/$(printf '{octal}' | tr -d '\\n')\"")),
            "outputs": [{"artifact": "out"}, {"artifact": "dir", "optional": true}],
            "inputs": [{"type": "external", "kind": HOSTILE, "uri": HOSTILE, "description": HOSTILE}],
            "sideEffects": [{"type": "filesystem", "description": HOSTILE}],
            "environment": [{"name": "HOSTILE", "description": HOSTILE, "cache": true}],
            "tools": [{"name": HOSTILE, "version": ["sh", "-c", says]}],
            "constraints": ["rule"], "doctrine": [rule("other")],
            "hooks": {"pre": [prints(&format!(": {HOSTILE}").replace('\r', " "))]},
        },
        {
            "id": "each", "forEach": {"artifact": "named", "pointer": "", "as": "item"},
            "inputs": [{"artifact": "named", "description": HOSTILE}],
            "command": prints(&says),
        },
        {"id": "gate", "dependsOn": ["noisy", "each"], "gate": {"kind": "approval", "prompt": HOSTILE}},
        {"id": "fails", "command": prints(&format!("{says}; exit 7")), "retry": {"maxAttempts": 2, "backoffSeconds": 0.001}},
        {"id": "wrong", "command": prints(&says), "inputs": [{"artifact": "keys"}]},
        {"id": "absent", "command": {"executable": format!("no-such-{HOSTILE}").replace('\0', ""), "args": [HOSTILE]}},
    ]);
    let graph = json!({
        "version": HOSTILE, HOSTILE: {HOSTILE: HOSTILE},
        "pipelines": [
            {
                "id": "main", "description": HOSTILE, "stages": ["noisy", "each", "gate"],
                "parameters": [{"name": "p", "type": "string", "default": HOSTILE, "description": HOSTILE}],
            },
            {"id": "failing", "stages": ["fails"]},
            {"id": "invalid", "stages": ["wrong"]},
            {"id": "absent", "stages": ["absent"]},
        ],
        "artifacts": [
            artifact("out", "out.json"), {"id": "dir", "path": "dir/", "type": "directory", "description": HOSTILE},
            artifact("named", "named.json"), {"id": "keys", "path": "keys.json", "schema": "s.json"},
            artifact("bidi", &format!("in/{BIDI}")),
        ],
        "constraints": [rule("rule")],
        "stages": stages,
    });
    let mut environment = TestEnvironment::with(&graph);
    environment.variables.push(("HOSTILE".to_owned(), HOSTILE.replace('\0', "")));
    environment.write("named.json", &json!([{"id": HOSTILE, "x": HOSTILE}]).to_string());
    environment.write("keys.json", &json!({HOSTILE: HOSTILE, "a": HOSTILE}).to_string());
    let schema = json!({"additionalProperties": {"type": "integer"}, "properties": {"a": {"enum": [HOSTILE]}},
        "required": [HOSTILE, "b\u{1b}]"], "patternProperties": {"^\u{1b}": {"pattern": HOSTILE.replace(['[', ']', '\\'], "")}}});
    environment.write("s.json", &schema.to_string());
    environment
}

/// Every command that shows something, in an order in which each has something to show.
fn commands() -> Vec<Vec<&'static str>> {
    let lines = [
        "list",
        "list --format json",
        "describe main",
        "describe noisy",
        "describe each",
        "describe gate",
        "describe out",
        "describe bidi",
        "describe noisy --format json",
        "graph main --as mermaid",
        "graph main --as dot",
        "graph main --as svg",
        "doctor",
        "doctor --format json",
        "plan main",
        "plan main --format json",
        "run main --dry-run",
        "run main --log-level debug",
        "runs",
        "runs --format json",
        "status",
        "status --format json",
        "logs",
        "logs --format json",
        "explain last noisy",
        "why out.json",
        "why out.json --format json",
        "why dir",
        "verify",
        "plan main",
        "run main --log-format json",
        "approve last gate --comment",
        "run main",
        "status",
        "explain",
        "diff 1 2",
        "diff 1 2 --format json",
        "stats",
        "reproduce main",
        "run failing --log-level debug",
        "status",
        "logs",
        "explain last fails",
        "run invalid",
        "status",
        "run absent",
        "status",
        "plan absent",
        "export last -o bundle",
        "verify --bundle bundle",
        "replay last",
        "gc --dry-run",
        "completions bash",
        "man",
        // Text from the command line.
        "describe",
        "run",
        "run main --only",
        "run main --set",
        "run main --from",
        "logs",
        "why",
        "status",
        "--graph",
        "list --format",
        "approve last gate --by",
        "no-such-command",
        "verify --bundle",
        "run main --plan",
        "run main --env-file",
        "run main --dry-run --p",
    ];
    let told = lines.iter().position(|line| *line == "describe").unwrap();
    let command = |(at, line): (usize, &&'static str)| {
        let mut words: Vec<&'static str> = line.split(' ').collect();
        if at >= told || line.ends_with("--comment") {
            words.push(HOSTILE);
        }
        words
    };
    lines.iter().enumerate().map(command).collect()
}

/// The first character that a terminal would obey, or that would make a text look like another.
fn obeyed(text: &str) -> Option<(usize, char)> {
    let is_obeyed = |char: char| {
        (char.is_control() && char != '\n' && char != '\t')
            || matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}' | '\u{200e}' | '\u{200f}')
    };
    text.char_indices().find(|(_, char)| is_obeyed(*char))
}

fn around(text: &str, at: usize) -> &str {
    &text[text.floor_char_boundary(at.saturating_sub(60))..text.ceil_char_boundary(at + 60)]
}

#[test]
fn nothing_from_outside_is_obeyed_at_the_end_of_a_pipe() {
    let environment = hostile();
    for args in commands() {
        let output = environment.run(&args);
        assert!(!output.text().contains("panicked"), "{args:?}: {}", output.shown());
        for text in [&output.stdout, &output.stderr] {
            if let Some((at, char)) = obeyed(text) {
                panic!("{args:?} shows {char:?}: {:?}", around(text, at));
            }
        }
        if args.contains(&"json") && output.code == Some(0) {
            let all = output.stdout.lines().all(|line| serde_json::from_str::<Value>(line).is_ok());
            assert!(all || serde_json::from_str::<Value>(&output.stdout).is_ok(), "{args:?}: {}", output.stdout);
        }
    }
    // What a stage printed goes to a pipe as it was.
    environment.run(&["run", "failing"]).with_code(1);
    let log = environment.command(&["logs", "last", "--stage", "fails"]).output().unwrap();
    assert!(log.stdout.starts_with(HOSTILE.as_bytes()), "{:?}", String::from_utf8_lossy(&log.stdout));
}

#[test]
fn nothing_from_outside_is_obeyed_by_a_terminal() {
    let environment = hostile();
    let mut commands = commands();
    let after_run = commands.iter().position(|args| args[0] == "runs").unwrap();
    commands.insert(after_run, vec!["logs", "last", "--stage", "noisy"]);
    for args in commands {
        let shown = on_a_terminal(&environment, &args);
        assert!(!shown.contains("panicked"), "{args:?}: {shown}");
        // The terminal's own line ends, and what this program paints and moves itself.
        let rest = without_our_own(&shown.replace("\r\n", "\n"));
        if let Some((at, char)) = obeyed(&rest) {
            panic!("{args:?} shows {char:?}: {:?}", around(&rest, at));
        }
        assert!(!shown.contains("\u{1b}[38;5;199m"), "{args:?} takes a colour from outside");
    }
}

fn on_a_terminal(environment: &TestEnvironment, args: &[&str]) -> String {
    let program = program();
    let mut python = Command::new("python3");
    let environment_of = environment.command(args);
    python.args(["-c", ON_A_TERMINAL]).arg(program).args(args).current_dir(&environment.root).env_clear();
    python.envs(environment_of.get_envs().filter_map(|(name, value)| Some((name, value?)))).env_remove("NO_COLOR");
    let output = python.stdin(Stdio::null()).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// The text without colours and without the movements of the live block: `ESC [ numbers letter`.
fn without_our_own(text: &str) -> String {
    let mut rest = String::new();
    let mut pieces = text.split("\u{1b}[");
    rest.extend(pieces.next());
    for piece in pieces {
        let end = piece.find(|char: char| !char.is_ascii_digit() && char != ';' && char != '?').unwrap_or(piece.len());
        match piece[end..].chars().next() {
            // 1337h is nothing that this program does.
            Some('m' | 'A' | 'B' | 'C' | 'D' | 'G' | 'J' | 'K' | 'h' | 'l') if !piece.starts_with("1337") => {
                rest.push_str(&piece[end + 1..]);
            }
            _ => {
                rest.push('\u{1b}');
                rest.push_str(piece);
            }
        }
    }
    // Where the live block begins its line anew.
    rest.replace('\r', "")
}

#[test]
fn pictures_are_what_their_formats_say() {
    let name = "\"]<b onclick=x>&amp;\u{1b}[2J\\\"]; evil -> evil %%{init}%% `#quot;` --> }}\u{0}\u{ffff}</title>";
    let stage = json!({"id": "a\"<b>", "name": name, "command": {"executable": "true"}});
    let pipeline = json!([{"id": "main\"<b>", "stages": ["a\"<b>"], "description": name}]);
    let environment = TestEnvironment::with(&json!({"version": "1", "pipelines": pipeline, "stages": [stage]}));
    let svg = environment.run(&["graph", "--as", "svg"]).with_code(0).stdout;
    let parse = "import sys, xml.dom.minidom as m; d = m.parseString(sys.stdin.buffer.read()); \
                 sys.exit(len(d.getElementsByTagName('b')))";
    let mut python = assert_cmd::Command::new("python3");
    python.args(["-c", parse]).write_stdin(svg).assert().success();
    let mermaid = environment.run(&["graph", "--as", "mermaid"]).with_code(0).stdout;
    assert_eq!(mermaid.lines().count(), 2, "{mermaid}");
    let label = mermaid.lines().nth(1).unwrap();
    assert_eq!(label.matches('"').count(), 2, "{label}");
    assert!(!label.contains(['<', '>', '`', '%', '\\']) || !label.replace("<br/>", "").contains(['<', '>']), "{label}");
    let dot = environment.run(&["graph", "--as", "dot"]).with_code(0).stdout;
    let quotes = dot.replace("\\\\", "").replace("\\\"", "");
    assert!(quotes.lines().all(|line| line.matches('"').count() % 2 == 0), "{dot}");
    assert!(!quotes.lines().any(|line| line.split('"').step_by(2).any(|outside| outside.contains("evil"))), "{dot}");
}
