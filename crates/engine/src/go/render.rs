//! All templates of all charts, in Helm's order (pkg/engine/engine.go).

use std::sync::Arc;

use diagnostic::{Diagnostic, Source, SourceKind};
use gotemplate::{Compiled, Machine, TemplateSet, Value};

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
    let mut templates: Vec<(String, usize, &[u8])> = Vec::new();
    for (at, scope) in scopes.iter().enumerate() {
        templates.extend(scope.templates(Dialect::Go).map(|(path, file)| (path, at, &*file.data)));
    }
    if templates.is_empty() {
        return Ok(Vec::new());
    }
    templates.sort_by(|(a, ..), (b, ..)| helm_order(a, b));

    let functions = table();
    let mut set = TemplateSet::new("gotpl");
    for (path, _, data) in &templates {
        let source = Source::new(SourceKind::File, path.as_str(), String::from_utf8_lossy(data));
        let compiled = Compiled::new(&source, &functions).map_err(GoError::from)?;
        set.add(&compiled);
    }
    let set = Arc::new(set);

    let host = Host {
        functions: Arc::clone(&functions),
        included: Default::default(),
        templates: TemplateCache::default(),
        patterns: Default::default(),
        random: input.random.clone(),
        now: input.now.clone(),
        local: input.now.place().clone(),
        cluster: Arc::clone(&input.cluster),
        lenient: input.lenient,
    };
    let mut machine = Machine::new(functions, input.limits.go.clone(), host);
    let contexts = contexts(machine.heap_mut(), input, scopes);
    let mut files = Vec::with_capacity(templates.len());
    for (path, at, _) in templates.iter().filter(|(path, ..)| !is_partial(path)) {
        name_template(machine.heap_mut(), contexts[*at], path, &format!("{}/templates", scopes[*at].path));
        let output = machine.execute(&set, path, Value::Map(contexts[*at])).map_err(GoError::from)?;
        let text = without_no_value(output).to_text().into_owned();
        files.push(RenderedFile { path: path.as_str().into(), text });
    }
    Ok(files)
}
