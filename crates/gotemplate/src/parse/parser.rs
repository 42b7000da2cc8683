//! Tokens into programs (text/template/parse/parse.go).

use std::collections::HashMap;
use std::sync::Arc;

use diagnostic::{Source, Span};

use super::lex::{Kind, Lexer, Token};
use super::node::{Command, Node, Pipe, Target, TemplateCall};
use super::parts::{Parts, Place};
use super::program::{Op, Program, Shifted};
use super::repeat::{Action, KnownActions};
use crate::error::ParseError;
use crate::fmt::{quote, unquote};
use crate::function::Functions;
use crate::value::Str;

/// A template of a text: the text itself under its own name, or a `define` or `block` in it.
#[derive(Debug)]
pub(crate) struct Definition {
    pub(crate) name: Arc<str>,
    pub(crate) ops: Vec<Op>,
    /// Whether there is nothing but space and comments.
    pub(crate) empty: bool,
    /// How many variables there are at once, `$` included.
    pub(crate) slots: usize,
}

/// How deep parentheses and control structures may be nested: each level takes room on the stack. Go allows 10,000
/// parentheses and any number of the rest.
const MAX_DEPTH: usize = 160;

/// What is wrong, in a box: results are handed on for every operand.
pub(super) type Failure = Box<ParseError>;

/// The templates of a text, and what their pipelines consist of; the text's own comes last, under the name of the source.
pub(crate) fn parse(
    source: &Arc<Source>,
    functions: &Functions,
) -> Result<(Vec<Definition>, Parts), ParseError> {
    // There is an action on 80 bytes of most texts, and half of them are repetitions.
    let actions = (source.text.len() / 80).clamp(4, 256);
    let mut shared = Shared {
        lexer: Lexer::new(&source.text),
        source,
        functions,
        parts: Parts::for_actions(actions),
        known: KnownActions::with_room(actions),
        scopes: 0,
        definitions: Vec::new(),
        index: HashMap::new(),
        depth: 0,
        open: Vec::new(),
        commands: Vec::new(),
        operands: Vec::new(),
    };
    let mut parser = Parser::new(&mut shared, Str::from(&*source.name));
    parser.program = Program::for_actions(actions);
    match parser.top().and_then(|()| parser.add()) {
        Ok(()) => Ok((shared.definitions, shared.parts)),
        Err(error) => Err(*error),
    }
}

/// What all trees of a text share.
pub(super) struct Shared<'t> {
    pub(super) lexer: Lexer<'t>,
    pub(super) source: &'t Arc<Source>,
    pub(super) functions: &'t Functions,
    pub(super) parts: Parts,
    pub(super) known: KnownActions<'t>,
    /// How many scopes there were.
    scopes: u32,
    definitions: Vec<Definition>,
    index: HashMap<Str, usize>,
    depth: usize,
    /// The keywords whose `end` is still to come.
    pub(super) open: Vec<Span>,
    /// What belongs to pipelines and commands that are not yet complete.
    pub(super) commands: Vec<Command>,
    pub(super) operands: Vec<Node>,
}

/// The parser of one definition. As in Go each remembers its own tokens, which decides what line an error names.
pub(super) struct Parser<'p, 't> {
    pub(super) shared: &'p mut Shared<'t>,
    name: Str,
    /// The last token that was read, and before it those that were put back.
    tokens: [Token; 2],
    /// How many of them come again.
    pending: usize,
    /// Whether it has read any token yet.
    begun: bool,
    pub(super) program: Program,
    /// The variables that exist at this point; the place is the slot, except for an assigned one.
    pub(super) variables: Vec<Target>,
    pub(super) slots: usize,
    /// A number that no other scope of the text has: with the variables it changes.
    pub(super) scope: u32,
    /// Whether the current action uses a variable that is not there everywhere.
    pub(super) uses_scope: bool,
    /// The delimiter that the current action starts with.
    action: Option<Token>,
}

/// What a control structure does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Keyword {
    If,
    With,
    Range,
}

/// What ends a list.
pub(super) enum Ending {
    End,
    Else,
}

impl Ending {
    const fn shown(&self) -> &'static str {
        match self {
            Self::End => "{{end}}",
            Self::Else => "{{else}}",
        }
    }
}

impl<'p, 't> Parser<'p, 't> {
    fn new(shared: &'p mut Shared<'t>, name: Str) -> Self {
        shared.scopes += 1;
        Self {
            scope: shared.scopes,
            uses_scope: false,
            shared,
            name,
            tokens: Default::default(),
            pending: 0,
            begun: false,
            program: Program::default(),
            variables: vec![Target { name: Str::literal("$"), slot: Some(0) }],
            slots: 1,
            action: None,
        }
    }

    // Tokens.

    #[inline]
    pub(super) fn next(&mut self) -> Token {
        if self.pending > 0 {
            self.pending -= 1;
        } else {
            self.read();
        }
        self.tokens[self.pending]
    }

    fn read(&mut self) {
        self.tokens[0] = self.shared.lexer.next();
        self.begun = true;
    }

    #[inline]
    pub(super) const fn backup(&mut self) {
        self.pending += 1;
    }

    /// Puts back the last token and one before it.
    pub(super) fn backup2(&mut self, before: Token) {
        self.tokens[1] = before;
        self.pending = 2;
    }

    /// Makes a token that was not read the last one.
    pub(super) fn stand_behind(&mut self, token: Token) {
        self.tokens[0] = token;
    }

    /// Where the text that was ahead began, if the last token is its end.
    pub(super) fn last_token_ends(&self, ahead: &str) -> Option<u32> {
        let start = self.tokens[0].span.end.checked_sub(u32::try_from(ahead.len()).ok()?)?;
        let rest = self.shared.source.text.get(start as usize..)?;
        (self.pending == 0 && std::ptr::eq(rest.as_ptr(), ahead.as_ptr())).then_some(start)
    }

    /// Notes that the variables have changed.
    pub(super) fn change_scope(&mut self) {
        self.shared.scopes += 1;
        self.scope = self.shared.scopes;
    }

    #[inline]
    pub(super) fn peek(&mut self) -> Token {
        if self.pending == 0 {
            self.pending = 1;
            self.read();
        }
        self.tokens[self.pending - 1]
    }

    pub(super) fn text_of(&self, token: Token) -> &'t str {
        self.shared.lexer.text_of(token)
    }

    fn expect(&mut self, kind: Kind, context: &str) -> Result<Token, Failure> {
        let token = self.next();
        if token.kind == kind { Ok(token) } else { Err(self.unexpected(token, context)) }
    }

    // Errors.

    pub(super) fn error(&self, message: impl Into<String>) -> Failure {
        self.error_at(self.tokens[0].span, message)
    }

    pub(super) fn error_at(&self, span: Span, message: impl Into<String>) -> Failure {
        Box::new(ParseError {
            source_text: Arc::clone(self.shared.source),
            line: if self.begun { self.shared.lexer.line_of(self.tokens[0]) } else { 0 },
            span,
            message: message.into(),
            nearest: None,
            unclosed: None,
        })
    }

    pub(super) fn unexpected(&self, token: Token, context: &str) -> Failure {
        let lexer = &self.shared.lexer;
        let mut message = lexer.shown(token);
        if token.kind != Kind::Error {
            return self.error_at(token.span, format!("unexpected {message} in {context}"));
        }
        let started = self.action.map(|delim| lexer.line_of(delim));
        if let Some(line) = started.filter(|line| *line != lexer.line_of(token)) {
            let action = if message.ends_with(" action") { "" } else { " in action" };
            message = format!("{message}{action} started at {}:{line}", self.shared.source.name);
        }
        self.error_at(token.span, message)
    }

    /// Counts a level of nesting while `parse` runs.
    pub(super) fn deeper<T>(
        &mut self,
        parse: impl FnOnce(&mut Self) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        if self.shared.depth >= MAX_DEPTH {
            return Err(self.error("max expression depth exceeded"));
        }
        self.shared.depth += 1;
        let parsed = parse(self);
        self.shared.depth -= 1;
        parsed
    }

    // Lists.

    /// The whole text: like a list, but with definitions, up to the end.
    fn top(&mut self) -> Result<(), Failure> {
        while self.peek().kind != Kind::Eof {
            if self.peek().kind == Kind::LeftDelim && self.shared.lexer.begins("define") {
                let delim = self.next();
                let keyword = self.next();
                if keyword.kind == Kind::Define {
                    self.shared.open.push(keyword.span);
                    Parser::new(self.shared, Str::EMPTY).definition()?;
                    self.shared.open.pop();
                    continue;
                }
                self.backup2(delim);
            }
            if let Some(ending) = self.text_or_action()? {
                return Err(self.error(format!("unexpected {}", ending.shown())));
            }
        }
        Ok(())
    }

    fn definition(mut self) -> Result<(), Failure> {
        const CONTEXT: &str = "define clause";
        let name = self.next();
        self.name = self.template_name(name, CONTEXT)?;
        self.expect(Kind::RightDelim, CONTEXT)?;
        match self.body()? {
            Ending::End => Ok(()),
            ending => Err(self.error(format!("unexpected {} in {CONTEXT}", ending.shown()))),
        }
    }

    /// A list as a definition, if it ends as it must.
    fn body(&mut self) -> Result<Ending, Failure> {
        let ending = self.list()?;
        if matches!(ending, Ending::End) {
            self.add()?;
        }
        Ok(ending)
    }

    /// Adds the definition to those of the text; of several with a name one may be more than space.
    fn add(&mut self) -> Result<(), Failure> {
        let name = self.name.clone();
        let program = std::mem::take(&mut self.program);
        let definition = Definition {
            name: (*name.to_text()).into(),
            empty: !program.solid,
            ops: program.ops,
            slots: self.slots,
        };
        let definitions = &mut self.shared.definitions;
        match self.shared.index.get(&name) {
            None => {
                self.shared.index.insert(name, definitions.len());
                definitions.push(definition);
            }
            Some(&at) if definitions[at].empty => definitions[at] = definition,
            Some(_) if definition.empty => {}
            Some(_) => {
                let message = format!("template: multiple definition of template {}", quote(&name));
                return Err(self.error(message));
            }
        }
        Ok(())
    }

    fn list(&mut self) -> Result<Ending, Failure> {
        self.deeper(|parser| {
            while parser.peek().kind != Kind::Eof {
                if let Some(ending) = parser.text_or_action()? {
                    return Ok(ending);
                }
            }
            let unclosed = parser.shared.open.last().copied();
            Err(Box::new(ParseError { unclosed, ..*parser.error("unexpected EOF") }))
        })
    }

    /// A piece of a list, or what ends it.
    fn text_or_action(&mut self) -> Result<Option<Ending>, Failure> {
        let token = self.next();
        match token.kind {
            Kind::Text => {
                let text = self.text_of(token);
                self.program.text(token.span, text);
                Ok(None)
            }
            Kind::LeftDelim => {
                self.action = Some(token);
                let ending = self.action();
                self.action = None;
                ending
            }
            _ => Err(self.unexpected(token, "input")),
        }
    }

    // Actions.

    fn action(&mut self) -> Result<Option<Ending>, Failure> {
        let ahead = if self.pending == 0 { self.shared.lexer.ahead() } else { "" };
        if let Some(known) = self.repetition(ahead) {
            return self.repeat(known, ahead);
        }
        self.uses_scope = false;
        let token = self.next();
        let opens = matches!(token.kind, Kind::Block | Kind::If | Kind::Range | Kind::With);
        if opens {
            self.shared.open.push(token.span);
        }
        match token.kind {
            Kind::Block => self.block()?,
            Kind::Break => {
                self.leaves("{{break}}")?;
                self.program.leave();
            }
            Kind::Continue => {
                self.leaves("{{continue}}")?;
                self.program.next_round();
            }
            Kind::Else => {
                let ending = self.otherwise()?;
                self.remember(ahead, token, Action::Else);
                return Ok(Some(ending));
            }
            Kind::End => {
                self.expect(Kind::RightDelim, "end")?;
                self.remember(ahead, token, Action::End);
                return Ok(Some(Ending::End));
            }
            Kind::If => self.branch(Keyword::If, Some((ahead, token)))?,
            Kind::Range => self.branch(Keyword::Range, Some((ahead, token)))?,
            Kind::Template => {
                let call = self.template()?;
                self.remember(ahead, token, Action::Template(call));
            }
            Kind::With => self.branch(Keyword::With, Some((ahead, token)))?,
            _ => {
                self.backup();
                let pipe = self.pipeline("command", Kind::RightDelim)?;
                if self.shared.parts[pipe].variables.is_empty() {
                    self.program.push(Op::Print(Shifted::here(pipe)));
                    self.remember(ahead, token, Action::Print(pipe));
                } else {
                    self.program.push(Op::Evaluate(Shifted::here(pipe)));
                }
            }
        }
        if opens {
            self.shared.open.pop();
        }
        Ok(None)
    }

    /// The rest of an action that leaves a loop or a round of it.
    fn leaves(&mut self, shown: &str) -> Result<(), Failure> {
        self.expect(Kind::RightDelim, shown)?;
        if !self.program.in_loop() {
            return Err(self.error(format!("{shown} outside {{{{range}}}}")));
        }
        Ok(())
    }

    fn otherwise(&mut self) -> Result<Ending, Failure> {
        // In `{{else if` and `{{else with` the keyword is left for the branch.
        if !matches!(self.peek().kind, Kind::If | Kind::With) {
            self.expect(Kind::RightDelim, "else")?;
        }
        Ok(Ending::Else)
    }

    /// A control structure, whose keyword was read; `met` is the action's text, and the keyword, if it begins the action.
    fn branch(&mut self, keyword: Keyword, met: Option<(&'t str, Token)>) -> Result<(), Failure> {
        let visible = self.variables.len();
        let context = match keyword {
            Keyword::If => "if",
            Keyword::With => "with",
            Keyword::Range => "range",
        };
        let pipe = self.pipeline(context, Kind::RightDelim)?;
        if let Some((ahead, token)) = met
            && self.shared.parts[pipe].variables.is_empty()
        {
            self.remember(ahead, token, Action::Branch(keyword, pipe));
        }
        self.body_of(keyword, Shifted::here(pipe), visible)
    }

    /// A control structure from behind its first action, which declares nothing.
    pub(super) fn branch_on(&mut self, keyword: Keyword, pipe: Shifted<Pipe>) -> Result<(), Failure> {
        self.body_of(keyword, pipe, self.variables.len())
    }

    /// What follows the first action of a control structure; so many variables are visible behind it.
    fn body_of(&mut self, keyword: Keyword, pipe: Shifted<Pipe>, visible: usize) -> Result<(), Failure> {
        let declared = self.variables.len();
        let start = self.begin(keyword, pipe);
        let ending = self.list()?;
        let jumps = match keyword {
            Keyword::If => None,
            Keyword::With => {
                self.program.push(Op::EndWith);
                None
            }
            Keyword::Range => Some(self.program.end_loop(start)),
        };
        // The parser still knows in the `else` what the other branch declared, but nothing was declared
        // when it is executed: there the name is that of an outer variable, or an error.
        if self.variables.len() > declared {
            self.variables[declared..].iter_mut().for_each(|variable| variable.slot = None);
            self.change_scope();
        }
        match ending {
            Ending::End => self.program.land(start),
            Ending::Else => {
                let end = self.program.push(Op::Jump(0));
                self.program.land(start);
                self.other_branch(keyword)?;
                self.program.land(end);
            }
        }
        if let Some(jumps) = jumps {
            self.program.land_outside(&jumps);
        }
        if self.variables.len() > visible {
            self.variables.truncate(visible);
            self.change_scope();
        }
        Ok(())
    }

    /// The first step of a control structure.
    fn begin(&mut self, keyword: Keyword, pipe: Shifted<Pipe>) -> usize {
        let start = self.program.push(match keyword {
            Keyword::If => Op::If(pipe, 0),
            Keyword::With => Op::With(pipe, 0),
            Keyword::Range => Op::Range(pipe, 0),
        });
        if keyword == Keyword::Range {
            self.program.begin_loop();
        }
        start
    }

    /// What follows an `else`, up to the end of the whole.
    fn other_branch(&mut self, keyword: Keyword) -> Result<(), Failure> {
        if let (Keyword::If, Kind::If) | (Keyword::With, Kind::With) = (keyword, self.peek().kind) {
            self.next();
            return self.deeper(|parser| parser.branch(keyword, None));
        }
        match self.list()? {
            Ending::End => Ok(()),
            ending => Err(self.error(format!("expected end; found {}", ending.shown()))),
        }
    }

    fn block(&mut self) -> Result<(), Failure> {
        const CONTEXT: &str = "block clause";
        let token = self.next();
        let name = self.template_name(token, CONTEXT)?;
        let pipe = self.pipeline(CONTEXT, Kind::RightDelim)?;
        // It is the outer tree that complains of an `else`, at the line where the block began.
        match Parser::new(self.shared, name.clone()).body()? {
            Ending::End => {}
            ending => return Err(self.error(format!("unexpected {} in {CONTEXT}", ending.shown()))),
        }
        let span = Span { start: token.span.start, end: self.shared.parts[pipe].span.end };
        self.call(TemplateCall { span, name, pipe: Some(pipe) });
        Ok(())
    }

    fn template(&mut self) -> Result<Place<TemplateCall>, Failure> {
        const CONTEXT: &str = "template clause";
        let token = self.next();
        let name = self.template_name(token, CONTEXT)?;
        let mut pipe = None;
        if self.next().kind != Kind::RightDelim {
            self.backup();
            pipe = Some(self.pipeline(CONTEXT, Kind::RightDelim)?);
        }
        Ok(self.call(TemplateCall { span: token.span, name, pipe }))
    }

    fn call(&mut self, call: TemplateCall) -> Place<TemplateCall> {
        let call = self.shared.parts.add(call);
        self.program.push(Op::Template(Shifted::here(call)));
        call
    }

    fn template_name(&self, token: Token, context: &str) -> Result<Str, Failure> {
        match token.kind {
            Kind::String | Kind::RawString => self.unquoted(token),
            _ => Err(self.unexpected(token, context)),
        }
    }

    pub(super) fn unquoted(&self, token: Token) -> Result<Str, Failure> {
        unquote(self.text_of(token)).ok_or_else(|| self.error_at(token.span, "invalid syntax"))
    }
}
