//! The parse tree, which prints itself as Go's does (text/template/parse/node.go).

use std::fmt::{self, Display, Formatter};

use diagnostic::Span;

use super::Number;
use crate::fmt::quote;
use crate::function::Function;
use crate::value::{Str, Value};

/// What stands in a template, one after the other.
#[derive(Clone, Debug, Default)]
pub(crate) struct List(pub(crate) Vec<Statement>);

/// A piece of text or an action.
#[derive(Clone, Debug)]
pub(crate) enum Statement {
    /// Text to be copied.
    Text(Span, Str),
    /// `{{pipeline}}`.
    Action(Pipe),
    /// `{{if}}`, `{{with}}`, `{{range}}`.
    Branch(Box<Branch>),
    /// `{{template}}`, and what a `{{block}}` leaves behind.
    Template(Box<TemplateCall>),
    /// `{{break}}`.
    Break,
    /// `{{continue}}`.
    Continue,
}

/// A control structure.
#[derive(Clone, Debug)]
pub(crate) struct Branch {
    pub(crate) keyword: Keyword,
    pub(crate) pipe: Pipe,
    pub(crate) list: List,
    pub(crate) otherwise: Option<List>,
}

/// What a [`Branch`] does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keyword {
    If,
    With,
    Range,
}

/// The call of another template.
#[derive(Clone, Debug)]
pub(crate) struct TemplateCall {
    pub(crate) span: Span,
    pub(crate) name: Str,
    pub(crate) pipe: Option<Pipe>,
}

/// Commands that hand on their results, and the variables that get the last one.
#[derive(Clone, Debug)]
pub(crate) struct Pipe {
    pub(crate) span: Span,
    /// Whether the variables are assigned, not declared.
    pub(crate) assign: bool,
    pub(crate) variables: Box<[Target]>,
    pub(crate) commands: Box<[Command]>,
}

/// A variable that is declared or assigned.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) name: Box<str>,
    /// Where it is kept; nowhere for one that is assigned without having been declared, an error when executed.
    pub(crate) slot: Option<u32>,
}

/// A function or value with its arguments, the first of which is itself.
#[derive(Clone, Debug)]
pub(crate) struct Command {
    pub(crate) span: Span,
    pub(crate) args: Box<[Node]>,
}

/// An operand.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// Its start is Go's position: for a chain of fields that of the second one.
    pub(crate) span: Span,
    pub(crate) kind: Operand,
}

/// What an operand is.
#[derive(Clone, Debug)]
pub(crate) enum Operand {
    Dot,
    Nil,
    Bool(bool),
    Number(Box<Literal>),
    /// The value, and the literal with its quotes.
    String(Value, Box<str>),
    Field(Box<[Str]>),
    Variable(Box<Variable>),
    Function(Box<Function>),
    /// Fields of what an operand gives.
    Chain(Box<(Node, Box<[Str]>)>),
    /// A pipeline in parentheses.
    Pipe(Box<Pipe>),
}

/// A number literal.
#[derive(Clone, Debug)]
pub(crate) struct Literal {
    pub(crate) number: Number,
    /// Its value where no type is asked for, unless it is too large.
    pub(crate) constant: Option<Value>,
    pub(crate) text: Box<str>,
}

/// A variable with fields.
#[derive(Clone, Debug)]
pub(crate) struct Variable {
    pub(crate) name: Box<str>,
    pub(crate) slot: Option<u32>,
    pub(crate) fields: Box<[Str]>,
}

impl List {
    /// Whether there is nothing but space, so that a definition of it does not replace another.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.iter().all(|statement| match statement {
            Statement::Text(_, text) => text.to_text().trim().is_empty(),
            _ => false,
        })
    }
}

impl Display for List {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|statement| statement.fmt(f))
    }
}

impl Display for Statement {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(_, text) => text.fmt(f),
            Self::Action(pipe) => write!(f, "{{{{{pipe}}}}}"),
            Self::Branch(branch) => branch.fmt(f),
            Self::Template(call) => call.fmt(f),
            Self::Break => f.write_str("{{break}}"),
            Self::Continue => f.write_str("{{continue}}"),
        }
    }
}

impl Display for Branch {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let keyword = match self.keyword {
            Keyword::If => "if",
            Keyword::With => "with",
            Keyword::Range => "range",
        };
        write!(f, "{{{{{keyword} {}}}}}{}", self.pipe, self.list)?;
        if let Some(list) = &self.otherwise {
            write!(f, "{{{{else}}}}{list}")?;
        }
        f.write_str("{{end}}")
    }
}

impl Display for TemplateCall {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{{{{template {}", quote(&self.name))?;
        if let Some(pipe) = &self.pipe {
            write!(f, " {pipe}")?;
        }
        f.write_str("}}")
    }
}

impl Display for Pipe {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (index, target) in self.variables.iter().enumerate() {
            write!(f, "{}{}", if index > 0 { ", " } else { "" }, target.name)?;
        }
        if !self.variables.is_empty() {
            f.write_str(if self.assign { " = " } else { " := " })?;
        }
        for (index, command) in self.commands.iter().enumerate() {
            write!(f, "{}{command}", if index > 0 { " | " } else { "" })?;
        }
        Ok(())
    }
}

impl Display for Command {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (index, arg) in self.args.iter().enumerate() {
            let space = if index > 0 { " " } else { "" };
            match &arg.kind {
                Operand::Pipe(pipe) => write!(f, "{space}({pipe})")?,
                _ => write!(f, "{space}{arg}")?,
            }
        }
        Ok(())
    }
}

impl Display for Node {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let fields =
            |f: &mut Formatter<'_>, names: &[Str]| names.iter().try_for_each(|name| write!(f, ".{name}"));
        match &self.kind {
            Operand::Dot => f.write_str("."),
            Operand::Nil => f.write_str("nil"),
            Operand::Bool(value) => value.fmt(f),
            Operand::Number(number) => f.write_str(&number.text),
            Operand::String(_, literal) => f.write_str(literal),
            Operand::Field(names) => fields(f, names),
            Operand::Variable(variable) => {
                f.write_str(&variable.name)?;
                fields(f, &variable.fields)
            }
            Operand::Function(function) => f.write_str(function.name),
            Operand::Chain(chain) => {
                match &chain.0.kind {
                    Operand::Pipe(pipe) => write!(f, "({pipe})")?,
                    _ => chain.0.fmt(f)?,
                }
                fields(f, &chain.1)
            }
            Operand::Pipe(pipe) => pipe.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use diagnostic::Source;

    use crate::function::Functions;
    use crate::parse::parse;

    /// What `Tree.Root.String()` of Go's parser gives.
    #[test]
    fn a_tree_prints_itself_as_go_prints_it() {
        for (text, printed) in [
            ("a{{.X}}b", "a{{.X}}b"),
            ("{{ .X.Y | printf \"%d\"  1 }}", "{{.X.Y | printf \"%d\" 1}}"),
            ("{{$x:=1}}{{$x = 2}}{{$x.a.b}}", "{{$x := 1}}{{$x = 2}}{{$x.a.b}}"),
            (
                "{{if .X}}1{{else if .Y}}2{{else}}3{{end}}",
                "{{if .X}}1{{else}}{{if .Y}}2{{else}}3{{end}}{{end}}",
            ),
            (
                "{{with $x := .A}}{{.}}{{else with .B}}b{{end}}",
                "{{with $x := .A}}{{.}}{{else}}{{with .B}}b{{end}}{{end}}",
            ),
            (
                "{{range $i,$e:=.L}}{{break}}{{continue}}{{else}}e{{end}}",
                "{{range $i, $e := .L}}{{break}}{{continue}}{{else}}e{{end}}",
            ),
            ("{{template \"x\"}}{{template `y` .}}", "{{template \"x\"}}{{template \"y\" .}}"),
            (
                "{{(.a).b.c}} {{(print 1 | len).x}} {{print (1) ((2))}}",
                "{{(.a).b.c}} {{(print 1 | len).x}} {{print (1) ((2))}}",
            ),
            (
                "{{nil | print}}{{print nil true false 'a' 0x1F 1e3 `r` \"s\\n\"}}",
                "{{nil | print}}{{print nil true false 'a' 0x1F 1e3 `r` \"s\\n\"}}",
            ),
            ("{{block \"b\" .X}}in{{end}}", "{{template \"b\" .X}}"),
            ("a {{- .X -}} b{{/* c */}}", "a{{.X}}b"),
            ("{{print.x}} {{. | print .}}", "{{print.x}} {{. | print .}}"),
            ("{{$}}{{$.x.y}}", "{{$}}{{$.x.y}}"),
        ] {
            let definitions = parse(&Source::file("t", text), &Functions::builtins()).unwrap();
            let main = definitions.iter().find(|definition| &*definition.name == "t").unwrap();
            assert_eq!(main.list.to_string(), printed, "{text}");
        }
    }
}
