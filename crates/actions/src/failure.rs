//! What a verb failed on.

use std::fmt;
use std::path::{Path, PathBuf};

use diagnostic::{Diagnostic, Kind};

/// The result of a verb.
pub type Result<T> = std::result::Result<T, Failure>;

/// What a verb failed on: one or more diagnostics, the first of which sets the exit code.
#[derive(Clone, Debug)]
pub struct Failure {
    /// What to tell the user; never empty.
    pub diagnostics: Vec<Diagnostic>,
    /// What Helm prints after `Error: ` for the same failure, where its words are known to differ from the
    /// first diagnostic's message.
    pub helm: Option<String>,
    /// What goes to stdout all the same, before it is told.
    pub printed: Option<String>,
}

impl Failure {
    /// A failure that is one sentence.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Diagnostic::error(kind, message).into()
    }

    /// A wrongly called command.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// Sets Helm's words.
    #[must_use]
    pub fn in_helms_words(mut self, text: impl Into<String>) -> Self {
        self.helm = Some(text.into());
        self
    }

    /// Why a chart does not load. Where Helm renders or packs a chart it first looks of which kind it is, and says what it
    /// misses there in other words (pkg/chart/loader).
    pub fn of_chart(error: chart::Error, path: &Path) -> Self {
        // One that `.helmignore` hides is missed later.
        let undetected = matches!(error, chart::Error::NoChartYaml { .. })
            && path.is_dir()
            && !path.join("Chart.yaml").exists();
        let failure = Self::from(error);
        if !undetected {
            return failure;
        }
        let file = path.components().collect::<PathBuf>().join("Chart.yaml");
        let file = file.display();
        failure.in_helms_words(format!(
            "unable to detect chart at {file}: open {file}: no such file or directory"
        ))
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        if let Some(first) = self.diagnostics.first_mut() {
            first.hints.push(hint.into());
        }
        self
    }

    /// Says what was attempted: `cannot read values: …`.
    #[must_use]
    pub fn context(mut self, attempted: impl fmt::Display) -> Self {
        if let Some(first) = self.diagnostics.first_mut() {
            first.message = format!("{attempted}: {}", first.message);
        }
        self.helm = self.helm.map(|text| format!("{attempted}: {text}"));
        self
    }

    /// The class of the first diagnostic.
    pub fn kind(&self) -> Kind {
        self.diagnostics.first().map_or(Kind::Internal, |first| first.kind)
    }

    /// Helm's words for it.
    pub fn helm_text(&self) -> String {
        self.helm.clone().unwrap_or_else(|| self.to_string())
    }

    /// A file that could not be read or written.
    pub fn io(attempted: impl fmt::Display, error: &std::io::Error) -> Self {
        use std::io::ErrorKind as E;
        let mut diagnostic = Diagnostic::error(Kind::Io, format!("{attempted}: {error}"));
        match error.kind() {
            E::NotFound => diagnostic.kind = Kind::NotFound,
            E::PermissionDenied => {
                diagnostic = diagnostic.hint("check who owns the file and its permissions (`ls -l`)");
            }
            E::StorageFull | E::QuotaExceeded => {
                diagnostic =
                    diagnostic.hint("free some space (`df -h` shows how full the disk is) and try again");
            }
            E::ReadOnlyFilesystem => {
                diagnostic = diagnostic.hint("the disk is mounted read-only; name another place");
            }
            _ => {}
        }
        diagnostic.into()
    }
}

impl From<Diagnostic> for Failure {
    fn from(diagnostic: Diagnostic) -> Self {
        Self { diagnostics: vec![diagnostic], helm: None, printed: None }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.diagnostics.first() {
            Some(first) => f.write_str(&first.message),
            None => f.write_str("unknown failure"),
        }
    }
}

impl std::error::Error for Failure {}

impl From<oci::Error> for Failure {
    fn from(error: oci::Error) -> Self {
        error.diagnostic().into()
    }
}

impl From<chart::Error> for Failure {
    fn from(error: chart::Error) -> Self {
        let helm = in_helms_words(&error);
        Self { diagnostics: vec![error.diagnostic()], helm, printed: None }
    }
}

/// What Helm says of a chart that does not load (pkg/chart/v2/loader/load.go), where its words differ.
fn in_helms_words(error: &chart::Error) -> Option<String> {
    match error {
        chart::Error::NoChartYaml { .. } => Some("Chart.yaml file is missing".to_owned()),
        chart::Error::Yaml(yaml) => {
            let origin = yaml.origin();
            let file = origin.source.as_ref()?.name.rsplit('/').next()?;
            match file {
                "values.yaml" => Some(format!("cannot load values.yaml: {}", unread_values(error)?)),
                "Chart.yaml" => Some(format!("cannot load Chart.yaml: {}", yaml.go_conversion())),
                _ => None,
            }
        }
        chart::Error::ValuesNotATable { .. } | chart::Error::Separator { .. } => {
            Some(format!("cannot load values.yaml: {}", unread_values(error)?))
        }
        chart::Error::Subchart { name, chart, error } => {
            Some(format!("error unpacking subchart {name} in {chart}: {}", in_helms_words(error)?))
        }
        _ => None,
    }
}

/// What Helm says of a values file that cannot be read, wherever it comes from (LoadValues of pkg/chart/loader).
fn unread_values(error: &chart::Error) -> Option<String> {
    let why = match error {
        chart::Error::Yaml(yaml) => yaml.go_conversion(),
        chart::Error::ValuesNotATable { found, .. } => {
            let found = match *found {
                "boolean" => "bool",
                "integer" => "number",
                other => other,
            };
            format!(
                "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {found} into Go value of type \
                 map[string]interface {{}}"
            )
        }
        chart::Error::Separator { text, .. } => {
            return Some(format!("error reading yaml document: invalid Yaml document separator: {text}"));
        }
        _ => return None,
    };
    Some(format!("cannot unmarshal yaml document: {why}"))
}

/// The file of a user that cannot be read, as Helm calls it.
fn unread_file(error: &chart::Error) -> Option<String> {
    let origin = match error {
        chart::Error::Yaml(yaml) => yaml.origin(),
        chart::Error::ValuesNotATable { origin, .. } | chart::Error::Separator { origin, .. } => {
            origin.clone()
        }
        _ => return None,
    };
    Some(format!("failed to parse {}: {}", origin.source?.name, unread_values(error)?))
}

impl From<values::Error> for Failure {
    fn from(error: values::Error) -> Self {
        let unread = if let values::Error::File(error) = &error { unread_file(error) } else { None };
        let helm = Some(unread.unwrap_or_else(|| error.to_string()));
        Self { diagnostics: error.diagnostics(), helm, printed: None }
    }
}

impl From<engine::TextError> for Failure {
    fn from(error: engine::TextError) -> Self {
        let helm = Some(error.to_string());
        Self { diagnostics: vec![error.diagnostic()], helm, printed: None }
    }
}

impl From<engine::Error> for Failure {
    fn from(error: engine::Error) -> Self {
        let helm = Some(error.to_string());
        Self { diagnostics: vec![error.diagnostic()], helm, printed: None }
    }
}
