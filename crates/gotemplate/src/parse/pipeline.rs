//! Pipelines, commands, operands (text/template/parse/parse.go from `pipeline` on).

use diagnostic::{Span, nearest};

use super::lex::{Kind, Token};
use super::node::{Command, Literal, Node, Operand, Pipe, Shown, Stretch, Target, Variable};
use super::number;
use super::parser::{Failure, Parser};
use crate::error::ParseError;
use crate::fmt::quote;
use crate::value::Value;

impl Parser<'_, '_> {
    pub(super) fn pipeline(&mut self, context: &str, end: Kind) -> Result<Pipe, Failure> {
        let start = self.peek_non_space().span.start;
        let declared = self.variables.len();
        let (assign, variables) = self.targets(context)?;
        let first = self.shared.commands.len();
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
        // Only now are they there: in `$x := f $x` the second one is an earlier variable of that name.
        for (known, target) in self.variables[declared..].iter_mut().zip(&variables) {
            known.slot = target.slot;
        }
        let commands = self.program.parts.add_commands(self.shared.commands.drain(first..));
        Ok(Pipe { span: Span { start, end }, assign, variables: variables.into(), commands })
    }

    /// Only the first command may be a plain value.
    fn only_first_is_plain(&self, commands: &[Command]) -> Result<(), Failure> {
        for (index, command) in commands.iter().enumerate().skip(1) {
            if let Operand::Bool(_) | Operand::Dot | Operand::Nil | Operand::Number(_) | Operand::String(..) =
                self.program.parts.args(command)[0].kind
            {
                let stage = index + 1;
                let message = format!("non executable command in pipeline stage {stage}");
                return Err(self.error_at(command.span, message));
            }
        }
        Ok(())
    }

    /// The variables that a pipeline declares or assigns.
    fn targets(&mut self, context: &str) -> Result<(bool, Vec<Target>), Failure> {
        let mut targets = Vec::new();
        loop {
            let variable = self.peek_non_space();
            if variable.kind != Kind::Variable {
                // After a comma the variables may simply end, and nothing is declared.
                return Ok((false, self.declare(targets, false)));
            }
            self.next();
            let after = self.peek();
            let next = self.peek_non_space();
            match next.kind {
                Kind::Assign | Kind::Declare => {
                    self.next_non_space();
                    targets.push(self.text_of(variable));
                    let assign = next.kind == Kind::Assign;
                    return Ok((assign, self.declare(targets, assign)));
                }
                Kind::Char if self.text_of(next) == "," => {
                    self.next_non_space();
                    targets.push(self.text_of(variable));
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
    fn declare(&mut self, names: Vec<&str>, assign: bool) -> Vec<Target> {
        if names.is_empty() {
            return Vec::new();
        }
        let targets = names.into_iter().map(|name| {
            let slot = if assign {
                self.known(name).and_then(|known| known.slot)
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

    fn command(&mut self) -> Result<Command, Failure> {
        let start = self.peek_non_space().span.start;
        let first = self.shared.operands.len();
        loop {
            self.peek_non_space();
            if let Some(operand) = self.operand()? {
                self.shared.operands.push(operand);
            }
            let token = self.next();
            match token.kind {
                Kind::Space => continue,
                Kind::RightDelim | Kind::RightParen => self.backup(),
                Kind::Pipe => {}
                _ => return Err(self.unexpected(token, "operand")),
            }
            break;
        }
        let Some(last) = self.shared.operands[first..].last() else {
            return Err(self.error("empty command"));
        };
        let span = Span { start, end: last.span.end };
        let args = self.program.parts.add_args(self.shared.operands.drain(first..));
        Ok(Command { span, args })
    }

    /// A term and the fields behind it.
    fn operand(&mut self) -> Result<Option<Node>, Failure> {
        let before = self.peek_non_space();
        if before.kind == Kind::Field {
            return Ok(Some(self.field()));
        }
        let Some(term) = self.term()? else { return Ok(None) };
        if self.peek().kind != Kind::Field {
            return Ok(Some(term));
        }
        let start = self.peek().span.start;
        let (fields, end) = self.names();
        let span = Span { start, end };
        let kind = match term.kind {
            Operand::Variable(mut variable) => {
                variable.fields = fields;
                Operand::Variable(variable)
            }
            Operand::Bool(_) | Operand::String(..) | Operand::Number(_) | Operand::Nil | Operand::Dot => {
                let shown = quote(Shown(&term, &self.program.parts, &self.shared.source.text).to_string());
                return Err(self.error_at(term.span, format!("unexpected . after term {shown}")));
            }
            _ => Operand::Chain(Box::new((term, fields))),
        };
        Ok(Some(Node { span, kind }))
    }

    /// `.a.b.c`, whose place for Go is that of the second field, if there is one.
    fn field(&mut self) -> Node {
        let first = self.next_non_space();
        let second = self.peek();
        let start = if second.kind == Kind::Field { second.span.start } else { first.span.start };
        let fields = self.program.parts.names_len();
        self.program.parts.add_name(self.text_of(first)[1..].into());
        let end = self.more_names();
        let names = self.program.parts.names_from(fields);
        Node { span: Span { start, end: end.max(first.span.end) }, kind: Operand::Field(names) }
    }

    /// The fields that follow, and where they end.
    fn names(&mut self) -> (Stretch, u32) {
        let fields = self.program.parts.names_len();
        let end = self.more_names();
        (self.program.parts.names_from(fields), end)
    }

    fn more_names(&mut self) -> u32 {
        let mut end = 0;
        while self.peek().kind == Kind::Field {
            let token = self.next();
            self.program.parts.add_name(self.text_of(token)[1..].into());
            end = token.span.end;
        }
        end
    }

    fn term(&mut self) -> Result<Option<Node>, Failure> {
        let token = self.next_non_space();
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
                Operand::Number(Box::new(Literal { number, constant: number.constant(text) }))
            }
            Kind::LeftParen => {
                let pipe =
                    self.deeper(|parser| parser.pipeline("parenthesized pipeline", Kind::RightParen))?;
                let span = pipe.span;
                return Ok(Some(Node { span, kind: Operand::Pipe(Box::new(pipe)) }));
            }
            Kind::String | Kind::RawString => Operand::String(Value::Str(self.unquoted(token)?)),
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

    fn variable(&self, token: Token) -> Result<Operand, Failure> {
        let text = self.text_of(token);
        let Some(known) = self.known(text) else {
            let message = format!("undefined variable {}", quote(text));
            let known = self.variables.iter().filter_map(|known| known.name.as_str());
            let nearest = nearest(text, known).map(str::to_owned);
            return Err(Box::new(ParseError { nearest, ..*self.error_at(token.span, message) }));
        };
        let Target { name, slot } = known.clone();
        Ok(Operand::Variable(Box::new(Variable { name, slot, fields: Stretch::default() })))
    }
}
