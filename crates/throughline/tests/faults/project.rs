//! The project that is run under faults: eight stages with all that a graph can hold, and what they must make.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::support::{TestEnvironment, graph_with, stage};

/// A folder with two good runs in it, copied where a fault is to meet a project that has a history.
static LIVED_IN: LazyLock<TestEnvironment> = LazyLock::new(|| {
    let environment = empty();
    environment.run(&["run"]).with_code(0);
    environment.write("in.json", &input(1).to_string());
    environment.run(&["run"]).with_code(0);
    environment
});

/// Puts all projects of this process where `fsync` costs nothing, if there is such a place: what is killed here are
/// processes and not machines.
pub(crate) fn in_memory() {
    let memory = Path::new("/dev/shm");
    if rustix::fs::statvfs(memory).is_ok_and(|stat| stat.f_bavail * stat.f_frsize > 48 << 20) {
        let _ = tempfile::env::override_temp_dir(memory);
    }
}

/// The project in a new folder, without a history.
pub(crate) fn empty() -> TestEnvironment {
    let environment = TestEnvironment::with(&graph());
    let schema = json!({"type": "object", "required": ["names"],
        "properties": {"names": {"type": "array", "items": {"type": "string"}}}});
    environment.write("schemas/list.json", &schema.to_string());
    environment.write("in.json", &input(0).to_string());
    environment
}

/// The project in a new folder, with a history.
pub(crate) fn lived_in() -> TestEnvironment {
    let environment = TestEnvironment::new();
    copy(LIVED_IN.root.as_std_path(), environment.root.as_std_path());
    environment
}

/// The source of everything.
pub(crate) fn input(version: u64) -> Value {
    json!({"names": ["one", "two", "three"], "version": version})
}

fn graph() -> Value {
    let folder = "mkdir -p tree/deep; for n in a b c; do echo $n > tree/$n; done; cat list.json > tree/deep/list";
    let flaky = "echo try $THROUGHLINE_ATTEMPT; [ $THROUGHLINE_ATTEMPT -gt 1 ]; cat list.json > flaky.txt";
    let loud = "i=0; while [ $i -lt 200 ]; do echo \"line $i of what a stage has to say\"; i=$((i+1)); done\n\
                wc -c < list.json > loud.txt";
    let last =
        "printf '{\"names\": [\"%s\", \"%s\"]}' \"$(cat flaky.txt | wc -c)\" \"$(cat loud.txt)\" > out/last.json";
    let mut graph = graph_with(
        vec![
            stage("list", "cat in.json > list.json", json!({"reads": ["in.json"], "writes": ["list"]})),
            stage(
                "each",
                "echo \"$THROUGHLINE_ELEMENT\" > parts/$THROUGHLINE_ELEMENT_KEY.txt; cat in.json >> parts/$THROUGHLINE_ELEMENT_KEY.txt",
                json!({"after": ["list"], "reads": ["list", "in.json"], "writes": ["part"],
                       "forEach": {"artifact": "list", "pointer": "/names", "as": "item"}}),
            ),
            stage(
                "join",
                "cat parts/*.txt > join.txt",
                json!({"reads": ["part"], "writes": ["join.txt"], "after": ["each"]}),
            ),
            stage("folder", folder, json!({"reads": ["list"], "writes": ["tree/"], "after": ["list"]})),
            stage(
                "flaky",
                flaky,
                json!({"reads": ["list"], "writes": ["flaky.txt"], "after": ["list"], "retry": {"maxAttempts": 3, "backoffSeconds": 0}}),
            ),
            stage("loud", loud, json!({"reads": ["list"], "writes": ["loud.txt"], "after": ["list"]})),
            stage(
                "last",
                last,
                json!({"reads": ["flaky.txt", "loud.txt"], "writes": ["last"], "after": ["flaky", "loud"],
                       "hooks": {"pre": [{"executable": "true"}]}}),
            ),
            stage(
                "all",
                "cat out/last.json join.txt tree/deep/list > out/all.txt",
                json!({"reads": ["last", "join.txt", "tree/"], "writes": ["out/all.txt"], "after": ["last", "join", "folder"]}),
            ),
        ],
        json!({"artifacts": [
            {"id": "list", "path": "list.json", "format": "json", "schema": "schemas/list.json"},
            {"id": "part", "path": "parts/${{ item.key }}.txt"},
            {"id": "tree", "path": "tree/", "type": "directory"},
            {"id": "last", "path": "out/last.json", "format": "json", "schema": "schemas/list.json"},
        ]}),
    );
    graph["pipelines"][0]["id"] = json!("main");
    graph
}

/// What every output holds once a run has ended well, by path.
pub(crate) fn expected(version: u64) -> BTreeMap<String, String> {
    let list = input(version).to_string();
    let mut files = BTreeMap::new();
    let mut join = String::new();
    for name in ["one", "three", "two"] {
        let part = format!("\"{name}\"\n{list}");
        join.push_str(&part);
        files.insert(format!("parts/{name}.txt"), part);
    }
    for name in ["a", "b", "c"] {
        files.insert(format!("tree/{name}"), format!("{name}\n"));
    }
    let last = format!("{{\"names\": [\"{0}\", \"{0}\"]}}", list.len());
    files.insert("out/all.txt".to_owned(), format!("{last}{join}{list}"));
    files.insert("out/last.json".to_owned(), last);
    files.insert("join.txt".to_owned(), join);
    files.insert("loud.txt".to_owned(), format!("{}\n", list.len()));
    for path in ["list.json", "tree/deep/list", "flaky.txt"] {
        files.insert(path.to_owned(), list.clone());
    }
    files
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}
