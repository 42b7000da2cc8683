//! Tokens into trees (text/template/parse/parse.go).

use std::collections::HashMap;
use std::sync::Arc;

use diagnostic::{Source, Span};

use super::lex::{Kind, Lexer, Token};
use super::node::{Branch, Keyword, List, Statement, Target, TemplateCall};
use crate::error::ParseError;
use crate::fmt::{quote, unquote};
use crate::function::Functions;
use crate::value::Str;

/// A template of a text: the text itself under its own name, or a `define` or `block` in it.
#[derive(Debug)]
pub(crate) struct Definition {
    pub(crate) name: Arc<str>,
    pub(crate) list: List,
    /// How many variables there are at once, `$` included.
    pub(crate) slots: usize,
}

/// How deep parentheses and control structures may be nested: each level takes room on the stack. Go allows 10,000
/// parentheses and any number of the rest.
const MAX_DEPTH: usize = 160;

/// The templates of a text; the text's own comes last, under the name of the source.
pub(crate) fn parse(source: &Arc<Source>, functions: &Functions) -> Result<Vec<Definition>, ParseError> {
    let mut shared = Shared {
        lexer: Lexer::new(&source.text),
        source,
        functions,
        definitions: Vec::new(),
        index: HashMap::new(),
        depth: 0,
        open: Vec::new(),
    };
    let mut parser = Parser::new(&mut shared, Str::from(&*source.name));
    let list = parser.top()?;
    parser.add(list)?;
    Ok(shared.definitions)
}

/// What all trees of a text share.
pub(super) struct Shared<'t> {
    lexer: Lexer<'t>,
    pub(super) source: &'t Arc<Source>,
    pub(super) functions: &'t Functions,
    definitions: Vec<Definition>,
    index: HashMap<Str, usize>,
    depth: usize,
    /// The keywords whose `end` is still to come.
    open: Vec<Span>,
}

/// The parser of one tree. As in Go each tree remembers its own tokens, which decides what line an error names.
pub(super) struct Parser<'p, 't> {
    pub(super) shared: &'p mut Shared<'t>,
    name: Str,
    /// The last token that was read, and before it those that were put back.
    tokens: [Token<'t>; 3],
    /// How many of them come again.
    pending: usize,
    /// The variables that exist at this point; the place is the slot, except for an assigned one.
    pub(super) variables: Vec<Target>,
    pub(super) slots: usize,
    /// The line where the current action starts; 0 outside.
    action_line: usize,
    range_depth: usize,
}

/// What ends a list.
enum Ending {
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

/// A statement, or the end of the list it would have stood in.
enum Item {
    Statement(Statement),
    Ending(Ending),
}

impl<'p, 't> Parser<'p, 't> {
    fn new(shared: &'p mut Shared<'t>, name: Str) -> Self {
        Self {
            shared,
            name,
            tokens: Default::default(),
            pending: 0,
            variables: vec![Target { name: "$".into(), slot: Some(0) }],
            slots: 1,
            action_line: 0,
            range_depth: 0,
        }
    }

    // Tokens.

    pub(super) fn next(&mut self) -> Token<'t> {
        if self.pending > 0 {
            self.pending -= 1;
        } else {
            self.tokens[0] = self.shared.lexer.next();
        }
        self.tokens[self.pending].clone()
    }

    pub(super) const fn backup(&mut self) {
        self.pending += 1;
    }

    /// Puts back the last token and one before it.
    pub(super) fn backup2(&mut self, before: Token<'t>) {
        self.tokens[1] = before;
        self.pending = 2;
    }

    /// Puts back the last token and two before it.
    pub(super) fn backup3(&mut self, first: Token<'t>, second: Token<'t>) {
        self.tokens[1] = second;
        self.tokens[2] = first;
        self.pending = 3;
    }

    pub(super) fn peek(&mut self) -> &Token<'t> {
        if self.pending == 0 {
            self.pending = 1;
            self.tokens[0] = self.shared.lexer.next();
        }
        &self.tokens[self.pending - 1]
    }

    pub(super) fn next_non_space(&mut self) -> Token<'t> {
        loop {
            let token = self.next();
            if token.kind != Kind::Space {
                return token;
            }
        }
    }

    pub(super) fn peek_non_space(&mut self) -> Token<'t> {
        let token = self.next_non_space();
        self.backup();
        token
    }

    fn expect(&mut self, kind: Kind, context: &str) -> Result<Token<'t>, ParseError> {
        let token = self.next_non_space();
        if token.kind == kind { Ok(token) } else { Err(self.unexpected(&token, context)) }
    }

    // Errors.

    pub(super) fn error(&self, message: impl Into<String>) -> ParseError {
        let token = &self.tokens[0];
        self.error_at(Span::new(token.start, token.end), message)
    }

    pub(super) fn error_at(&self, span: Span, message: impl Into<String>) -> ParseError {
        ParseError {
            source_text: Arc::clone(self.shared.source),
            line: self.tokens[0].line,
            span,
            message: message.into(),
            nearest: None,
            unclosed: None,
        }
    }

    pub(super) fn unexpected(&self, token: &Token<'_>, context: &str) -> ParseError {
        let span = Span::new(token.start, token.end);
        if token.kind != Kind::Error {
            return self.error_at(span, format!("unexpected {} in {context}", token.shown()));
        }
        let mut message = token.shown();
        if self.action_line != 0 && self.action_line != token.line {
            let action = if message.ends_with(" action") { "" } else { " in action" };
            let (name, line) = (&self.shared.source.name, self.action_line);
            message = format!("{message}{action} started at {name}:{line}");
        }
        self.error_at(span, message)
    }

    /// Counts a level of nesting while `parse` runs.
    pub(super) fn deeper<T>(
        &mut self,
        parse: impl FnOnce(&mut Self) -> Result<T, ParseError>,
    ) -> Result<T, ParseError> {
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
    fn top(&mut self) -> Result<List, ParseError> {
        let mut list = List::default();
        while self.peek().kind != Kind::Eof {
            if self.peek().kind == Kind::LeftDelim {
                let delim = self.next();
                let keyword = self.next_non_space();
                if keyword.kind == Kind::Define {
                    self.shared.open.push(Span::new(keyword.start, keyword.end));
                    Parser::new(self.shared, Str::EMPTY).definition()?;
                    self.shared.open.pop();
                    continue;
                }
                self.backup2(delim);
            }
            match self.text_or_action()? {
                Item::Statement(statement) => list.0.push(statement),
                Item::Ending(ending) => return Err(self.error(format!("unexpected {}", ending.shown()))),
            }
        }
        Ok(list)
    }

    fn definition(mut self) -> Result<(), ParseError> {
        const CONTEXT: &str = "define clause";
        let name = self.next_non_space();
        self.name = self.template_name(&name, CONTEXT)?;
        self.expect(Kind::RightDelim, CONTEXT)?;
        match self.body()? {
            Ending::End => Ok(()),
            ending => Err(self.error(format!("unexpected {} in {CONTEXT}", ending.shown()))),
        }
    }

    /// A list as a definition, if it ends as it must.
    fn body(&mut self) -> Result<Ending, ParseError> {
        let (list, ending) = self.list()?;
        if matches!(ending, Ending::End) {
            self.add(list)?;
        }
        Ok(ending)
    }

    /// Adds the tree to those of the text; of several with a name one may be more than space.
    fn add(&mut self, list: List) -> Result<(), ParseError> {
        let name = self.name.clone();
        let definition = Definition { name: (*name.to_text()).into(), list, slots: self.slots };
        let definitions = &mut self.shared.definitions;
        match self.shared.index.get(&name) {
            None => {
                self.shared.index.insert(name, definitions.len());
                definitions.push(definition);
            }
            Some(&at) if definitions[at].list.is_empty() => definitions[at] = definition,
            Some(_) if definition.list.is_empty() => {}
            Some(_) => {
                let message = format!("template: multiple definition of template {}", quote(&name));
                return Err(self.error(message));
            }
        }
        Ok(())
    }

    fn list(&mut self) -> Result<(List, Ending), ParseError> {
        self.deeper(|parser| {
            let mut list = List::default();
            while parser.peek_non_space().kind != Kind::Eof {
                match parser.text_or_action()? {
                    Item::Statement(statement) => list.0.push(statement),
                    Item::Ending(ending) => return Ok((list, ending)),
                }
            }
            let unclosed = parser.shared.open.last().copied();
            Err(ParseError { unclosed, ..parser.error("unexpected EOF") })
        })
    }

    fn text_or_action(&mut self) -> Result<Item, ParseError> {
        let token = self.next_non_space();
        match token.kind {
            Kind::Text => {
                let span = Span::new(token.start, token.end);
                Ok(Item::Statement(Statement::Text(span, (*token.text).into())))
            }
            Kind::LeftDelim => {
                self.action_line = token.line;
                let item = self.action();
                self.action_line = 0;
                item
            }
            _ => Err(self.unexpected(&token, "input")),
        }
    }

    // Actions.

    fn action(&mut self) -> Result<Item, ParseError> {
        let token = self.next_non_space();
        let opens = matches!(token.kind, Kind::Block | Kind::If | Kind::Range | Kind::With);
        if opens {
            self.shared.open.push(Span::new(token.start, token.end));
        }
        let statement = match token.kind {
            Kind::Block => self.block()?,
            Kind::Break => self.leave("{{break}}", Statement::Break)?,
            Kind::Continue => self.leave("{{continue}}", Statement::Continue)?,
            Kind::Else => return self.otherwise().map(Item::Ending),
            Kind::End => {
                self.expect(Kind::RightDelim, "end")?;
                return Ok(Item::Ending(Ending::End));
            }
            Kind::If => self.branch(Keyword::If)?,
            Kind::Range => self.branch(Keyword::Range)?,
            Kind::Template => self.template()?,
            Kind::With => self.branch(Keyword::With)?,
            _ => {
                self.backup();
                Statement::Action(self.pipeline("command", Kind::RightDelim)?)
            }
        };
        if opens {
            self.shared.open.pop();
        }
        Ok(Item::Statement(statement))
    }

    fn leave(&mut self, shown: &str, statement: Statement) -> Result<Statement, ParseError> {
        self.expect(Kind::RightDelim, shown)?;
        if self.range_depth == 0 {
            return Err(self.error(format!("{shown} outside {{{{range}}}}")));
        }
        Ok(statement)
    }

    fn otherwise(&mut self) -> Result<Ending, ParseError> {
        // In `{{else if` and `{{else with` the keyword is left for the branch.
        if !matches!(self.peek_non_space().kind, Kind::If | Kind::With) {
            self.expect(Kind::RightDelim, "else")?;
        }
        Ok(Ending::Else)
    }

    fn branch(&mut self, keyword: Keyword) -> Result<Statement, ParseError> {
        let visible = self.variables.len();
        let context = match keyword {
            Keyword::If => "if",
            Keyword::With => "with",
            Keyword::Range => "range",
        };
        let pipe = self.pipeline(context, Kind::RightDelim)?;
        let declared = self.variables.len();
        self.range_depth += usize::from(keyword == Keyword::Range);
        let (list, ending) = self.list()?;
        self.range_depth -= usize::from(keyword == Keyword::Range);
        // The parser still knows in the `else` what the other branch declared, but nothing was declared
        // when it is executed: there the name is that of an outer variable, or an error.
        self.variables[declared..].iter_mut().for_each(|variable| variable.slot = None);
        let otherwise = match ending {
            Ending::End => None,
            Ending::Else => Some(match (keyword, self.peek().kind) {
                (Keyword::If, Kind::If) | (Keyword::With, Kind::With) => {
                    self.next();
                    List(vec![self.deeper(|parser| parser.branch(keyword))?])
                }
                _ => match self.list()? {
                    (list, Ending::End) => list,
                    (_, ending) => {
                        return Err(self.error(format!("expected end; found {}", ending.shown())));
                    }
                },
            }),
        };
        self.variables.truncate(visible);
        Ok(Statement::Branch(Box::new(Branch { keyword, pipe, list, otherwise })))
    }

    fn block(&mut self) -> Result<Statement, ParseError> {
        const CONTEXT: &str = "block clause";
        let token = self.next_non_space();
        let name = self.template_name(&token, CONTEXT)?;
        let pipe = self.pipeline(CONTEXT, Kind::RightDelim)?;
        // It is the outer tree that complains of an `else`, at the line where the block began.
        match Parser::new(self.shared, name.clone()).body()? {
            Ending::End => {}
            ending => return Err(self.error(format!("unexpected {} in {CONTEXT}", ending.shown()))),
        }
        let span = Span::new(token.start, pipe.span.end as usize);
        Ok(Statement::Template(Box::new(TemplateCall { span, name, pipe: Some(pipe) })))
    }

    fn template(&mut self) -> Result<Statement, ParseError> {
        const CONTEXT: &str = "template clause";
        let token = self.next_non_space();
        let name = self.template_name(&token, CONTEXT)?;
        let mut pipe = None;
        if self.next_non_space().kind != Kind::RightDelim {
            self.backup();
            pipe = Some(self.pipeline(CONTEXT, Kind::RightDelim)?);
        }
        let span = Span::new(token.start, token.end);
        Ok(Statement::Template(Box::new(TemplateCall { span, name, pipe })))
    }

    fn template_name(&self, token: &Token<'_>, context: &str) -> Result<Str, ParseError> {
        match token.kind {
            Kind::String | Kind::RawString => self.unquoted(token),
            _ => Err(self.unexpected(token, context)),
        }
    }

    pub(super) fn unquoted(&self, token: &Token<'_>) -> Result<Str, ParseError> {
        let span = Span::new(token.start, token.end);
        unquote(&token.text).map(Str::from).ok_or_else(|| self.error_at(span, "invalid syntax"))
    }
}
