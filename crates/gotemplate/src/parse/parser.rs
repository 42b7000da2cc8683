//! Tokens into trees (text/template/parse/parse.go).

use std::collections::HashMap;
use std::sync::Arc;

use diagnostic::{Source, Span, nearest};

use super::lex::{Kind, Lexer, Token};
use super::node::{
    Branch, Command, Keyword, List, Literal, Node, Operand, Pipe, Statement, Target, TemplateCall, Variable,
};
use super::number;
use crate::error::ParseError;
use crate::fmt::{quote, unquote};
use crate::function::Functions;
use crate::value::{Str, Value};

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
struct Shared<'t> {
    lexer: Lexer<'t>,
    source: &'t Arc<Source>,
    functions: &'t Functions,
    definitions: Vec<Definition>,
    index: HashMap<Str, usize>,
    depth: usize,
    /// The keywords whose `end` is still to come.
    open: Vec<Span>,
}

/// The parser of one tree. As in Go each tree remembers its own tokens, which decides what line an error names.
struct Parser<'p, 't> {
    shared: &'p mut Shared<'t>,
    name: Str,
    /// The last token that was read, and before it those that were put back.
    tokens: [Token<'t>; 3],
    /// How many of them come again.
    pending: usize,
    /// The variables that exist at this point; the place is the slot, except for an assigned one.
    variables: Vec<Target>,
    slots: usize,
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

    fn next(&mut self) -> Token<'t> {
        if self.pending > 0 {
            self.pending -= 1;
        } else {
            self.tokens[0] = self.shared.lexer.next();
        }
        self.tokens[self.pending].clone()
    }

    const fn backup(&mut self) {
        self.pending += 1;
    }

    /// Puts back the last token and one before it.
    fn backup2(&mut self, before: Token<'t>) {
        self.tokens[1] = before;
        self.pending = 2;
    }

    /// Puts back the last token and two before it.
    fn backup3(&mut self, first: Token<'t>, second: Token<'t>) {
        self.tokens[1] = second;
        self.tokens[2] = first;
        self.pending = 3;
    }

    fn peek(&mut self) -> &Token<'t> {
        if self.pending == 0 {
            self.pending = 1;
            self.tokens[0] = self.shared.lexer.next();
        }
        &self.tokens[self.pending - 1]
    }

    fn next_non_space(&mut self) -> Token<'t> {
        loop {
            let token = self.next();
            if token.kind != Kind::Space {
                return token;
            }
        }
    }

    fn peek_non_space(&mut self) -> Token<'t> {
        let token = self.next_non_space();
        self.backup();
        token
    }

    fn expect(&mut self, kind: Kind, context: &str) -> Result<Token<'t>, ParseError> {
        let token = self.next_non_space();
        if token.kind == kind { Ok(token) } else { Err(self.unexpected(&token, context)) }
    }

    // Errors.

    fn error(&self, message: impl Into<String>) -> ParseError {
        let token = &self.tokens[0];
        self.error_at(Span::new(token.start, token.end), message)
    }

    fn error_at(&self, span: Span, message: impl Into<String>) -> ParseError {
        ParseError {
            source_text: Arc::clone(self.shared.source),
            line: self.tokens[0].line,
            span,
            message: message.into(),
            nearest: None,
            unclosed: None,
        }
    }

    fn unexpected(&self, token: &Token<'_>, context: &str) -> ParseError {
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
    fn deeper<T>(&mut self, parse: impl FnOnce(&mut Self) -> Result<T, ParseError>) -> Result<T, ParseError> {
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

    fn unquoted(&self, token: &Token<'_>) -> Result<Str, ParseError> {
        let span = Span::new(token.start, token.end);
        unquote(&token.text).map(Str::from).ok_or_else(|| self.error_at(span, "invalid syntax"))
    }

    // Pipelines.

    fn pipeline(&mut self, context: &str, end: Kind) -> Result<Pipe, ParseError> {
        let start = self.peek_non_space().start;
        let declared = self.variables.len();
        let (assign, variables) = self.targets(context)?;
        let mut commands = Vec::new();
        loop {
            let token = self.next_non_space();
            match token.kind {
                kind if kind == end => break,
                Kind::Bool
                | Kind::CharConstant
                | Kind::Complex
                | Kind::Dot
                | Kind::Field
                | Kind::Identifier
                | Kind::Number
                | Kind::Nil
                | Kind::RawString
                | Kind::String
                | Kind::Variable
                | Kind::LeftParen => {
                    self.backup();
                    commands.push(self.command()?);
                }
                _ => return Err(self.unexpected(&token, context)),
            }
        }
        if commands.is_empty() {
            return Err(self.error(format!("missing value for {context}")));
        }
        // Only now are they there: in `$x := f $x` the second one is an earlier variable of that name.
        for (known, target) in self.variables[declared..].iter_mut().zip(&variables) {
            known.slot = target.slot;
        }
        // Only the first command may be a plain value.
        for (index, command) in commands.iter().enumerate().skip(1) {
            if let Operand::Bool(_) | Operand::Dot | Operand::Nil | Operand::Number(_) | Operand::String(..) =
                command.args[0].kind
            {
                let stage = index + 1;
                let message = format!("non executable command in pipeline stage {stage}");
                return Err(self.error_at(command.span, message));
            }
        }
        let end = commands.last().map_or(start, |command| command.span.end as usize);
        let (variables, commands) = (variables.into(), commands.into());
        Ok(Pipe { span: Span::new(start, end), assign, variables, commands })
    }

    /// The variables that a pipeline declares or assigns.
    fn targets(&mut self, context: &str) -> Result<(bool, Vec<Target>), ParseError> {
        let mut targets = Vec::new();
        loop {
            let variable = self.peek_non_space();
            if variable.kind != Kind::Variable {
                // After a comma the variables may simply end, and nothing is declared.
                return Ok((false, self.declare(targets, false)));
            }
            self.next();
            let after = self.peek().clone();
            let next = self.peek_non_space();
            match next.kind {
                Kind::Assign | Kind::Declare => {
                    self.next_non_space();
                    targets.push(variable.text);
                    let assign = next.kind == Kind::Assign;
                    return Ok((assign, self.declare(targets, assign)));
                }
                Kind::Char if next.text == "," => {
                    self.next_non_space();
                    targets.push(variable.text);
                    if context != "range" || targets.len() >= 2 {
                        return Err(self.error(format!("too many declarations in {context}")));
                    }
                    let follows = self.peek_non_space().kind;
                    if !matches!(follows, Kind::Variable | Kind::RightDelim | Kind::RightParen) {
                        return Err(self.error("range can only initialize variables"));
                    }
                }
                // It is no target but an argument: put everything back.
                _ => {
                    if after.kind == Kind::Space {
                        self.backup3(variable, after);
                    } else {
                        self.backup2(variable);
                    }
                    return Ok((false, self.declare(targets, false)));
                }
            }
        }
    }

    /// Makes variables known from here on; those that are declared have no value yet.
    fn declare(&mut self, names: Vec<std::borrow::Cow<'t, str>>, assign: bool) -> Vec<Target> {
        let targets = names.into_iter().map(|name| {
            let slot = if assign {
                self.known(&name).and_then(|known| known.slot)
            } else {
                u32::try_from(self.variables.len()).ok()
            };
            let target = Target { name: name.into(), slot };
            self.variables.push(Target { slot: if assign { slot } else { None }, ..target.clone() });
            target
        });
        let targets = targets.collect();
        self.slots = self.slots.max(self.variables.len());
        targets
    }

    fn command(&mut self) -> Result<Command, ParseError> {
        let start = self.peek_non_space().start;
        let mut args: Vec<Node> = Vec::new();
        loop {
            self.peek_non_space();
            if let Some(operand) = self.operand()? {
                args.push(operand);
            }
            let token = self.next();
            match token.kind {
                Kind::Space => continue,
                Kind::RightDelim | Kind::RightParen => self.backup(),
                Kind::Pipe => {}
                _ => return Err(self.unexpected(&token, "operand")),
            }
            break;
        }
        let Some(last) = args.last() else { return Err(self.error("empty command")) };
        let span = Span::new(start, last.span.end as usize);
        Ok(Command { span, args: args.into() })
    }

    /// A term and the fields behind it.
    fn operand(&mut self) -> Result<Option<Node>, ParseError> {
        let Some(term) = self.term()? else { return Ok(None) };
        if self.peek().kind != Kind::Field {
            return Ok(Some(term));
        }
        let start = self.peek().start;
        let mut end = start;
        let mut fields: Vec<Str> = Vec::new();
        while self.peek().kind == Kind::Field {
            let token = self.next();
            fields.push(token.text[1..].into());
            end = token.end;
        }
        let span = Span::new(start, end);
        let kind = match term.kind {
            Operand::Field(names) => Operand::Field(names.iter().cloned().chain(fields).collect()),
            Operand::Variable(variable) => {
                let Variable { name, slot, .. } = *variable;
                Operand::Variable(Box::new(Variable { name, slot, fields: fields.into() }))
            }
            Operand::Bool(_) | Operand::String(..) | Operand::Number(_) | Operand::Nil | Operand::Dot => {
                let shown = quote(term.to_string());
                return Err(self.error_at(term.span, format!("unexpected . after term {shown}")));
            }
            _ => Operand::Chain(Box::new((term, fields.into()))),
        };
        Ok(Some(Node { span, kind }))
    }

    fn term(&mut self) -> Result<Option<Node>, ParseError> {
        let token = self.next_non_space();
        let span = Span::new(token.start, token.end);
        let illegal = |parser: &Self, message: String| parser.error_at(span, message);
        let kind = match token.kind {
            Kind::Identifier => match self.shared.functions.get(&token.text) {
                Some(function) => Operand::Function(Box::new(*function)),
                None => {
                    let message = format!("function {} not defined", quote(&*token.text));
                    let nearest = nearest(&token.text, self.shared.functions.names()).map(str::to_owned);
                    return Err(ParseError { nearest, ..self.error_at(span, message) });
                }
            },
            Kind::Dot => Operand::Dot,
            Kind::Nil => Operand::Nil,
            Kind::Variable => self.variable(&token)?,
            Kind::Field => Operand::Field([Str::from(&token.text[1..])].into()),
            Kind::Bool => Operand::Bool(token.text == "true"),
            Kind::CharConstant | Kind::Complex | Kind::Number => {
                let number = match token.kind {
                    Kind::CharConstant => number::character(&token.text),
                    Kind::Complex => number::complex(&token.text),
                    _ => number::number(&token.text),
                };
                let number = number.map_err(|message| illegal(self, message))?;
                let constant = number.constant(&token.text);
                Operand::Number(Box::new(Literal { number, constant, text: token.text.into() }))
            }
            Kind::LeftParen => {
                let pipe =
                    self.deeper(|parser| parser.pipeline("parenthesized pipeline", Kind::RightParen))?;
                let span = pipe.span;
                return Ok(Some(Node { span, kind: Operand::Pipe(Box::new(pipe)) }));
            }
            Kind::String | Kind::RawString => {
                Operand::String(Value::Str(self.unquoted(&token)?), token.text.into())
            }
            _ => {
                self.backup();
                return Ok(None);
            }
        };
        Ok(Some(Node { span, kind }))
    }

    /// The innermost variable of that name, if possible one that is declared when it is used.
    fn known(&self, name: &str) -> Option<&Target> {
        let named = || self.variables.iter().rev().filter(|known| *known.name == *name);
        named().find(|known| known.slot.is_some()).or_else(|| named().next())
    }

    fn variable(&self, token: &Token<'_>) -> Result<Operand, ParseError> {
        let Some(known) = self.known(&token.text) else {
            let message = format!("undefined variable {}", quote(&*token.text));
            let known = self.variables.iter().map(|known| &*known.name);
            let nearest = nearest(&token.text, known).map(str::to_owned);
            return Err(ParseError { nearest, ..self.error_at(Span::new(token.start, token.end), message) });
        };
        let Target { name, slot } = known.clone();
        Ok(Operand::Variable(Box::new(Variable { name, slot, fields: [].into() })))
    }
}
