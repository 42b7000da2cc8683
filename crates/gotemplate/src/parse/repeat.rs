//! Actions that a text repeats, which are parsed once.
//!
//! Half of the actions of a large chart stand in the same file before, letter by letter: `{{- end }}`, labels, names. What
//! one became serves its repetitions, too; only their places differ, which [`Shifted`] tells.

use std::collections::HashMap;

use diagnostic::Span;
use foldhash::fast::RandomState;

use super::lex::Token;
use super::node::{Pipe, TemplateCall};
use super::parser::{Ending, Failure, Keyword, Parser};
use super::parts::Place;
use super::program::{Op, Shifted};

/// What an action is when it has been parsed.
#[derive(Clone, Copy)]
pub(super) enum Action {
    Print(Place<Pipe>),
    /// Begins a control structure.
    Branch(Keyword, Place<Pipe>),
    Template(Place<TemplateCall>),
    End,
    Else,
}

/// An action that was parsed before.
#[derive(Clone, Copy)]
pub(super) struct Known {
    action: Action,
    /// Its first token.
    keyword: Span,
    /// Where its text began.
    start: u32,
    /// Which variables there were, if it uses any that are not there everywhere.
    scope: Option<u32>,
}

/// The actions of a text by their own text, from behind the left delimiter to the right one.
#[derive(Default)]
pub(super) struct KnownActions<'t>(HashMap<&'t str, Known, RandomState>);

impl KnownActions<'_> {
    /// None, with room for so many.
    pub(super) fn with_room(actions: usize) -> Self {
        Self(HashMap::with_capacity_and_hasher(actions, RandomState::default()))
    }
}

impl<'t> Parser<'_, 't> {
    /// The action that follows, if it is the repetition of another and means the same.
    pub(super) fn repetition(&self, ahead: &str) -> Option<Known> {
        let known = *self.shared.known.0.get(ahead)?;
        known.scope.is_none_or(|scope| scope == self.scope).then_some(known)
    }

    /// Does what the action did before; its text is passed over.
    pub(super) fn repeat(&mut self, known: Known, ahead: &str) -> Result<Option<Ending>, Failure> {
        let by = self.shared.lexer.at() - known.start;
        let delim = self.shared.lexer.pass_action(ahead);
        self.stand_behind(delim);
        match known.action {
            Action::Print(part) => {
                self.program.push(Op::Print(Shifted { part, by }));
            }
            Action::Template(part) => {
                self.program.push(Op::Template(Shifted { part, by }));
            }
            Action::Branch(keyword, part) => {
                let span = Span { start: known.keyword.start + by, end: known.keyword.end + by };
                self.shared.open.push(span);
                self.branch_on(keyword, Shifted { part, by })?;
                self.shared.open.pop();
            }
            Action::End => return Ok(Some(Ending::End)),
            Action::Else => return Ok(Some(Ending::Else)),
        }
        Ok(None)
    }

    /// Keeps what an action became that has just been parsed to its end, unless its text ends with another delimiter than
    /// its first.
    pub(super) fn remember(&mut self, ahead: &'t str, keyword: Token, action: Action) {
        let Some(start) = self.last_token_ends(ahead) else { return };
        let scope = self.uses_scope.then_some(self.scope);
        self.shared.known.0.insert(ahead, Known { action, keyword: keyword.span, start, scope });
    }
}
