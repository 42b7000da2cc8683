//! What stands in an action, which prints itself as Go's parse tree does (text/template/parse/node.go).

use std::fmt::{self, Display, Formatter};

use diagnostic::Span;

use super::Number;
use super::parts::{Parts, Place, Stretch};
use crate::fmt::quote;
use crate::function::Function;
use crate::value::{Str, Value};

/// The call of another template.
#[derive(Clone, Debug)]
pub(crate) struct TemplateCall {
    pub(crate) span: Span,
    pub(crate) name: Str,
    pub(crate) pipe: Option<Place<Pipe>>,
}

/// Commands that hand on their results, and the variables that get the last one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pipe {
    pub(crate) span: Span,
    /// Whether the variables are assigned, not declared.
    pub(crate) assign: bool,
    pub(crate) variables: Stretch<Target>,
    /// There is one at least.
    pub(crate) commands: Stretch<Command>,
    /// The operand, if the pipeline is nothing else and the operand can mostly be had by looking.
    pub(crate) sole: Option<Place<Node>>,
}

/// A variable that is declared or assigned.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) name: Str,
    /// Where it is kept; nowhere for one that is assigned without having been declared, an error when executed.
    pub(crate) slot: Option<u32>,
}

/// A function or value with its arguments, the first of which is itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Command {
    pub(crate) span: Span,
    pub(crate) args: Stretch<Node>,
}

/// An operand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    /// Its start is Go's position: for a chain of fields that of the second one.
    pub(crate) span: Span,
    pub(crate) kind: Operand,
}

/// What an operand is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Operand {
    Dot,
    Nil,
    Bool(bool),
    Number(Place<Literal>),
    /// The value; the node's span is that of the literal with its quotes.
    String(Place<Value>),
    Field(Stretch<Str>),
    Variable(Place<Variable>),
    Function(&'static Function),
    /// Fields of what an operand gives.
    Chain(Place<Chain>),
    /// A pipeline in parentheses.
    Pipe(Place<Pipe>),
}

/// A number literal.
#[derive(Clone, Debug)]
pub(crate) struct Literal {
    pub(crate) number: Number,
    /// Its value where no type is asked for, unless it is too large.
    pub(crate) constant: Option<Value>,
}

/// A variable with fields.
#[derive(Clone, Debug)]
pub(crate) struct Variable {
    pub(crate) name: Str,
    pub(crate) slot: Option<u32>,
    pub(crate) fields: Stretch<Str>,
}

/// An operand and the fields of what it gives.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chain {
    pub(crate) inner: Node,
    pub(crate) fields: Stretch<Str>,
}

/// A piece of a template with the parts and the text of the template, which together print themselves as Go's parse
/// tree does.
pub(crate) struct Shown<'n, N>(pub(crate) &'n N, pub(crate) &'n Parts, pub(crate) &'n str);

impl Display for Shown<'_, TemplateCall> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self(call, parts, source) = self;
        write!(f, "{{{{template {}", quote(&call.name))?;
        if let Some(pipe) = &call.pipe {
            write!(f, " {}", Shown(&parts[*pipe], parts, source))?;
        }
        f.write_str("}}")
    }
}

impl Display for Shown<'_, Pipe> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self(pipe, parts, source) = self;
        for (index, target) in parts[pipe.variables].iter().enumerate() {
            write!(f, "{}{}", if index > 0 { ", " } else { "" }, target.name)?;
        }
        if !pipe.variables.is_empty() {
            f.write_str(if pipe.assign { " = " } else { " := " })?;
        }
        for (index, command) in parts[pipe.commands].iter().enumerate() {
            write!(f, "{}{}", if index > 0 { " | " } else { "" }, Shown(command, parts, source))?;
        }
        Ok(())
    }
}

impl Display for Shown<'_, Command> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self(command, parts, source) = self;
        for (index, arg) in parts[command.args].iter().enumerate() {
            let space = if index > 0 { " " } else { "" };
            match arg.kind {
                Operand::Pipe(pipe) => write!(f, "{space}({})", Shown(&parts[pipe], parts, source))?,
                _ => write!(f, "{space}{}", Shown(arg, parts, source))?,
            }
        }
        Ok(())
    }
}

impl Display for Shown<'_, Node> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self(node, parts, source) = self;
        let fields = |f: &mut Formatter<'_>, names: Stretch<Str>| {
            parts[names].iter().try_for_each(|name| write!(f, ".{name}"))
        };
        match node.kind {
            Operand::Dot => f.write_str("."),
            Operand::Nil => f.write_str("nil"),
            Operand::Bool(value) => value.fmt(f),
            Operand::Number(_) | Operand::String(_) => {
                f.write_str(source.get(node.span.range()).unwrap_or_default())
            }
            Operand::Field(names) => fields(f, names),
            Operand::Variable(variable) => {
                let variable = &parts[variable];
                variable.name.fmt(f)?;
                fields(f, variable.fields)
            }
            Operand::Function(function) => f.write_str(function.name),
            Operand::Chain(chain) => {
                let Chain { inner, fields: names } = &parts[chain];
                match inner.kind {
                    Operand::Pipe(pipe) => write!(f, "({})", Shown(&parts[pipe], parts, source))?,
                    _ => Shown(inner, parts, source).fmt(f)?,
                }
                fields(f, *names)
            }
            Operand::Pipe(pipe) => Shown(&parts[pipe], parts, source).fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use diagnostic::Source;

    use super::Shown;
    use crate::function::Functions;
    use crate::parse::{Op, parse};

    /// What the `String()` of the pipelines and calls in Go's tree gives.
    #[test]
    fn what_stands_in_an_action_prints_itself_as_go_prints_it() {
        for (text, printed) in [
            ("a{{.X}}b", ".X"),
            ("{{ .X.Y | printf \"%d\"  1 }}", ".X.Y | printf \"%d\" 1"),
            ("{{$x:=1}}{{$x = 2}}{{$x.a.b}}", "$x := 1;$x = 2;$x.a.b"),
            ("{{if .X}}1{{else if .Y}}2{{else}}3{{end}}", ".X;.Y"),
            ("{{with $x := .A}}{{.}}{{else with .B}}b{{end}}", "$x := .A;.;.B"),
            ("{{range $i,$e:=.L}}{{break}}{{continue}}{{else}}e{{end}}", "$i, $e := .L"),
            ("{{template \"x\"}}{{template `y` .}}", "{{template \"x\"}};{{template \"y\" .}}"),
            (
                "{{(.a).b.c}} {{(print 1 | len).x}} {{print (1) ((2))}}",
                "(.a).b.c;(print 1 | len).x;print (1) ((2))",
            ),
            (
                "{{nil | print}}{{print nil true false 'a' 0x1F 1e3 `r` \"s\\n\"}}",
                "nil | print;print nil true false 'a' 0x1F 1e3 `r` \"s\\n\"",
            ),
            ("{{block \"b\" .X}}in{{end}}", "{{template \"b\" .X}}"),
            ("{{print.x}} {{. | print .}}", "print.x;. | print ."),
            ("{{$}}{{$.x.y}}", "$;$.x.y"),
        ] {
            let (definitions, parts) = parse(&Source::file("t", text), &Functions::builtins()).unwrap();
            let main = definitions.iter().find(|definition| &*definition.name == "t").unwrap();
            let shown = main.ops.iter().filter_map(|op| match *op {
                Op::Print(it) | Op::Evaluate(it) | Op::If(it, _) | Op::With(it, _) | Op::Range(it, _) => {
                    Some(Shown(&parts[it.part], &parts, text).to_string())
                }
                Op::Template(it) => Some(Shown(&parts[it.part], &parts, text).to_string()),
                _ => None,
            });
            assert_eq!(shown.collect::<Vec<_>>().join(";"), printed, "{text}");
        }
    }
}
