//! The dialect of native charts.

use diagnostic::Diagnostic;

use crate::scope::Scope;
use crate::{Error, RenderInput, RenderedFile};

/// Renders the Tera templates of all charts, each chart with its own and its libraries' components.
pub(crate) fn render(
    _input: &RenderInput<'_>,
    _scopes: &[Scope<'_>],
    _warnings: &mut Vec<Diagnostic>,
) -> Result<Vec<RenderedFile>, Error> {
    Ok(vec![])
}
