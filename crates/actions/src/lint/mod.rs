//! `lint`: everything that is wrong with a chart, without stopping at the first.
//!
//! Lint is no second checker: each stage that a chart goes through is run, and what it says is gathered. The
//! messages are Helm's (pkg/chart/v2/lint), so that scripts read on; the diagnostics beside them know the place.
//!
//! | file | holds |
//! |---|---|
//! | `chart_yaml` | Chart.yaml, key by key |
//! | `values` | values.yaml against its schema |
//! | `templates` | rendering, and every document that comes out |
//! | `objects` | names, selectors, annotations of a document |
//! | `duplicates` | keys that a table has twice |
//! | `parts` | dependencies and `crds/` |

mod chart_yaml;
mod duplicates;
mod objects;
mod parts;
mod templates;
mod values;

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use ::values::UserValues;
use chart::Chart;
use diagnostic::{Diagnostic, Kind, Severity};

use crate::render::Render;
use crate::{Context, Failure};

/// Options of [`lint`].
pub struct Lint {
    /// The chart's folder or archive.
    pub path: PathBuf,
    /// What a user sets.
    pub user: UserValues,
    /// How to render.
    pub render: Render,
}

/// What is wrong with a chart.
#[derive(Debug, Default)]
pub struct LintReport {
    /// Everything that was found, in Helm's order.
    pub messages: Vec<LintMessage>,
    /// What Helm passes over; the chart does not fail for it.
    pub advice: Vec<Diagnostic>,
    /// Why nothing could be looked at.
    pub failure: Option<Failure>,
}

/// One thing that is wrong.
#[derive(Clone, Debug)]
pub struct LintMessage {
    /// How bad it is.
    pub severity: Severity,
    /// The file or folder of the chart.
    pub path: String,
    /// Helm's words.
    pub text: String,
    /// The same with its place, where that is known.
    pub diagnostic: Option<Diagnostic>,
}

impl LintReport {
    /// Whether the chart fails; with `strict` warnings are enough.
    pub fn is_failed(&self, strict: bool) -> bool {
        let lowest = if strict { Severity::Warning } else { Severity::Error };
        self.failure.is_some() || self.messages.iter().any(|message| message.severity >= lowest)
    }

    /// Whether there is a warning or an error.
    pub fn has_warnings(&self) -> bool {
        self.is_failed(true)
    }

    fn add(&mut self, severity: Severity, path: &str, text: impl Into<String>) {
        self.messages.push(LintMessage {
            severity,
            path: path.to_owned(),
            text: text.into(),
            diagnostic: None,
        });
    }

    fn add_failure(&mut self, path: &str, text: impl Into<String>, diagnostic: Diagnostic) {
        let (path, text, diagnostic) = (path.to_owned(), text.into(), Some(diagnostic));
        self.messages.push(LintMessage { severity: Severity::Error, path, text, diagnostic });
    }
}

/// Looks at a chart.
pub fn lint(cx: &Context, options: Lint) -> LintReport {
    let mut report = LintReport::default();
    let path = cx.settings.working_dir.join(&options.path);
    let files = match Files::open(&path, &options.path) {
        Ok(files) => files,
        Err(failure) => return LintReport { failure: Some(failure), ..report },
    };
    let metadata = chart_yaml::check(&files, &mut report);
    values::check(&files, metadata.as_ref(), &options, &mut report);
    let chart = files.load();
    templates::check(cx, &files, &chart, options, &mut report);
    parts::check_dependencies(&files, &chart, &mut report);
    parts::check_crds(&files, &chart, &mut report);
    report
}

/// The files of a chart, read one by one, since the chart as a whole may not load.
struct Files {
    /// How the chart is called in messages: its absolute path, as Helm shows it.
    shown: String,
    path: PathBuf,
    /// The files of an archive; a folder is read from disk.
    archive: Option<Vec<chart::File>>,
}

impl Files {
    fn open(path: &Path, typed: &Path) -> crate::Result<Self> {
        let is_archive = path.is_file();
        let name = typed.display().to_string();
        let archive = if is_archive {
            let bytes =
                std::fs::read(path).map_err(|error| Failure::io(format!("cannot read {name}"), &error))?;
            Some(chart::archive_files(&name, &bytes)?)
        } else {
            None
        };
        let shown: PathBuf = path.components().filter(|part| *part != std::path::Component::CurDir).collect();
        let files = Self { shown: shown.display().to_string(), path: path.to_owned(), archive };
        if files.text("Chart.yaml").is_none() {
            let file = typed.join("Chart.yaml");
            return Err(Failure::new(Kind::NotFound, format!("{name} is not a chart: it has no Chart.yaml"))
                .in_helms_words(format!(
                    "unable to check Chart.yaml file in chart: stat {}: no such file or directory",
                    file.display()
                )));
        }
        Ok(files)
    }

    /// A file as text.
    fn text(&self, name: &str) -> Option<String> {
        match &self.archive {
            Some(files) => {
                let file = files.iter().find(|file| &*file.name == name)?;
                file.text().ok().map(Cow::into_owned)
            }
            None => {
                std::fs::read(self.path.join(name)).ok().map(|it| String::from_utf8_lossy(&it).into_owned())
            }
        }
    }

    /// Whether there is a folder.
    fn has_folder(&self, name: &str) -> bool {
        match &self.archive {
            Some(files) => files.iter().any(|file| file.name.starts_with(&format!("{name}/"))),
            None => self.path.join(name).is_dir(),
        }
    }

    fn load(&self) -> Result<Chart, chart::Error> {
        match &self.archive {
            Some(files) => Chart::from_files(&self.shown, files.clone(), &mut vec![]),
            None => Chart::load(&self.path),
        }
    }
}
