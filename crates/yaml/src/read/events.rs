//! The parser's events, and those of an alias played again.

use std::collections::HashMap;
use std::ops::Range;

use diagnostic::Span;
use granit_parser::{Event, Parser};

use super::input::Text;
use super::wording;
use crate::{Error, ErrorKind};

/// Deeper documents are refused. Go allows 10,000; no chart needs more than a dozen, and recursion over a
/// tree must fit a thread's stack.
pub(crate) const MAX_DEPTH: usize = 400;

/// The events of a text. While an anchored node passes by it is recorded, so that an alias can play it again.
pub(crate) struct Events<'t> {
    text: &'t str,
    parser: Parser<'t, Text<'t>>,
    tape: Vec<(Event<'t>, Span)>,
    /// How many anchored nodes are open; what passes is recorded while there is one.
    recording: usize,
    /// Recorded nodes by the parser's number for their anchor; absent while the node is still open.
    anchors: HashMap<usize, Range<usize>>,
    /// Stretches of the tape being played, innermost last.
    playing: Vec<Range<usize>>,
}

impl<'t> Events<'t> {
    pub(crate) fn new(text: &'t str, comments: bool) -> Self {
        Self {
            text,
            parser: Parser::with_options(Text::new(text), options(comments)),
            tape: Vec::new(),
            recording: 0,
            anchors: HashMap::new(),
            playing: Vec::new(),
        }
    }

    /// The whole text.
    pub(crate) fn text(&self) -> &'t str {
        self.text
    }

    /// The next event; the stream's end for ever once it is reached.
    pub(crate) fn next(&mut self) -> Result<(Event<'t>, Span), Error> {
        if let Some(range) = self.playing.last_mut() {
            let at = range.next().unwrap_or(range.end.saturating_sub(1));
            return Ok(self.tape[at].clone());
        }
        let (event, span) = match self.parser.next_event() {
            None => return Ok((Event::StreamEnd, Span::new(self.text.len(), self.text.len()))),
            Some(Ok((event, span))) => (event, bytes(span)),
            Some(Err(error)) => return Err(self.error(&error)),
        };
        if event.anchor_id().is_some_and(|id| id != 0) {
            self.recording += 1;
        }
        if self.recording > 0 {
            self.tape.push((event.clone(), span));
        }
        Ok((event, span))
    }

    fn error(&self, error: &granit_parser::ScanError) -> Error {
        match error.kind() {
            granit_parser::ErrorKind::RecursionLimitExceeded => {
                let at = error.marker().byte_offset().unwrap_or(0);
                too_deep(Span::new(at, at + 1))
            }
            _ => wording::syntax(self.text, error),
        }
    }

    /// Where on the tape the next event stands; meaningful while recording or playing.
    pub(crate) fn position(&self) -> usize {
        self.playing.last().map_or(self.tape.len(), |range| range.start)
    }

    /// Records what passes until [`Events::stop`], for a node without an anchor; the last event is not on it.
    pub(crate) fn record(&mut self) {
        self.recording += 1;
    }

    /// Ends what [`Events::record`] began.
    pub(crate) fn stop(&mut self) {
        self.recording -= 1;
    }

    /// Closes an anchored node that began at this place of the tape.
    pub(crate) fn anchor(&mut self, id: usize, start: usize) {
        if self.playing.is_empty() {
            self.recording -= 1;
            self.anchors.insert(id, start..self.tape.len());
        }
    }

    /// What an alias stands for; nothing inside the anchored node itself.
    pub(crate) fn anchored(&self, id: usize) -> Option<Range<usize>> {
        self.anchors.get(&id).cloned()
    }

    /// The recorded event at a place.
    pub(crate) fn recorded(&self, at: usize) -> &Event<'t> {
        &self.tape[at].0
    }

    /// Plays a recorded stretch; [`Events::resume`] goes on where it was before.
    pub(crate) fn play(&mut self, range: Range<usize>) {
        self.playing.push(range);
    }

    /// Ends what [`Events::play`] began.
    pub(crate) fn resume(&mut self) {
        self.playing.pop();
    }

    /// Forgets the anchors of a document, which do not reach into the next.
    pub(crate) fn end_document(&mut self) {
        self.tape.clear();
        self.anchors.clear();
    }
}

/// How the parser is to read.
pub(super) fn options(comments: bool) -> granit_parser::Options {
    let mut options = granit_parser::options! {
        bom_inside_document_as_content: true,
        block_scalar_eof_without_line_feed: true,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
        max_buffered_comment_events: usize::MAX,
    };
    options.set_emit_comments(comments);
    options
}

pub(crate) fn too_deep(span: Span) -> Error {
    Error::new(
        ErrorKind::Limit,
        format!("nested deeper than {MAX_DEPTH} levels"),
        span,
        format!("yaml: exceeded max depth of {MAX_DEPTH}"),
    )
}

fn bytes(span: granit_parser::Span) -> Span {
    Span::new(span.start.byte_offset().unwrap_or(0), span.end.byte_offset().unwrap_or(0))
}
