//! Stage 1, `screenplay/script`: from a Fountain file, from a Script in JSON, or from the local writer.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use throughline_model::Digest;
use throughline_stage::{Stage, StageContext, StageError};

use super::attempt::{Made, given_text, go_on, tell, told};
use super::keys::{Must, check_keys};
use super::table::{SCRIPT, VERSION};
use crate::document::{Naming, SCHEMA_VERSION, Scene, Script, lines, scene_id};
use crate::import;
use crate::project::{GivenScript, ScriptFormat, read_script};
use crate::writer::{self, Brief};

const UNTITLED: &str = "Untitled";
const DRAMA: &str = "drama";

/// The local writer writes a scene for so many seconds.
const SECONDS_A_SCENE: f64 = 30.0;

/// Stage 1.
pub(crate) struct ScriptStage;

#[derive(Deserialize)]
struct With {
    project_id: String,
    run_id: String,
    title: Option<String>,
    genre: Option<String>,
    visual_style: String,
    target_duration: f64,
    script: Option<GivenScript>,
}

/// What a script says of itself beside its scenes.
struct Found {
    title: Option<String>,
    genre: Option<String>,
    scenes: Vec<Scene>,
}

impl Stage for ScriptStage {
    fn name(&self) -> &'static str {
        "screenplay/script"
    }

    fn version(&self) -> &'static str {
        VERSION
    }

    fn check(&self, with: &Map<String, Value>) -> Result<(), Vec<String>> {
        check_keys(
            with,
            &[
                ("project_id", Must::Text),
                ("run_id", Must::Text),
                ("title", Must::TextOrNull),
                ("genre", Must::TextOrNull),
                ("visual_style", Must::Text),
                ("target_duration", Must::Number),
                ("script", Must::ObjectOrNull),
            ],
        )
    }

    fn run(&self, context: &mut StageContext<'_>) -> Result<(), StageError> {
        let with: With = told(context)?;
        go_on(context)?;
        let naming = Naming { project_id: with.project_id.clone(), run_id: with.run_id.clone() };
        let found = match &with.script {
            Some(script) => read(script, context)?,
            None => Found { title: None, genre: None, scenes: write_scenes(&with) },
        };
        let filled = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        let script = Script {
            schema_version: SCHEMA_VERSION.to_owned(),
            project_id: with.project_id,
            script_id: naming.artifact_id("script"),
            title: with.title.or_else(|| filled(found.title)).unwrap_or_else(|| UNTITLED.to_owned()),
            genre: with.genre.or_else(|| filled(found.genre)).unwrap_or_else(|| DRAMA.to_owned()),
            scenes: found.scenes,
        };
        let spoken = lines(&script.scenes).map_err(|error| StageError::new(error.to_string()))?.len();
        let parameters = match with.script {
            Some(script) => json!({"script": script}),
            None => json!({"visual_style": with.visual_style, "target_duration": with.target_duration}),
        };
        let mut parameters = parameters.as_object().cloned().unwrap_or_default();
        parameters.insert("title".to_owned(), script.title.clone().into());
        parameters.insert("genre".to_owned(), script.genre.clone().into());
        let id = script.script_id.clone();
        let made =
            Made { stage: &SCRIPT, naming: &naming, id: &id, parents: Vec::new(), parameters, document: &script };
        made.write(context)?;
        tell(context, &format!("{} scenes, {spoken} lines", script.scenes.len()));
        Ok(())
    }
}

fn read(script: &GivenScript, context: &mut StageContext<'_>) -> Result<Found, StageError> {
    let text = given_text(context, "script", script.digest)?;
    let found = match script.format {
        ScriptFormat::ScriptJson => {
            let read = read_script(&script.path, &text).map_err(|(source, problems)| {
                let lines = problems.iter().map(|problem| format!("{}: {problem}", problem.pointer));
                StageError::new(format!("`{}` is no Script: {}", source.name, lines.collect::<Vec<_>>().join("; ")))
            })?;
            Found { title: Some(read.title), genre: Some(read.genre), scenes: read.scenes }
        }
        ScriptFormat::Fountain => {
            let screenplay = throughline_fountain::parse(&text);
            for notice in &screenplay.notices {
                tell(context, &format!("{}:{}: {}", script.path, notice.line, notice.kind));
            }
            let scenes = import::script_scenes(&screenplay)
                .map_err(|fault| StageError::new(format!("`{}` cannot be imported: {fault}", script.path)))?;
            Found { title: screenplay.title_page.title(), genre: None, scenes }
        }
    };
    Ok(Found { scenes: renumbered(found.scenes), ..found })
}

/// The scenes with the ids that every script here has, whatever they were called.
fn renumbered(scenes: Vec<Scene>) -> Vec<Scene> {
    scenes.into_iter().zip(1..).map(|(scene, number)| Scene { scene_id: scene_id(number), ..scene }).collect()
}

fn write_scenes(with: &With) -> Vec<Scene> {
    // A project says at most a day, so the count is small.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast saturates, and this is above 0"
    )]
    let scenes = ((with.target_duration / SECONDS_A_SCENE).floor() as usize).max(2);
    writer::write(&Brief {
        title: with.title.as_deref().unwrap_or(UNTITLED),
        genre: with.genre.as_deref().unwrap_or(DRAMA),
        style: &with.visual_style,
        scenes,
        seed: *Digest::of(with.run_id.as_bytes()).as_bytes(),
        target_duration: with.target_duration,
    })
}
