//! What becomes of a bundle is found: each kind of tampering by its name, and nothing that a hostile one says is obeyed.

use camino::Utf8Path;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::bundles::{exported, manifest, project};
use crate::support::{TestEnvironment, assert_shown};

type Tamper<'a> = &'a dyn Fn(&Utf8Path);

fn write(bundle: &Utf8Path, path: &str, text: &str) {
    let path = bundle.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let _ = std::fs::remove_file(&path);
    std::fs::write(path, text).unwrap();
}

fn read(bundle: &Utf8Path, path: &str) -> String {
    std::fs::read_to_string(bundle.join(path)).unwrap()
}

fn copy(from: &Utf8Path, to: &Utf8Path) {
    let _ = std::fs::remove_dir_all(to);
    assert!(std::process::Command::new("cp").args(["-a", from.as_str(), to.as_str()]).status().unwrap().success());
}

/// Writes a manifest whose digest is right, whatever it says: its files are as they are now.
fn seal(bundle: &Utf8Path, mut manifest: Value) {
    for file in manifest["files"].as_array_mut().into_iter().flatten() {
        let path = bundle.join(file["path"].as_str().unwrap());
        if path.symlink_metadata().is_ok_and(|found| found.is_file()) {
            let bytes = std::fs::read(&path).unwrap();
            file["digest"] = throughline_model::Digest::of(&bytes).to_string().into();
            file["sizeBytes"] = bytes.len().into();
        }
    }
    manifest.as_object_mut().unwrap().remove("digest");
    let digest = throughline_artifact::canonical_digest(&manifest).unwrap();
    manifest["digest"] = digest.to_string().into();
    write(bundle, "bundle.json", &serde_json::to_string(&manifest).unwrap());
}

fn resealed(bundle: &Utf8Path) {
    seal(bundle, manifest(bundle));
}

/// Puts one text in the place of another in a file of a bundle.
fn replaced(bundle: &Utf8Path, path: &str, from: &str, to: &str) {
    let text = read(bundle, path);
    assert!(text.contains(from), "{from} is not in {path}:\n{text}");
    write(bundle, path, &text.replace(from, to));
}

/// The faults that are found, each as kind and path.
fn faults(environment: &TestEnvironment, bundle: &Utf8Path) -> Vec<String> {
    let output = environment.run(&["verify", "--bundle", bundle.as_str(), "--format", "json"]);
    let report: Value = serde_json::from_str(&output.stdout).unwrap_or_else(|_| panic!("{}", output.shown()));
    let faults = report["bundle"]["faults"].as_array().unwrap();
    assert_eq!((output.code, &report["ok"]), (Some(i32::from(!faults.is_empty())), &json!(faults.is_empty())));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    faults.iter().map(|fault| format!("{} {}", text(&fault["kind"]), text(&fault["path"]))).collect()
}

#[test]
fn each_kind_of_change_is_named() {
    let (environment, bundle) = exported();
    let work = environment.outside("work");
    let cases: &[(&str, Tamper<'_>, &[&str])] = &[
        ("nothing", &|_| {}, &[]),
        ("changed", &|b| write(b, "artifacts/page.md", "{\"n\": 2}"), &["changed artifacts/page.md"]),
        ("truncated", &|b| write(b, "artifacts/page.md", "{"), &["truncated artifacts/page.md"]),
        ("longer", &|b| write(b, "artifacts/page.md", "{\"n\": 1}\n"), &["changed artifacts/page.md"]),
        ("missing", &|b| std::fs::remove_file(b.join("artifacts/page.md")).unwrap(), &["missing artifacts/page.md"]),
        (
            "in a folder",
            &|b| write(b, "artifacts/site/deep/grüße 漢.txt", "two\n"),
            &["changed artifacts/site/deep/grüße 漢.txt"],
        ),
        ("extra", &|b| write(b, "notes.txt", ""), &["extra notes.txt"]),
        ("extra in an artifact", &|b| write(b, "artifacts/site/x", ""), &["extra artifacts/site/x"]),
        ("extra in an empty folder", &|b| write(b, "artifacts/site/void/x", ""), &["extra artifacts/site/void/x"]),
        ("an extra folder", &|b| write(b, "more/a/b", ""), &["extra more"]),
        (
            "no empty folder",
            &|b| std::fs::remove_dir(b.join("artifacts/site/void")).unwrap(),
            &["missing artifacts/site/void"],
        ),
        (
            "not executable",
            &|b| {
                let mode = std::os::unix::fs::PermissionsExt::from_mode(0o644);
                std::fs::set_permissions(b.join("artifacts/site/go"), mode).unwrap();
            },
            &["changed artifacts/site/go"],
        ),
        (
            "a link elsewhere",
            &|b| {
                std::fs::remove_file(b.join("artifacts/site/link")).unwrap();
                std::os::unix::fs::symlink("void", b.join("artifacts/site/link")).unwrap();
            },
            &["changed artifacts/site/link"],
        ),
        (
            "a link for a file",
            &|b| {
                std::fs::rename(b.join("artifacts/page.md"), b.join("artifacts/other")).unwrap();
                std::os::unix::fs::symlink("other", b.join("artifacts/page.md")).unwrap();
            },
            &["extra artifacts/other", "changed artifacts/page.md"],
        ),
        (
            "a folder for a file",
            &|b| {
                std::fs::remove_file(b.join("artifacts/page.md")).unwrap();
                std::fs::create_dir(b.join("artifacts/page.md")).unwrap();
            },
            &["changed artifacts/page.md"],
        ),
        (
            "the graph",
            &|b| replaced(b, "graph/stage-graph.json", "\"version\": \"1\"", "\"version\": \"2\""),
            &["changed graph/stage-graph.json", "unrecorded graph/stage-graph.json"],
        ),
        (
            "the ledger",
            &|b| write(b, "ledger/events.jsonl", "{}\n"),
            &["truncated ledger/events.jsonl", "invalid ledger/events.jsonl"],
        ),
        (
            "no ledger",
            &|b| std::fs::remove_dir_all(b.join("ledger")).unwrap(),
            &["missing ledger/events.jsonl", "missing ledger/records.json", "missing ledger/run.json"],
        ),
        (
            "the manifest",
            &|b| replaced(b, "bundle.json", "\"success\"", "\"failed\""),
            &["manifest bundle.json", "unrecorded bundle.json"],
        ),
    ];
    for (what, tamper, expected) in cases {
        copy(&bundle, &work);
        tamper(&work);
        let found = faults(&environment, &work);
        assert_eq!(found, *expected, "{what}");
    }
}

#[test]
fn a_change_that_the_manifest_goes_along_with_is_found_by_the_ledger() {
    let (environment, bundle) = exported();
    let work = environment.outside("work");
    let cases: &[(&str, Tamper<'_>, &[&str])] = &[
        ("a file", &|b| write(b, "artifacts/page.md", "swapped"), &["unrecorded artifacts/page.md"]),
        ("in a folder", &|b| write(b, "artifacts/site/deep/grüße 漢.txt", "two"), &["unrecorded artifacts/site"]),
        (
            "a file that is not valid either",
            &|b| write(b, "artifacts/out/data.json", "{\"n\": \"x\"}"),
            &["unrecorded artifacts/out/data.json"],
        ),
        ("the graph", &|b| write(b, "graph/stage-graph.json", "{}"), &["unrecorded graph/stage-graph.json"]),
        ("a schema", &|b| write(b, "schemas/schemas/parts/n.json", "{}"), &["unrecorded schemas/schemas/data.json"]),
        (
            "no schema",
            &|b| {
                std::fs::remove_file(b.join("schemas/schemas/data.json")).unwrap();
                let mut manifest = manifest(b);
                manifest["files"].as_array_mut().unwrap().retain(|file| file["path"] != "schemas/schemas/data.json");
                seal(b, manifest);
            },
            &["missing schemas/schemas/data.json"],
        ),
        (
            "no artifact",
            &|b| {
                std::fs::remove_file(b.join("artifacts/page.md")).unwrap();
                let mut manifest = manifest(b);
                manifest["files"].as_array_mut().unwrap().retain(|file| file["path"] != "artifacts/page.md");
                seal(b, manifest);
            },
            &["missing artifacts/page.md"],
        ),
        (
            "one more artifact",
            &|b| {
                write(b, "artifacts/zz", "");
                let mut manifest = manifest(b);
                let files = manifest["files"].as_array_mut().unwrap();
                let at = files.iter().position(|file| file["path"].as_str() > Some("artifacts/zz")).unwrap();
                files.insert(at, json!({"path": "artifacts/zz", "role": "artifact", "digest": "", "sizeBytes": 0}));
                seal(b, manifest);
            },
            &["unrecorded artifacts/zz"],
        ),
        (
            "the owner",
            &|b| {
                replaced(b, "bundle.json", "\"page.md\"", "\"site\"");
            },
            &["unrecorded artifacts/page.md"],
        ),
        ("the status", &|b| replaced(b, "bundle.json", "\"success\"", "\"degraded\""), &["unrecorded bundle.json"]),
        (
            "the document of the run",
            &|b| replaced(b, "ledger/run.json", "\"page.md\"", "\"page.txt\""),
            &["unrecorded ledger/run.json"],
        ),
        (
            "a record",
            &|b| replaced(b, "ledger/records.json", "\"id\": \"page.md\"", "\"id\": \"p\""),
            &["unrecorded ledger/records.json"],
        ),
        ("no records", &|b| write(b, "ledger/records.json", "[]"), &["unrecorded ledger/records.json"; 3]),
        (
            "an event less",
            &|b| {
                let text = read(b, "ledger/events.jsonl");
                let lines: Vec<&str> = text.lines().filter(|line| !line.contains("attempt-started")).collect();
                write(b, "ledger/events.jsonl", &lines.join("\n"));
            },
            &["invalid ledger/events.jsonl"],
        ),
        ("deep JSON", &|b| write(b, "ledger/run.json", &"[".repeat(1 << 20)), &["unrecorded ledger/run.json"]),
    ];
    for (what, tamper, expected) in cases {
        copy(&bundle, &work);
        tamper(&work);
        resealed(&work);
        let found = faults(&environment, &work);
        assert_eq!(found, *expected, "{what}");
    }
}

#[test]
fn a_bundle_in_which_all_was_changed_alike_is_another_bundle() {
    let (environment, bundle) = exported();
    let told = manifest(&bundle)["digest"].as_str().unwrap().to_owned();
    let old = throughline_model::Digest::of(&std::fs::read(bundle.join("artifacts/page.md")).unwrap()).to_string();
    let new = throughline_model::Digest::of(b"{\"n\": 9}").to_string();
    write(&bundle, "artifacts/page.md", "{\"n\": 9}");
    write(&bundle, "artifacts/out/data.json", "{\"n\": 9}");
    for path in ["ledger/events.jsonl", "ledger/run.json", "ledger/records.json"] {
        replaced(&bundle, path, &old, &new);
    }
    resealed(&bundle);
    assert_eq!(faults(&environment, &bundle), [""; 0]);
    environment.run(&["verify", "--bundle", bundle.as_str(), "--expect", &told]).with_code(1).saying("✖ manifest");
    let no_number = throughline_model::Digest::of(b"{\"n\": null}").to_string();
    write(&bundle, "artifacts/page.md", "{\"n\": null}");
    write(&bundle, "artifacts/out/data.json", "{\"n\": null}");
    for path in ["ledger/events.jsonl", "ledger/run.json", "ledger/records.json"] {
        replaced(&bundle, path, &new, &no_number);
    }
    resealed(&bundle);
    assert_eq!(faults(&environment, &bundle), ["invalid artifacts/out/data.json"]);
}

#[test]
fn faults_are_shown_with_what_should_be_there() {
    let (environment, bundle) = exported();
    write(&bundle, "artifacts/page.md", "{\"n\": 2}");
    write(&bundle, "artifacts/out/data.json", "{");
    std::fs::remove_file(bundle.join("artifacts/site/go")).unwrap();
    write(&bundle, "notes\x1b[2J.txt", "");
    let output = environment.run(&["verify", "--bundle", bundle.as_str()]);
    assert_shown!(environment, output.shown());
}

#[test]
fn no_link_is_followed_and_nothing_outside_is_read() {
    let (environment, bundle) = exported();
    let outside = environment.outside("secret");
    std::fs::create_dir(&outside).unwrap();
    // What is in these is never said: not even whether it is JSON.
    std::fs::write(outside.join("page.md"), read(&bundle, "artifacts/page.md")).unwrap();
    std::fs::rename(bundle.join("artifacts/page.md"), outside.join("page.md")).unwrap();
    std::os::unix::fs::symlink(outside.join("page.md"), bundle.join("artifacts/page.md")).unwrap();
    assert_eq!(faults(&environment, &bundle), ["changed artifacts/page.md"]);
    std::fs::rename(bundle.join("schemas"), outside.join("schemas")).unwrap();
    std::os::unix::fs::symlink(outside.join("schemas"), bundle.join("schemas")).unwrap();
    let found = faults(&environment, &bundle);
    assert!(found.contains(&"extra schemas".to_owned()), "{found:?}");
    assert!(found.contains(&"missing schemas/schemas/data.json".to_owned()), "{found:?}");
    // A link that the manifest names may not lead out either, and a fifo in the place of a file holds nobody up.
    let (environment, bundle) = exported();
    std::fs::remove_file(bundle.join("artifacts/site/link")).unwrap();
    std::os::unix::fs::symlink("../../../../../etc", bundle.join("artifacts/site/link")).unwrap();
    let mut changed = manifest(&bundle);
    let link = changed["files"].as_array_mut().unwrap().iter_mut().find(|file| file["kind"] == "link").unwrap();
    link["digest"] = throughline_model::Digest::of(b"../../../../../etc").to_string().into();
    link["sizeBytes"] = 18.into();
    seal(&bundle, changed);
    assert_eq!(faults(&environment, &bundle), ["invalid artifacts/site/link"]);
    std::fs::remove_file(bundle.join("bundle.json")).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(bundle.join("bundle.json")).status().unwrap().success());
    environment.run(&["verify", "--bundle", bundle.as_str()]).with_code(1).saying("cannot be read");
}

#[test]
fn a_hostile_manifest_is_refused_with_a_message() {
    let (environment, bundle) = exported();
    let good = manifest(&bundle);
    let file = |path: &str| json!({"path": path, "role": "artifact", "digest": good["digest"], "sizeBytes": 1});
    let with = |files: Vec<Value>| {
        let mut changed = good.clone();
        changed["files"] = files.into();
        changed.to_string()
    };
    let many = with(vec![]).replace(
        "\"files\":[]",
        &format!("\"files\":[{}{}]", (file("artifacts/a").to_string() + ",").repeat(1_000_000), file("artifacts/b")),
    );
    let future = good.to_string().replacen("\"bundleVersion\":1", "\"bundleVersion\":7,\"files2\":[]", 1);
    for (text, why) in [
        (with(vec![file("artifacts/../../../etc/passwd")]), "leads out of the folder"),
        (with(vec![file("artifacts/x/../y")]), "is not written plainly"),
        (with(vec![file("/etc/passwd")]), "is absolute"),
        (with(vec![file("artifacts/a"), file("artifacts/a")]), "named once"),
        (with(vec![file("ledger/a")]), "does not lie below `artifacts/`"),
        (many, "more than 250000 files"),
        ("[".repeat(10_000_000), "no manifest"),
        ("{\"bundleVersion\":1,\"x\":".repeat(100_000), "no manifest"),
        (future, "is of version 7; this program reads version 1"),
        (String::new(), "no manifest"),
        ("null".to_owned(), "no manifest"),
    ] {
        write(&bundle, "bundle.json", &text);
        environment.run(&["verify", "--bundle", bundle.as_str()]).with_code(1).saying(why).saying("is no bundle");
    }
}

/// A value in the place of one member of a manifest.
fn member() -> impl Strategy<Value = Value> {
    let path = proptest::sample::select(vec![
        "artifacts/page.md",
        "artifacts/site",
        "artifacts/site/link/x",
        "artifacts/../x",
        "/dev/zero",
        "ledger/run.json",
        "graph/g",
        "schemas/x",
        "bundle.json",
        "",
        "artifacts/\u{202e}",
        "a\\b",
        "C:/x",
    ]);
    prop_oneof![
        path.prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        Just(Value::Null),
        Just(json!([])),
        Just(json!({})),
        proptest::sample::select(vec!["artifact", "ledger", "graph", "schema", "link", "folder", "file"])
            .prop_map(Value::from),
        Just(json!(format!("sha256:{}", "0".repeat(64)))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever a manifest says: the program ends by itself with a code of its own, says why, and never calls it sound.
    #[test]
    fn no_manifest_is_believed_that_was_not_written(
        edits in proptest::collection::vec((any::<prop::sample::Index>(), 0_usize..7, member()), 1..4),
        reseal in any::<bool>(),
    ) {
        thread_local! {
            static PROJECT: (TestEnvironment, camino::Utf8PathBuf) = exported();
        }
        PROJECT.with(|(environment, bundle)| {
            let work = environment.outside("work");
            copy(bundle, &work);
            let mut changed = manifest(&work);
            let original = changed.clone();
            for (index, field, value) in &edits {
                let files = changed["files"].as_array_mut().unwrap();
                let at = index.index(files.len());
                let field = ["path", "role", "kind", "digest", "sizeBytes", "artifactId", "stageId"][*field];
                // A member that is not there and one that is null say the same.
                if !(value.is_null() && files[at].get(field).is_none()) {
                    files[at][field] = value.clone();
                }
            }
            prop_assume!(changed != original);
            if reseal {
                let mut sealed = changed.clone();
                sealed.as_object_mut().unwrap().remove("digest");
                if let Ok(digest) = throughline_artifact::canonical_digest(&sealed) {
                    changed["digest"] = digest.to_string().into();
                }
            }
            write(&work, "bundle.json", &changed.to_string());
            let output = environment.run(&["verify", "--bundle", work.as_str()]);
            prop_assert_eq!(output.code, Some(1), "{}\n{}", output.shown(), changed);
            prop_assert!(output.text().contains("is no bundle") || output.text().contains('✖'), "{}", output.shown());
            Ok(())
        })?;
    }
}

#[test]
fn what_a_manifest_says_of_links_and_empty_folders_counts() {
    for (kind, member, wrong) in [
        ("folder", "digest", json!(format!("sha256:{}", "0".repeat(64)))),
        ("folder", "sizeBytes", json!(1)),
        ("link", "sizeBytes", json!(5)),
    ] {
        let (environment, bundle) = exported();
        let mut changed = manifest(&bundle);
        let files = changed["files"].as_array_mut().unwrap();
        let file = files.iter_mut().find(|file| file["kind"] == kind).unwrap();
        file[member] = wrong;
        changed.as_object_mut().unwrap().remove("digest");
        changed["digest"] = throughline_artifact::canonical_digest(&changed).unwrap().to_string().into();
        write(&bundle, "bundle.json", &changed.to_string());
        let output = environment.run(&["verify", "--bundle", bundle.as_str()]);
        assert_eq!(output.code, Some(1), "{kind} {member}: {}", output.shown());
    }
}

#[test]
fn an_older_run_whose_artifacts_were_overwritten_is_refused() {
    let environment = project();
    environment.write("src.json", "{\"n\": 5}");
    environment.run(&["run"]).with_code(0);
    environment
        .run(&["export", "2", "-o", "b"])
        .with_code(1)
        .saying("out/data.json is changed")
        .saying("throughline replay");
    environment.run(&["export", "1", "-o", "b"]).with_code(0);
}
