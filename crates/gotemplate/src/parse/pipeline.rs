//! Pipelines, commands, operands (text/template/parse/parse.go from `pipeline` on).

use diagnostic::{Span, nearest};

use super::lex::{Kind, Token};
use super::node::{Chain, Command, Literal, Node, Operand, Pipe, Shown, Target, Variable};
use super::number;
use super::parser::{Failure, Parser};
use super::parts::{Place, Stretch};
use crate::error::ParseError;
use crate::fmt::quote;
use crate::value::{Str, Value};

impl Parser<'_, '_> {
    pub(super) fn pipeline(&mut self, context: &str, end: Kind) -> Result<Place<Pipe>, Failure> {
        let start = self.peek().span.start;
        let declared = self.variables.len();
        let (assign, variables) = self.targets(context)?;
        let first = self.shared.commands.len();
        loop {
            let token = self.next();
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
                    let command = self.command()?;
                    self.shared.commands.push(command);
                }
                _ => return Err(self.unexpected(token, context)),
            }
        }
        let commands = &self.shared.commands[first..];
        let Some(last) = commands.last() else {
            return Err(self.error(format!("missing value for {context}")));
        };
        let end = last.span.end;
        self.only_first_is_plain(&self.shared.commands[first..])?;
        if !variables.is_empty() {
            // Only now are they there: in `$x := f $x` the second one is an earlier variable of that name.
            for (known, target) in self.variables[declared..].iter_mut().zip(&self.shared.parts[variables]) {
                known.slot = target.slot;
            }
            self.change_scope();
        }
        let commands = self.shared.parts.add_all(self.shared.commands.drain(first..));
        let sole = if variables.is_empty() { self.sole(commands) } else { None };
        let span = Span { start, end };
        Ok(self.shared.parts.add(Pipe { span, assign, variables, commands, sole }))
    }

    /// The operand that these commands are, if they are nothing else and it can mostly be had by looking.
    fn sole(&self, commands: Stretch<Command>) -> Option<Place<Node>> {
        let parts = &self.shared.parts;
        let node = parts[commands.only()?].args.only()?;
        matches!(parts[node].kind, Operand::Dot | Operand::Field(_) | Operand::Variable(_)).then_some(node)
    }

    /// Only the first command may be a plain value.
    fn only_first_is_plain(&self, commands: &[Command]) -> Result<(), Failure> {
        for (index, command) in commands.iter().enumerate().skip(1) {
            if let Operand::Bool(_) | Operand::Dot | Operand::Nil | Operand::Number(_) | Operand::String(..) =
                self.shared.parts[command.args][0].kind
            {
                let stage = index + 1;
                let message = format!("non executable command in pipeline stage {stage}");
                return Err(self.error_at(command.span, message));
            }
        }
        Ok(())
    }

    /// The variables that a pipeline declares or assigns.
    fn targets(&mut self, context: &str) -> Result<(bool, Stretch<Target>), Failure> {
        let mut targets = Vec::new();
        loop {
            let variable = self.peek();
            if variable.kind != Kind::Variable {
                // After a comma the variables may simply end, and nothing is declared.
                return Ok((false, self.declare(targets, false)));
            }
            self.next();
            let next = self.peek();
            match next.kind {
                Kind::Assign | Kind::Declare => {
                    self.next();
                    targets.push(self.text_of(variable));
                    let assign = next.kind == Kind::Assign;
                    return Ok((assign, self.declare(targets, assign)));
                }
                Kind::Char if self.text_of(next) == "," => {
                    self.next();
                    targets.push(self.text_of(variable));
                    if context != "range" || targets.len() >= 2 {
                        return Err(self.error(format!("too many declarations in {context}")));
                    }
                    let follows = self.peek().kind;
                    if !matches!(follows, Kind::Variable | Kind::RightDelim | Kind::RightParen) {
                        return Err(self.error("range can only initialize variables"));
                    }
                }
                // It is no target but an argument: put everything back.
                _ => {
                    self.backup2(variable);
                    return Ok((false, self.declare(targets, false)));
                }
            }
        }
    }

    /// Makes variables known from here on; those that are declared have no value yet.
    fn declare(&mut self, names: Vec<&str>, assign: bool) -> Stretch<Target> {
        if names.is_empty() {
            return Stretch::default();
        }
        let first = self.shared.parts.count::<Target>();
        for name in names {
            let slot = if assign {
                self.known(name).and_then(|known| known.slot)
            } else {
                u32::try_from(self.variables.len()).ok()
            };
            let target = Target { name: name.into(), slot };
            self.variables.push(Target { slot: if assign { slot } else { None }, ..target.clone() });
            self.shared.parts.add(target);
        }
        self.change_scope();
        self.slots = self.slots.max(self.variables.len());
        self.shared.parts.since(first)
    }

    fn command(&mut self) -> Result<Command, Failure> {
        let start = self.peek().span.start;
        let first = self.shared.operands.len();
        loop {
            let operand = self.operand()?;
            let found = operand.is_some();
            self.shared.operands.extend(operand);
            let token = self.peek();
            match token.kind {
                Kind::RightDelim | Kind::RightParen => {}
                Kind::Pipe => {
                    self.next();
                }
                _ if found && token.spaced => continue,
                _ => {
                    self.next();
                    return Err(self.unexpected(token, "operand"));
                }
            }
            break;
        }
        let Some(last) = self.shared.operands[first..].last() else {
            return Err(self.error("empty command"));
        };
        let span = Span { start, end: last.span.end };
        let args = self.shared.parts.add_all(self.shared.operands.drain(first..));
        Ok(Command { span, args })
    }

    /// A term and the fields behind it.
    fn operand(&mut self) -> Result<Option<Node>, Failure> {
        let before = self.peek();
        if before.kind == Kind::Field {
            return Ok(Some(self.field()));
        }
        let Some(term) = self.term()? else { return Ok(None) };
        if !self.field_follows() {
            return Ok(Some(term));
        }
        let start = self.peek().span.start;
        let (fields, end) = self.names();
        let span = Span { start, end };
        let kind = match term.kind {
            Operand::Variable(variable) => {
                self.shared.parts[variable].fields = fields;
                Operand::Variable(variable)
            }
            Operand::Bool(_) | Operand::String(..) | Operand::Number(_) | Operand::Nil | Operand::Dot => {
                let shown = quote(Shown(&term, &self.shared.parts, &self.shared.source.text).to_string());
                return Err(self.error_at(term.span, format!("unexpected . after term {shown}")));
            }
            _ => Operand::Chain(self.shared.parts.add(Chain { inner: term, fields })),
        };
        Ok(Some(Node { span, kind }))
    }

    /// `.a.b.c`, whose place for Go is that of the second field, if there is one.
    fn field(&mut self) -> Node {
        let first = self.next();
        let start = if self.field_follows() { self.peek().span.start } else { first.span.start };
        let fields = self.shared.parts.count::<Str>();
        self.shared.parts.add(Str::from(&self.text_of(first)[1..]));
        let end = self.more_names();
        let names = self.shared.parts.since(fields);
        Node { span: Span { start, end: end.max(first.span.end) }, kind: Operand::Field(names) }
    }

    /// The fields that follow, and where they end.
    fn names(&mut self) -> (Stretch<Str>, u32) {
        let fields = self.shared.parts.count::<Str>();
        let end = self.more_names();
        (self.shared.parts.since(fields), end)
    }

    /// Whether a field of what was read follows; behind space it is an operand of its own.
    fn field_follows(&mut self) -> bool {
        let token = self.peek();
        token.kind == Kind::Field && !token.spaced
    }

    fn more_names(&mut self) -> u32 {
        let mut end = 0;
        while self.field_follows() {
            let token = self.next();
            self.shared.parts.add(Str::from(&self.text_of(token)[1..]));
            end = token.span.end;
        }
        end
    }

    fn term(&mut self) -> Result<Option<Node>, Failure> {
        let token = self.next();
        let (span, text) = (token.span, self.text_of(token));
        let kind = match token.kind {
            Kind::Identifier => match self.shared.functions.get(text) {
                Some(function) => Operand::Function(function),
                None => {
                    let message = format!("function {} not defined", quote(text));
                    let nearest = nearest(text, self.shared.functions.names()).map(str::to_owned);
                    return Err(Box::new(ParseError { nearest, ..*self.error_at(span, message) }));
                }
            },
            Kind::Dot => Operand::Dot,
            Kind::Nil => Operand::Nil,
            Kind::Variable => self.variable(token)?,
            Kind::Bool => Operand::Bool(text == "true"),
            Kind::CharConstant | Kind::Complex | Kind::Number => {
                let number = match token.kind {
                    Kind::CharConstant => number::character(text),
                    Kind::Complex => number::complex(text),
                    _ => number::number(text),
                };
                let number = number.map_err(|message| self.error_at(span, message))?;
                let literal = Literal { number, constant: number.constant(text) };
                Operand::Number(self.shared.parts.add(literal))
            }
            Kind::LeftParen => {
                let pipe =
                    self.deeper(|parser| parser.pipeline("parenthesized pipeline", Kind::RightParen))?;
                let span = self.shared.parts[pipe].span;
                return Ok(Some(Node { span, kind: Operand::Pipe(pipe) }));
            }
            Kind::String | Kind::RawString => {
                let text = Value::Str(self.unquoted(token)?);
                Operand::String(self.shared.parts.add(text))
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
        let named = || self.variables.iter().rev().filter(|known| known.name == name);
        named().find(|known| known.slot.is_some()).or_else(|| named().next())
    }

    fn variable(&mut self, token: Token) -> Result<Operand, Failure> {
        let text = self.text_of(token);
        let Some(known) = self.known(text) else {
            let message = format!("undefined variable {}", quote(text));
            let known = self.variables.iter().filter_map(|known| known.name.as_str());
            let nearest = nearest(text, known).map(str::to_owned);
            return Err(Box::new(ParseError { nearest, ..*self.error_at(token.span, message) }));
        };
        let Target { name, slot } = known.clone();
        // What `$` is at first it is in all templates.
        self.uses_scope |= (text, slot) != ("$", Some(0));
        let variable = Variable { name, slot, fields: Stretch::default() };
        Ok(Operand::Variable(self.shared.parts.add(variable)))
    }
}
