//! A text that belongs to no chart.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use diagnostic::{Diagnostic, Source, SourceKind};
use functions::moment::Moment;
use functions::random::Random;
use gotemplate::{Compiled, ExecError, Limits, Machine, ParseError, TemplateSet, Value, go_float};
use yaml::Node;

use super::functions::{TemplateCache, sprig};
use super::host::Host;
use crate::NoCluster;

/// Why a text does not parse or execute; shown as Go's text/template shows it.
#[derive(Debug)]
#[non_exhaustive]
pub enum TextError {
    /// It does not parse.
    Parse(Box<ParseError>),
    /// It does not execute.
    Exec(Box<ExecError>),
}

impl TextError {
    /// The error with the line that failed.
    pub fn diagnostic(&self) -> Diagnostic {
        match self {
            Self::Parse(error) => error.diagnostic(),
            Self::Exec(error) => error.diagnostic(),
        }
    }
}

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parse(error) => error.fmt(f),
            Self::Exec(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for TextError {}

/// Executes a Go template that belongs to no chart, such as that of `--name-template`: it has Sprig's functions but none of
/// Helm's own, and its dot is `data`, or nothing.
///
/// # Errors
/// A text that does not parse or execute.
pub fn render_text(name: &str, text: &str, data: Option<&Node>, now: &Moment) -> Result<String, TextError> {
    let functions = sprig();
    let source = Source::new(SourceKind::File, name, text);
    let compiled = Compiled::new(&source, &functions).map_err(|error| TextError::Parse(Box::new(error)))?;
    let mut set = TemplateSet::new(name);
    set.add(&compiled);
    let host = Host {
        functions: Arc::clone(&functions),
        included: HashMap::new(),
        templates: TemplateCache::default(),
        patterns: Default::default(),
        random: Random::system(),
        now: now.clone(),
        local: now.place().clone(),
        cluster: Arc::new(NoCluster),
        lenient: false,
        passed: Vec::new(),
    };
    let mut machine = Machine::new(functions, Limits::default(), host);
    let dot = data.map_or(Value::Nil, |node| machine.heap_mut().import(node, &|_, number| go_float(number)));
    let written = machine.execute(&Arc::new(set), name, dot);
    written.map(|text| text.to_text().into_owned()).map_err(|error| TextError::Exec(Box::new(error)))
}
