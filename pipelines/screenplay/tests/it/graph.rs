//! The graph says what the contract says.

use throughline_graph::{Input, ParameterType};
use throughline_screenplay::Screenplay;
use throughline_stage::BuiltinPipeline;

use crate::support::{graph, schema_named, stages};

#[test]
fn the_stages_read_and_write_what_the_contract_says() {
    let graph = graph();
    let pipeline = graph.pipeline("screenplay").unwrap();
    let shown: Vec<(String, Vec<String>, Vec<String>)> = pipeline
        .stages
        .iter()
        .map(|id| {
            let stage = graph.stage(id.as_str()).unwrap();
            assert!(stage.name.is_some() && stage.description.is_some(), "{id}");
            let inputs = stage.inputs.iter().map(|input| match input {
                Input::Artifact { artifact, .. } => artifact.to_string(),
                Input::External { .. } => "external".to_owned(),
            });
            let outputs = stage.outputs.iter().map(|output| {
                let path = &graph.artifact(output.artifact.as_str()).unwrap().path;
                path.as_str().strip_prefix("${{ run.folder }}/").unwrap().to_owned()
            });
            (id.to_string(), inputs.collect(), outputs.collect())
        })
        .collect();
    let row = |id: &str, inputs: &[&str], outputs: &[&str]| {
        let texts = |texts: &[&str]| texts.iter().map(ToString::to_string).collect();
        (id.to_owned(), texts(inputs), texts(outputs))
    };
    let expected = [
        row("stage1_generate_script", &[], &["Script.json", "Script.meta.json"]),
        row("stage2_script_to_shotlist", &["script"], &["ShotList.json", "ShotList.meta.json"]),
        row(
            "stage3_shotlist_to_assetmanifest",
            &["shot-list", "script"],
            &["AssetManifest.json", "AssetManifest.meta.json"],
        ),
        row("stage4_build_renderplan", &["asset-manifest", "shot-list"], &["RenderPlan.json", "RenderPlan.meta.json"]),
        row(
            "stage5_render_preview",
            &["render-plan", "shot-list", "script"],
            &[
                "RenderOutput.json",
                "RenderOutput.meta.json",
                "preview/frames",
                "preview/storyboard.png",
                "preview/animatic.png",
                "preview/captions.srt",
                "preview/timeline.otio",
            ],
        ),
    ];
    assert_eq!(shown, expected);
}

#[test]
fn parameters_are_those_of_the_command() {
    let graph = graph();
    let parameters: Vec<_> = graph.pipelines[0]
        .parameters
        .iter()
        .map(|parameter| (parameter.name.as_str(), parameter.kind, parameter.required))
        .collect();
    let expected = [
        ("project", ParameterType::Path, true),
        ("artifacts-dir", ParameterType::Path, false),
        ("run-id", ParameterType::String, false),
        ("from-stage", ParameterType::Integer, false),
    ];
    assert_eq!(parameters, expected);
}

#[test]
fn artifacts_have_their_schemas_and_metas_a_volatile_time() {
    for artifact in &graph().artifacts {
        let path = artifact.path.as_str();
        if path.ends_with(".meta.json") {
            assert_eq!(
                (artifact.format.as_deref(), &*artifact.volatile),
                (Some("json"), &["/created_at".to_owned()][..])
            );
        } else if path.ends_with(".json") {
            drop(schema_named(artifact.schema.as_ref().unwrap().as_str()));
            assert!(artifact.volatile.is_empty());
        }
    }
    assert_eq!(Screenplay.schemas().len(), 6);
}

#[test]
fn every_stage_says_what_is_wrong_with_what_it_is_told() {
    for (name, stage) in stages() {
        let faults = stage.check(&serde_json::Map::new()).unwrap_err();
        assert!(faults.iter().any(|fault| fault.starts_with("project_id: ")), "{name}: {faults:?}");
    }
}
