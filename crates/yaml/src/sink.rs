//! What a reader fills: a tree, or another program's heap without a tree in between.

use diagnostic::Span;

use crate::Scalar;

/// Takes the values of a document in order, with aliases and merge keys already expanded.
///
/// Keys may repeat: the last value of a key counts. A merged key comes before or after the table's own as its
/// source says, so that "the last counts" is go-yaml v2's rule for merges too.
pub trait Sink {
    /// A value that is neither a list nor a table. Floats are finite.
    fn scalar(&mut self, value: Scalar<'_>, span: Span);

    /// A list begins.
    fn begin_sequence(&mut self, span: Span);

    /// The innermost list ends; the span covers all of it.
    fn end_sequence(&mut self, span: Span);

    /// A table begins.
    fn begin_mapping(&mut self, span: Span);

    /// A key of the innermost table; its value comes next. `merged` tells that it came through `<<`.
    fn key(&mut self, key: &str, span: Span, merged: bool);

    /// The innermost table ends; the span covers all of it.
    fn end_mapping(&mut self, span: Span);

    /// Whether the value that comes next matters. One that does not may be told as null, or as empty text, to save the time
    /// of finding out.
    fn wants(&self) -> bool {
        true
    }
}
