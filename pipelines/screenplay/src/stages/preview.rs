//! Stage 5, `screenplay/preview`: frames, contact sheet, animatic, captions, timeline.

use camino::{Utf8Path, Utf8PathBuf};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use throughline_artifact::canonical_digest;
use throughline_model::Digest;
use throughline_stage::{Stage, StageContext, StageError};
use throughline_storyboard::{Size, Style};

use super::attempt::{Made, go_on, input, output, tell, told, write};
use super::keys::{Must, check_keys};
use super::table::{PREVIEW, RENDER_PLAN, SCRIPT, SHOT_LIST, VERSION};
use crate::document::{
    ContentHash, FileDigest, Naming, RenderOutput, RenderPlan, SCHEMA_VERSION, Script, ShotList, TimingLock,
};
use crate::preview::{DrawError, Drawing, Film, TimelineHead, captions, draw, timeline};
use crate::project::ShotStyle;

/// Stage 5.
pub(crate) struct PreviewStage;

#[derive(Deserialize)]
struct With {
    project_id: String,
    run_id: String,
    visual_style: String,
    shot_style: ShotStyle,
}

/// The inputs.
struct Read {
    plan: RenderPlan,
    list: ShotList,
    script: Script,
}

impl Stage for PreviewStage {
    fn name(&self) -> &'static str {
        "screenplay/preview"
    }

    fn version(&self) -> &'static str {
        VERSION
    }

    fn check(&self, with: &Map<String, Value>) -> Result<(), Vec<String>> {
        let keys = [
            ("project_id", Must::Text),
            ("run_id", Must::Text),
            ("visual_style", Must::Text),
            ("shot_style", Must::Text),
        ];
        check_keys(with, &keys)
    }

    fn run(&self, context: &mut StageContext<'_>) -> Result<(), StageError> {
        let with: With = told(context)?;
        let read = Read {
            plan: input(context, RENDER_PLAN.artifact)?,
            list: input(context, SHOT_LIST.artifact)?,
            script: input(context, SCRIPT.artifact)?,
        };
        go_on(context)?;
        read.check_timing()?;
        let film =
            Film::new(&read.script, &read.list, with.shot_style).map_err(|error| StageError::new(error.to_string()))?;
        let places = Places::of(context)?;
        let mut files = Vec::new();
        files.extend(pictures(context, &with, &read, &film, &places)?);
        let head = TimelineHead {
            title: &read.script.title,
            project_id: &with.project_id,
            plan_id: &read.plan.plan_id,
            fps: read.plan.fps,
        };
        files.push(places.write(&places.captions, captions(&film).as_bytes())?);
        files.push(places.write(&places.timeline, timeline(&film, &head).as_bytes())?);
        let count = files.len();
        let naming = Naming { project_id: with.project_id, run_id: with.run_id };
        let rendered = RenderOutput {
            schema_version: SCHEMA_VERSION.to_owned(),
            project_id: naming.project_id.clone(),
            output_id: naming.artifact_id("output"),
            plan_ref: read.plan.plan_id.clone(),
            duration_sec: film.duration,
            video_path: places.relative(&places.animatic)?,
            captions_path: places.relative(&places.captions)?,
            content_hash: canonical_digest(&ContentHash::of(files))
                .map_err(|error| StageError::caused("the files have no digest", error))?,
        };
        let parameters = json!({"visual_style": with.visual_style, "shot_style": with.shot_style});
        let made = Made {
            stage: &PREVIEW,
            naming: &naming,
            id: &rendered.output_id,
            parents: vec![read.plan.plan_id.clone(), read.list.shotlist_id.clone(), read.script.script_id.clone()],
            parameters: parameters.as_object().cloned().unwrap_or_default(),
            document: &rendered,
        };
        made.write(context)?;
        tell(context, &format!("{count} files, {:.1} seconds", film.duration));
        Ok(())
    }
}

impl Read {
    /// A plan is made for one timing: what it locks must be what is rendered.
    fn check_timing(&self) -> Result<(), StageError> {
        let found = canonical_digest(&TimingLock::of(&self.list.shots))
            .map_err(|error| StageError::caused("the shots have no digest", error))?;
        if found == self.plan.timing_lock_hash {
            return Ok(());
        }
        Err(StageError::new(format!(
            "the render plan `{}` is locked to the timing {}, but the shots have {found}; run stages 2 to 4 again",
            self.plan.plan_id, self.plan.timing_lock_hash
        )))
    }
}

/// Where the files go.
struct Places {
    /// What paths in artifacts are relative to.
    folder: Utf8PathBuf,
    frames: Utf8PathBuf,
    storyboard: Utf8PathBuf,
    animatic: Utf8PathBuf,
    captions: Utf8PathBuf,
    timeline: Utf8PathBuf,
}

impl Places {
    fn of(context: &StageContext<'_>) -> Result<Self, StageError> {
        let artifact = output(context, PREVIEW.artifact)?;
        Ok(Self {
            folder: artifact.parent().unwrap_or(Utf8Path::new("")).to_owned(),
            frames: output(context, "frames")?,
            storyboard: output(context, "storyboard")?,
            animatic: output(context, "animatic")?,
            captions: output(context, "captions")?,
            timeline: output(context, "timeline")?,
        })
    }

    fn relative(&self, path: &Utf8Path) -> Result<String, StageError> {
        let relative = path.strip_prefix(&self.folder);
        let outside =
            |_| StageError::new(format!("`{path}` must lie below the folder of the artifact, `{}`", self.folder));
        Ok(relative.map_err(outside)?.as_str().to_owned())
    }

    fn write(&self, path: &Utf8Path, bytes: &[u8]) -> Result<FileDigest, StageError> {
        write(path, bytes)?;
        Ok(FileDigest { path: self.relative(path)?, digest: Digest::of(bytes) })
    }
}

/// Draws and writes all pictures.
fn pictures(
    context: &mut StageContext<'_>,
    with: &With,
    read: &Read,
    film: &Film<'_>,
    places: &Places,
) -> Result<Vec<FileDigest>, StageError> {
    // What an earlier film left there is no frame of this one.
    match std::fs::remove_dir_all(&places.frames) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(StageError::caused(format!("cannot empty `{}`", places.frames), error));
        }
        _ => {}
    }
    std::fs::create_dir_all(&places.frames)
        .map_err(|error| StageError::caused(format!("cannot make `{}`", places.frames), error))?;
    let drawing = Drawing {
        film,
        title: &read.script.title,
        size: size(&read.plan)?,
        style: Style::of_name(&with.visual_style),
        subtitle: format!("{} · {}", read.script.genre, with.visual_style),
    };
    let cancellation = &context.cancellation;
    let keep = |shot_id: &str, bytes: &[u8]| places.write(&places.frames.join(format!("{shot_id}.png")), bytes);
    let drawn = draw(&drawing, || cancellation.is_cancelled(), keep).map_err(|error| match error {
        DrawError::Frame(error) => error,
        other => StageError::new(other.to_string()),
    })?;
    if !drawn.missing.is_empty() {
        let points: Vec<String> = drawn.missing.iter().map(|char| format!("U+{:04X}", u32::from(*char))).collect();
        tell(context, &format!("no font has {}: drawn as code points", points.join(", ")));
    }
    let mut files = drawn.frames;
    files.push(places.write(&places.storyboard, &drawn.storyboard)?);
    files.push(places.write(&places.animatic, &drawn.animatic)?);
    Ok(files)
}

fn size(plan: &RenderPlan) -> Result<Size, StageError> {
    let sides = plan.resolution.split_once('x');
    let parsed =
        sides.and_then(|(width, height)| Some(Size { width: width.parse().ok()?, height: height.parse().ok()? }));
    parsed.ok_or_else(|| StageError::new(format!("`{}` is no resolution", plan.resolution)))
}
