//! A template for a file of the other dialect.

use chart::Chart;
use functions::random::Random;
use gotemplate::{MapId, Value, go_float};
use yaml::{Node, Tree};

use super::context::{contexts, name_template};
use super::error::GoError;
use super::no_value::without_no_value;
use super::render::Program;
use crate::scope::{Scope, scopes};
use crate::{Capabilities, Cluster, Error, Limits, ReleaseInfo, RenderInput};

/// The Go templates of a tree of charts, for files that are not Go templates. Each inclusion sees the values as they
/// were before any Go file ran, and changes nothing for anybody else.
pub(crate) struct Includes {
    program: Option<Program>,
    chart: Chart,
    values: Node,
    release: ReleaseInfo,
    capabilities: Capabilities,
    cluster: std::sync::Arc<dyn Cluster>,
    now: functions::moment::Moment,
    limits: Limits,
    lenient: bool,
}

impl Includes {
    /// Compiles the templates.
    ///
    /// # Errors
    /// One that cannot be read, or does not parse.
    pub(crate) fn new(input: &RenderInput<'_>, scopes: &[Scope<'_>]) -> Result<Self, Error> {
        let program = Program::compile(scopes)?;
        // A file that includes one of them knows nothing of the others.
        program.iter().try_for_each(Program::compile_all)?;
        Ok(Self {
            program,
            chart: input.chart.clone(),
            values: input.values.clone(),
            release: input.release.clone(),
            capabilities: input.capabilities.clone(),
            cluster: input.cluster.clone(),
            now: input.now.clone(),
            limits: input.limits.clone(),
            lenient: input.lenient,
        })
    }

    /// Executes a template with a context, or with what Go templates of the chart at `path` see if there is none.
    ///
    /// # Errors
    /// No such template, or one that does not execute.
    pub(crate) fn include<'t, T: Tree<'t>>(
        &self,
        path: &str,
        name: &str,
        context: Option<T>,
        random: Random,
    ) -> Result<String, String> {
        let Some(program) = &self.program else { return Err(format!("there is no Go template `{name}`")) };
        let input = RenderInput {
            chart: &self.chart,
            values: &self.values,
            release: self.release.clone(),
            capabilities: self.capabilities.clone(),
            cluster: self.cluster.clone(),
            now: self.now.clone(),
            random,
            limits: self.limits.clone(),
            lenient: self.lenient,
        };
        let mut machine = program.machine(&input);
        let data = match context {
            Some(context) => machine.heap_mut().import(context, &|_, number| go_float(number)),
            None => {
                let scopes = scopes(&self.chart, &self.values);
                let all: Vec<MapId> = contexts(machine.heap_mut(), &input, &scopes);
                let here = scopes.iter().position(|scope| scope.path == path).unwrap_or(0);
                name_template(machine.heap_mut(), all[here], name, &format!("{path}/templates"));
                Value::Map(all[here])
            }
        };
        let output =
            machine.execute(&program.set, name, data).map_err(|error| told(&GoError::from(error)))?;
        Ok(without_no_value(output).to_text().into_owned())
    }
}

/// An error in one line, for the report of the file that includes.
fn told(error: &GoError) -> String {
    let diagnostic = error.diagnostic();
    let place = diagnostic.labels.first().map(|label| diagnostic::Origin::new(&label.source, label.span));
    let place = place.map_or_else(String::new, |place| format!(" at {place}"));
    let hints: String = diagnostic.hints.iter().map(|hint| format!("; {hint}")).collect();
    format!("{}{place}{hints}", diagnostic.message)
}
