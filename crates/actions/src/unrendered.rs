//! Why a chart does not render.

use engine::RenderedFile;

use crate::Failure;

/// Why a chart does not render, and how far it came.
#[derive(Clone, Debug)]
pub struct Unrendered {
    /// What it failed on.
    pub failure: Failure,
    /// What it failed at.
    pub stage: Stage,
}

/// A stage of rendering.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Choosing subcharts by their conditions and tags.
    Dependencies,
    /// Merging values and holding them against schemas.
    Values,
    /// Templates and what they render to: the files if their documents cannot be read, none if a template fails.
    Templates(Vec<RenderedFile>),
}

impl Unrendered {
    /// A failure at a stage.
    pub fn at(stage: Stage, failure: impl Into<Failure>) -> Self {
        Self { failure: failure.into(), stage }
    }

    /// The failure as Helm words it where a chart is rendered for a new release (pkg/action/install.go).
    pub fn of_install(self) -> Failure {
        match self.stage {
            Stage::Dependencies => {
                let helm = format!("chart dependencies processing failed: {}", self.failure.helm_text());
                self.failure.in_helms_words(helm)
            }
            Stage::Values | Stage::Templates(_) => self.failure,
        }
    }
}

impl From<Unrendered> for Failure {
    fn from(unrendered: Unrendered) -> Self {
        unrendered.failure
    }
}
