//! All templates of all charts, in Helm's order (pkg/engine/engine.go).

use std::sync::Arc;

use chart::File;
use diagnostic::{Diagnostic, Kind, Source, SourceKind};
use gotemplate::{Compiled, Functions, Machine, Str, TemplateSet, Value};
use memchr::memmem;

use super::context::{contexts, name_template};
use super::error::GoError;
use super::functions::{TemplateCache, table};
use super::host::Host;
use super::no_value::without_no_value;
use super::order::in_helm_order;
use crate::scope::{Dialect, Scope, is_partial};
use crate::{Error, RenderInput, RenderedFile};

/// Renders the Go templates of all charts together: all are parsed into one set, then each that is no partial is
/// executed with its chart's context. What one changes in the values, later ones see.
pub(crate) fn render(
    input: &RenderInput<'_>,
    scopes: &[Scope<'_>],
    warnings: &mut Vec<Diagnostic>,
) -> Result<Vec<RenderedFile>, Error> {
    let Some(program) = Program::compile(scopes)? else { return Ok(Vec::new()) };
    let mut machine = program.machine(input);
    let contexts = contexts(machine.heap_mut(), input, scopes);
    let mut files = Vec::with_capacity(program.templates.len());
    for template in program.templates.iter().filter(|template| !is_partial(&template.path)) {
        let Template { path, scope, .. } = template;
        name_template(
            machine.heap_mut(),
            contexts[*scope],
            path,
            &format!("{}/templates", scopes[*scope].path),
        );
        let output = match program.execute(&mut machine, template, Value::Map(contexts[*scope])) {
            Ok(output) => output,
            Err(error) => {
                program.compile_all()?;
                return Err(error);
            }
        };
        let mut passed =
            machine.host::<Host>().map(|host| std::mem::take(&mut host.passed)).unwrap_or_default();
        passed.dedup();
        warnings.extend(
            passed.into_iter().map(|message| Diagnostic::warning(Kind::Values, format!("{path}: {message}"))),
        );
        let text = without_no_value(output).into_text();
        files.push(RenderedFile { path: path.as_str().into(), text: text.into() });
    }
    Ok(files)
}

/// A template of a chart.
struct Template {
    path: String,
    /// The number of its chart's scope.
    scope: usize,
    file: File,
}

impl Template {
    fn source(&self) -> Result<Arc<Source>, chart::Error> {
        Ok(Source::new(SourceKind::File, self.path.as_str(), self.file.text()?))
    }

    /// Whether it may define other templates than its own. Nothing that does lacks these words.
    fn may_define(&self) -> Result<bool, chart::Error> {
        let text = self.file.bytes()?;
        Ok(["define", "block"].iter().any(|word| memmem::find(text, word.as_bytes()).is_some()))
    }
}

/// The Go templates of all charts in one set.
///
/// Helm parses all of them before it executes one. Here a template that only stands for itself, as most do, is compiled
/// when its turn comes to be executed, and forgotten then: what all of them would need together is the greatest part of a
/// large chart's memory. So that the errors are Helm's, whatever goes wrong has all of them compiled first.
pub(super) struct Program {
    /// In Helm's order.
    templates: Vec<Template>,
    pub(super) set: Arc<TemplateSet>,
    functions: Arc<Functions>,
}

impl Program {
    /// Compiles those that define others, and partials; nothing where there is no template at all.
    pub(super) fn compile(scopes: &[Scope<'_>]) -> Result<Option<Self>, Error> {
        let mut templates: Vec<Template> = Vec::new();
        for (at, scope) in scopes.iter().enumerate() {
            let template = |(path, file): (String, &File)| Template { path, scope: at, file: file.clone() };
            templates.extend(scope.templates(Dialect::Go).map(template));
        }
        if templates.is_empty() {
            return Ok(None);
        }
        let templates = in_helm_order(templates, |template| &template.path);
        let mut set = TemplateSet::new("gotpl");
        let functions = table();
        for template in &templates {
            if is_partial(&template.path) || template.may_define()? || set.contains(&template.path) {
                match Compiled::new(&template.source()?, &functions) {
                    Ok(compiled) => set.add(&compiled),
                    Err(error) => {
                        compile_all(&templates, &functions)?;
                        return Err(GoError::from(error).into());
                    }
                }
            } else {
                let (path, file) = (template.path.clone(), template.file.clone());
                // It was read just now.
                let source =
                    move || Source::new(SourceKind::File, path.as_str(), file.text().unwrap_or_default());
                set.add_later(template.path.as_str(), source, &functions);
            }
        }
        Ok(Some(Self { templates, set: Arc::new(set), functions }))
    }

    /// Compiles every template, in Helm's order.
    ///
    /// # Errors
    /// The first one that does not parse.
    pub(super) fn compile_all(&self) -> Result<(), Error> {
        compile_all(&self.templates, &self.functions)
    }

    /// Executes a template that is no partial.
    fn execute(&self, machine: &mut Machine, template: &Template, data: Value) -> Result<Str, Error> {
        let output = if self.set.waits(&template.path) {
            let compiled = Compiled::new(&template.source()?, &self.functions).map_err(GoError::from)?;
            machine.execute_in(&self.set, compiled.main(), data)
        } else {
            machine.execute(&self.set, &template.path, data)
        };
        Ok(output.map_err(GoError::from)?)
    }

    /// A machine for one render.
    pub(super) fn machine(&self, input: &RenderInput<'_>) -> Machine {
        let host = Host {
            functions: Arc::clone(&self.functions),
            included: Default::default(),
            templates: TemplateCache::default(),
            patterns: Default::default(),
            random: input.random.clone(),
            now: input.now.clone(),
            local: input.now.place().clone(),
            cluster: Arc::clone(&input.cluster),
            lenient: input.lenient,
            passed: Vec::new(),
        };
        Machine::new(Arc::clone(&self.functions), input.limits.go.clone(), host)
    }
}

fn compile_all(templates: &[Template], functions: &Functions) -> Result<(), Error> {
    for template in templates {
        Compiled::new(&template.source()?, functions).map_err(GoError::from)?;
    }
    Ok(())
}
