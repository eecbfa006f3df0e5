//! What is handed to a renderer has a schema, though nothing here writes it.

use serde_json::{Value, json};
use throughline_model::Digest;

use crate::support::{bench_of, digest, schema_named, script_json};

fn package() -> Value {
    let made = bench_of(&script_json(&[json!([])]), "two-shot").run().unwrap();
    let kinds = ["Script", "ShotList", "AssetManifest", "RenderPlan", "RenderOutput"];
    let artifacts: Vec<Value> = kinds
        .iter()
        .map(|kind| {
            let meta = made.json(&format!("{kind}.meta.json"));
            json!({
                "artifact_type": kind, "artifact_id": meta["artifact_id"], "path": format!("{kind}.json"),
                "hash": meta["hash"],
            })
        })
        .collect();
    let files: Vec<Value> = made
        .files()
        .iter()
        .map(|(path, bytes)| json!({"path": path, "digest": Digest::of(bytes), "size_bytes": bytes.len()}))
        .collect();
    let hashed: Vec<Value> = files.iter().map(|file| json!({"path": file["path"], "digest": file["digest"]})).collect();
    json!({
        "schema_version": "1.0.0", "package_id": "package-film-run-0123", "project_id": "film",
        "run_id": made.preparation.values["run.key"], "output_ref": made.json("RenderOutput.json")["output_id"],
        "artifacts": artifacts, "files": files, "content_hash": digest(&json!({"files": hashed})),
    })
}

#[test]
fn a_package_of_a_run_is_valid() {
    let schema = schema_named("builtin:screenplay/RenderPackage.v1.json");
    let package = package();
    assert_eq!(schema.errors(&package), []);
    let faults = |change: &dyn Fn(&mut Value)| {
        let mut changed = package.clone();
        change(&mut changed);
        schema.errors(&changed).into_iter().map(|fault| fault.pointer).collect::<Vec<_>>()
    };
    for name in package.as_object().unwrap().keys() {
        assert_eq!(faults(&|package| drop(package.as_object_mut().unwrap().remove(name))), [""], "{name}");
    }
    for path in ["/etc/passwd", "../x", "a/../../x", "a\\b", ".."] {
        assert_eq!(faults(&|package| package["files"][0]["path"] = json!(path)), ["/files/0/path"], "{path}");
    }
    assert!(faults(&|package| package["files"][0]["path"] = json!("a/..b/c..")).is_empty());
    assert_eq!(faults(&|package| package["artifacts"][1]["hash"] = json!("sha256:0")), ["/artifacts/1/hash"]);
    assert!(faults(&|package| package["later"] = json!({"more": 1})).is_empty());
}
