//! All templates of all charts, in Helm's order (pkg/engine/engine.go).

use std::sync::Arc;

use chart::File;
use diagnostic::{Diagnostic, Source, SourceKind};
use gotemplate::{Compiled, Functions, Machine, TemplateSet, Value};

use super::context::{contexts, name_template};
use super::error::GoError;
use super::functions::{TemplateCache, table};
use super::host::Host;
use super::no_value::without_no_value;
use super::order::helm_order;
use crate::scope::{Dialect, Scope, is_partial};
use crate::{Error, RenderInput, RenderedFile};

/// Renders the Go templates of all charts together: all are parsed into one set, then each that is no partial is
/// executed with its chart's context. What one changes in the values, later ones see.
pub(crate) fn render(
    input: &RenderInput<'_>,
    scopes: &[Scope<'_>],
    _warnings: &mut Vec<Diagnostic>,
) -> Result<Vec<RenderedFile>, Error> {
    let Some(program) = Program::compile(scopes)? else { return Ok(Vec::new()) };
    let mut machine = program.machine(input);
    let contexts = contexts(machine.heap_mut(), input, scopes);
    let mut files = Vec::with_capacity(program.files.len());
    for (path, at) in program.files.iter().filter(|(path, _)| !is_partial(path)) {
        name_template(machine.heap_mut(), contexts[*at], path, &format!("{}/templates", scopes[*at].path));
        let output = machine.execute(&program.set, path, Value::Map(contexts[*at])).map_err(GoError::from)?;
        let text = without_no_value(output).to_text().into_owned();
        files.push(RenderedFile { path: path.as_str().into(), text });
    }
    Ok(files)
}

/// The Go templates of all charts, compiled into one set.
pub(super) struct Program {
    /// Every template in Helm's order, with the number of its chart's scope.
    files: Vec<(String, usize)>,
    pub(super) set: Arc<TemplateSet>,
    functions: Arc<Functions>,
}

impl Program {
    /// Compiles them; nothing where there are none.
    pub(super) fn compile(scopes: &[Scope<'_>]) -> Result<Option<Self>, GoError> {
        let mut templates: Vec<(String, usize, &File)> = Vec::new();
        for (at, scope) in scopes.iter().enumerate() {
            templates.extend(scope.templates(Dialect::Go).map(|(path, file)| (path, at, file)));
        }
        if templates.is_empty() {
            return Ok(None);
        }
        templates.sort_by(|(a, ..), (b, ..)| helm_order(a, b));
        let functions = table();
        let mut set = TemplateSet::new("gotpl");
        for (path, _, file) in &templates {
            let source = Source::new(SourceKind::File, path.as_str(), file.text());
            set.add(&Compiled::new(&source, &functions)?);
        }
        let files = templates.into_iter().map(|(path, at, _)| (path, at)).collect();
        Ok(Some(Self { files, set: Arc::new(set), functions }))
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
        };
        Machine::new(Arc::clone(&self.functions), input.limits.go.clone(), host)
    }
}
