//! The pipeline as the program sees it.

use std::sync::Arc;

use throughline_model::Event;
use throughline_stage::{BuiltinPipeline, Given, Preparation, PrepareError, Stage, StageError};

use crate::document::SCHEMAS;
use crate::project::{VALUE_NAMES, prepare};
use crate::stages::{AssetManifestStage, PreviewStage, RenderPlanStage, ScriptStage, ShotListStage};
use crate::summary;

/// The pipeline `screenplay`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Screenplay;

impl BuiltinPipeline for Screenplay {
    fn id(&self) -> &'static str {
        "screenplay"
    }

    fn graph(&self) -> &'static str {
        include_str!("graph.json")
    }

    fn stages(&self) -> Vec<Arc<dyn Stage>> {
        vec![
            Arc::new(ScriptStage),
            Arc::new(ShotListStage),
            Arc::new(AssetManifestStage),
            Arc::new(RenderPlanStage),
            Arc::new(PreviewStage),
        ]
    }

    fn schemas(&self) -> &'static [(&'static str, &'static str)] {
        SCHEMAS
    }

    fn value_names(&self) -> &'static [&'static str] {
        VALUE_NAMES
    }

    fn prepare(&self, given: &Given<'_>) -> Result<Preparation, PrepareError> {
        prepare(given)
    }

    fn conclude(&self, preparation: &Preparation, events: &[Event]) -> Result<(), StageError> {
        summary::write(preparation, events)
    }
}
