//! The dialect of Helm.

use diagnostic::Diagnostic;

use crate::scope::{Dialect, Scope};
use crate::{Error, RenderInput, RenderedFile};

/// Renders the Go templates of all charts together, in Helm's order.
pub(crate) fn render(
    _input: &RenderInput<'_>,
    scopes: &[Scope<'_>],
    _warnings: &mut Vec<Diagnostic>,
) -> Result<Vec<RenderedFile>, Error> {
    match scopes.iter().flat_map(|scope| scope.templates(Dialect::Go)).next() {
        None => Ok(vec![]),
        Some((path, _)) => Err(Error::Unsupported { path }),
    }
}
