//! The schemas of the nine kinds: golden files that take what is answered and nothing else.
//!
//! `UPDATE_GOLDEN=1 cargo test -p throughline-model schemas` writes them anew.

use std::path::Path;

use serde_json::{Value, json};
use throughline_model::work::{ObjectKind, object_schema};

use crate::samples;
use crate::support::validator;

#[test]
fn the_golden_files_are_the_schemas() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/cwom");
    for &kind in ObjectKind::ALL {
        let golden = folder.join(format!("{kind}.v0.1.json"));
        let schema = serde_json::to_string_pretty(&object_schema(kind)).unwrap() + "\n";
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&golden, &schema).unwrap();
        }
        let found = std::fs::read_to_string(&golden).unwrap_or_default();
        assert!(found == schema, "{kind}: run again with UPDATE_GOLDEN=1 and look at the diff");
    }
}

#[test]
fn a_schema_takes_the_objects_of_its_kind_only() {
    let objects = samples::all();
    assert_eq!(objects.len(), ObjectKind::ALL.len());
    for &kind in ObjectKind::ALL {
        let takes = validator(&object_schema(kind));
        for object in &objects {
            assert_eq!(takes(object), object["kind"] == kind.as_str(), "{kind}: {object}");
        }
    }
}

#[test]
fn a_schema_wants_every_member() {
    for object in samples::all() {
        let kind: ObjectKind = object["kind"].as_str().unwrap().parse().unwrap();
        let takes = validator(&object_schema(kind));
        for name in object.as_object().unwrap().keys() {
            let mut less = object.clone();
            less.as_object_mut().unwrap().shift_remove(name);
            assert!(!takes(&less), "{kind} without {name}");
            let mut other = object.clone();
            other[name] = json!(Value::Bool(true));
            assert!(!takes(&other), "{kind} with another {name}");
        }
        let mut more = object.clone();
        more["more"] = json!(1);
        assert!(!takes(&more), "{kind}");
    }
}
