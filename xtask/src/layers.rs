//! `cargo xtask layers`: which crate may depend on which, checked against `cargo metadata`.
//!
//! The table below is the drawing in ARCHITECTURE.md in another form. Normal and build dependencies count; tests may
//! use what they like. A crate that the table does not name is a violation, so that a new crate gets its place.

use std::path::Path;

use cargo_metadata::{DependencyKind, MetadataCommand};

use crate::failure::Failure;
use crate::{Outcome, files, say};

/// What may stand beneath a crate.
enum May {
    /// Only these crates of the workspace.
    Use(&'static [&'static str]),
    /// Every crate of the workspace.
    UseAll,
}

/// The place of a crate in the house.
struct Place {
    /// The crate.
    name: &'static str,
    /// Its layer; `None` = outside the house.
    layer: Option<u8>,
    /// What it may depend on.
    may: May,
}

const MODEL: &str = "throughline-model";
const GRAPH: &str = "throughline-graph";
const ARTIFACT: &str = "throughline-artifact";
const PROCESS: &str = "throughline-process";
const STAGE: &str = "throughline-stage";
const FOUNTAIN: &str = "throughline-fountain";
const STORYBOARD: &str = "throughline-storyboard";
const ENGINE: &str = "throughline-engine";
const STORE: &str = "throughline-store";
const SERVER: &str = "throughline-server";
const BINARY: &str = "throughline";
const XTASK: &str = "xtask";

const PLACES: &[Place] = &[
    Place { name: MODEL, layer: Some(0), may: May::Use(&[]) },
    Place { name: GRAPH, layer: Some(1), may: May::Use(&[MODEL]) },
    Place { name: ARTIFACT, layer: Some(1), may: May::Use(&[MODEL]) },
    Place { name: PROCESS, layer: Some(1), may: May::Use(&[MODEL]) },
    Place { name: FOUNTAIN, layer: Some(1), may: May::Use(&[]) },
    Place { name: STORYBOARD, layer: Some(1), may: May::Use(&[]) },
    Place { name: STAGE, layer: Some(2), may: May::Use(&[MODEL, GRAPH, ARTIFACT]) },
    Place { name: ENGINE, layer: Some(3), may: May::Use(&[MODEL, GRAPH, ARTIFACT, PROCESS, STAGE]) },
    Place { name: STORE, layer: Some(3), may: May::Use(&[MODEL, ARTIFACT, ENGINE]) },
    Place { name: SERVER, layer: Some(4), may: May::Use(&[MODEL, GRAPH, ARTIFACT, ENGINE, STORE]) },
    Place { name: BINARY, layer: Some(5), may: May::UseAll },
    Place { name: XTASK, layer: None, may: May::UseAll },
];

/// The built-in pipelines are guests: every crate under `pipelines/` has this place.
const GUEST: Place = Place {
    name: "pipelines/*",
    layer: Some(4),
    may: May::Use(&[MODEL, GRAPH, ARTIFACT, STAGE, FOUNTAIN, STORYBOARD]),
};

/// A crate from outside that only some crates of the workspace may know.
struct Reserved {
    /// The crates from outside.
    crates: &'static [&'static str],
    /// Who may depend on them.
    to: &'static [&'static str],
    /// The sentence that says why.
    because: &'static str,
}

const RESERVED: &[Reserved] = &[
    Reserved {
        crates: &["rusqlite", "libsqlite3-sys", "postgres", "tokio-postgres", "sqlx", "sea-query", "sea-orm"],
        to: &[STORE],
        because: "only the store knows SQL",
    },
    Reserved {
        crates: &["clap", "clap_complete", "clap_mangen", "indicatif", "comfy-table"],
        to: &[BINARY, XTASK],
        because: "only the edge knows arguments and terminals",
    },
    Reserved {
        crates: &["miette"],
        to: &[GRAPH, ENGINE, BINARY],
        because: "diagnostics with source spans are for graph files and for the edge that shows them",
    },
    Reserved {
        crates: &["tokio", "tokio-stream", "axum", "tower", "tower-http", "http-body-util", "hyper"],
        to: &[SERVER, BINARY],
        because: "async stays at the edges",
    },
];

/// A crate of the workspace and what it depends on.
struct Member {
    name: String,
    /// The folder, relative to the root, with `/` between its parts.
    folder: String,
    /// Normal and build dependencies.
    needs: Vec<String>,
}

/// Checks every crate of the workspace.
pub(crate) fn layers() -> Outcome {
    let members = members(files::root())?;
    Failure::unless_empty(violations(&members), "crates depend on what their layer may not know")?;
    say::line(&format!("layers: {} crates depend only on what they may", members.len()));
    Ok(())
}

fn members(root: &Path) -> Result<Vec<Member>, Failure> {
    let metadata = MetadataCommand::new().current_dir(root).no_deps().exec()?;
    let folder = |manifest: &cargo_metadata::camino::Utf8Path| {
        let folder = manifest.parent().unwrap_or(manifest);
        folder.strip_prefix(&metadata.workspace_root).unwrap_or(folder).as_str().replace('\\', "/")
    };
    Ok(metadata
        .packages
        .iter()
        .map(|package| Member {
            name: package.name.to_string(),
            folder: folder(&package.manifest_path),
            needs: package
                .dependencies
                .iter()
                .filter(|dependency| matches!(dependency.kind, DependencyKind::Normal | DependencyKind::Build))
                .map(|dependency| dependency.name.clone())
                .collect(),
        })
        .collect())
}

fn violations(members: &[Member]) -> Vec<String> {
    let mut found = Vec::new();
    for member in members {
        let Some(place) = place(member) else {
            found.push(format!(
                "{}: has no place in the house: give it one in PLACES (xtask/src/layers.rs) and in ARCHITECTURE.md",
                member.name
            ));
            continue;
        };
        for need in &member.needs {
            let ours = members.iter().any(|other| other.name == *need);
            if ours && !may_use(place, need) {
                found.push(format!("{} -> {need}: {}", member.name, advice(place)));
            }
            if let Some(reserved) = RESERVED.iter().find(|reserved| reserved.crates.contains(&need.as_str()))
                && !reserved.to.contains(&member.name.as_str())
            {
                found.push(format!(
                    "{} -> {need}: {}; put what needs it into {}",
                    member.name,
                    reserved.because,
                    reserved.to.join(" or ")
                ));
            }
        }
    }
    found
}

fn place(member: &Member) -> Option<&'static Place> {
    if member.folder.starts_with("pipelines/") {
        return Some(&GUEST);
    }
    PLACES.iter().find(|place| place.name == member.name)
}

fn may_use(place: &Place, need: &str) -> bool {
    match place.may {
        May::Use(allowed) => allowed.contains(&need),
        May::UseAll => need != XTASK,
    }
}

fn advice(place: &Place) -> String {
    let layer = place.layer.map_or_else(|| "outside the layers".to_owned(), |layer| format!("layer {layer}"));
    match place.may {
        May::Use([]) => {
            format!("{} ({layer}) may use no crate of the workspace; move the shared part down into it", place.name)
        }
        May::Use(allowed) => format!(
            "{} ({layer}) may use only {}; move the shared part down, or declare a trait where it is used",
            place.name,
            allowed.join(", ")
        ),
        May::UseAll => format!("{} ({layer}) may use every crate but xtask, which is no library", place.name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(name: &str, folder: &str, needs: &[&str]) -> Member {
        Member {
            name: name.to_owned(),
            folder: folder.to_owned(),
            needs: needs.iter().map(|&need| need.to_owned()).collect(),
        }
    }

    #[test]
    fn arrows_of_the_table_only_point_down_or_sideways() {
        let layer_of = |name: &str| PLACES.iter().find(|place| place.name == name).and_then(|place| place.layer);
        for place in PLACES.iter().chain([&GUEST]) {
            let (May::Use(allowed), Some(layer)) = (&place.may, place.layer) else { continue };
            for name in *allowed {
                assert!(layer_of(name).unwrap() <= layer, "{} -> {name}", place.name);
                assert_ne!(place.name, *name);
            }
        }
    }

    #[test]
    fn every_reserved_crate_is_given_to_crates_that_there_are() {
        for owner in RESERVED.iter().flat_map(|reserved| reserved.to) {
            assert!(PLACES.iter().any(|place| place.name == *owner), "{owner}");
        }
    }

    #[test]
    fn what_is_allowed_passes() {
        let members = [
            member(MODEL, "crates/throughline-model", &["serde"]),
            member(GRAPH, "crates/throughline-graph", &[MODEL, "miette"]),
            member(STORE, "crates/throughline-store", &[MODEL, ENGINE, "rusqlite"]),
            member("screenplay", "pipelines/screenplay", &[MODEL, STAGE]),
            member(BINARY, "crates/throughline", &[MODEL, STORE, "screenplay", "clap"]),
        ];
        assert!(violations(&members).is_empty(), "{:?}", violations(&members));
    }

    #[test]
    fn an_arrow_that_points_up_is_named_with_a_way_out() {
        let members = [
            member(MODEL, "crates/throughline-model", &[GRAPH]),
            member(GRAPH, "crates/throughline-graph", &[ENGINE]),
            member(ENGINE, "crates/throughline-engine", &[XTASK]),
            member("screenplay", "pipelines/screenplay", &[ENGINE]),
            member(XTASK, "xtask", &[]),
        ];
        let found = violations(&members);
        assert_eq!(found.len(), 4, "{found:#?}");
        assert!(found[0].starts_with("throughline-model -> throughline-graph: throughline-model (layer 0) may use no"));
        assert!(found[1].contains("may use only throughline-model;"));
        assert!(found[3].starts_with("screenplay -> throughline-engine: pipelines/* (layer 4)"));
    }

    #[test]
    fn a_reserved_crate_is_named_with_its_owner() {
        let members = [member(ENGINE, "crates/throughline-engine", &["rusqlite", "tokio", "serde"])];
        let found = violations(&members);
        assert_eq!(
            found[0],
            "throughline-engine -> rusqlite: only the store knows SQL; put what needs it into throughline-store"
        );
        assert!(found[1].contains("async stays at the edges"));
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn a_crate_without_a_place_is_refused() {
        let found = violations(&[member("throughline-new", "crates/throughline-new", &[])]);
        assert!(found[0].contains("has no place in the house"), "{found:?}");
    }

    #[test]
    fn the_workspace_is_read_with_its_folders_and_without_what_tests_use() {
        let members = members(files::root()).unwrap();
        let binary = members.iter().find(|member| member.name == BINARY).unwrap();
        assert_eq!(binary.folder, "crates/throughline");
        assert!(binary.needs.contains(&"clap".to_owned()) && !binary.needs.contains(&"insta".to_owned()));
    }
}
