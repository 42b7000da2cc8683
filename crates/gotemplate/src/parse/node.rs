//! What stands in an action, which prints itself as Go's parse tree does (text/template/parse/node.go).

use std::fmt::{self, Display, Formatter};

use diagnostic::Span;

use super::Number;
use crate::fmt::quote;
use crate::function::Function;
use crate::value::{Str, Value};

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
    pub(super) commands: Stretch,
}

/// A variable that is declared or assigned.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) name: Str,
    /// Where it is kept; nowhere for one that is assigned without having been declared, an error when executed.
    pub(crate) slot: Option<u32>,
}

/// A function or value with its arguments, the first of which is itself.
#[derive(Clone, Debug)]
pub(crate) struct Command {
    pub(crate) span: Span,
    pub(super) args: Stretch,
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
    /// The value; the node's span is that of the literal with its quotes.
    String(Value),
    Field(Stretch),
    Variable(Box<Variable>),
    Function(&'static Function),
    /// Fields of what an operand gives.
    Chain(Box<(Node, Stretch)>),
    /// A pipeline in parentheses.
    Pipe(Box<Pipe>),
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
    pub(crate) fields: Stretch,
}

/// Neighbours in one of the lists of [`Parts`].
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Stretch {
    start: u32,
    len: u32,
}

impl Stretch {
    fn new(start: usize, end: usize) -> Self {
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self { start: place(start), len: place(end - start) }
    }

    pub(crate) const fn is_empty(self) -> bool {
        self.len == 0
    }

    const fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.start as usize + self.len as usize
    }
}

/// What the pipelines of a template consist of, each kind in one list, so that a template takes a few pieces of memory
/// and not a few for each of its actions.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    commands: Vec<Command>,
    nodes: Vec<Node>,
    names: Vec<Str>,
}

impl Parts {
    /// The commands of a pipeline; there is one at least.
    pub(crate) fn commands(&self, pipe: &Pipe) -> &[Command] {
        &self.commands[pipe.commands.range()]
    }

    /// A function or value and its arguments; there is one at least.
    pub(crate) fn args(&self, command: &Command) -> &[Node] {
        &self.nodes[command.args.range()]
    }

    /// Names of fields.
    pub(crate) fn names(&self, names: Stretch) -> &[Str] {
        &self.names[names.range()]
    }

    /// Empty lists with room for that many actions, more or less.
    pub(super) fn for_actions(actions: usize) -> Self {
        Self {
            commands: Vec::with_capacity(actions),
            nodes: Vec::with_capacity(2 * actions),
            names: Vec::with_capacity(actions),
        }
    }

    pub(super) fn add_commands(&mut self, commands: impl Iterator<Item = Command>) -> Stretch {
        add(&mut self.commands, commands)
    }

    pub(super) fn add_args(&mut self, args: impl Iterator<Item = Node>) -> Stretch {
        add(&mut self.nodes, args)
    }

    pub(super) fn names_len(&self) -> usize {
        self.names.len()
    }

    pub(super) fn add_name(&mut self, name: Str) {
        self.names.push(name);
    }

    /// The names from that place on.
    pub(super) fn names_from(&self, start: usize) -> Stretch {
        Stretch::new(start, self.names.len())
    }

    pub(super) fn shrink(&mut self) {
        self.commands.shrink_to_fit();
        self.nodes.shrink_to_fit();
        self.names.shrink_to_fit();
    }
}

fn add<T>(list: &mut Vec<T>, items: impl Iterator<Item = T>) -> Stretch {
    let start = list.len();
    list.extend(items);
    Stretch::new(start, list.len())
}

/// A piece of a template with the parts and the text of the template, which together print themselves as Go's parse
/// tree does.
pub(crate) struct Shown<'n, N>(pub(crate) &'n N, pub(crate) &'n Parts, pub(crate) &'n str);

impl Display for Shown<'_, TemplateCall> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self(call, parts, source) = self;
        write!(f, "{{{{template {}", quote(&call.name))?;
        if let Some(pipe) = &call.pipe {
            write!(f, " {}", Shown(pipe, parts, source))?;
        }
        f.write_str("}}")
    }
}

impl Display for Shown<'_, Pipe> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self(pipe, parts, source) = self;
        for (index, target) in pipe.variables.iter().enumerate() {
            write!(f, "{}{}", if index > 0 { ", " } else { "" }, target.name)?;
        }
        if !pipe.variables.is_empty() {
            f.write_str(if pipe.assign { " = " } else { " := " })?;
        }
        for (index, command) in parts.commands(pipe).iter().enumerate() {
            write!(f, "{}{}", if index > 0 { " | " } else { "" }, Shown(command, parts, source))?;
        }
        Ok(())
    }
}

impl Display for Shown<'_, Command> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self(command, parts, source) = self;
        for (index, arg) in parts.args(command).iter().enumerate() {
            let space = if index > 0 { " " } else { "" };
            match &arg.kind {
                Operand::Pipe(pipe) => write!(f, "{space}({})", Shown(&**pipe, parts, source))?,
                _ => write!(f, "{space}{}", Shown(arg, parts, source))?,
            }
        }
        Ok(())
    }
}

impl Display for Shown<'_, Node> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self(node, parts, source) = self;
        let fields = |f: &mut Formatter<'_>, names: Stretch| {
            parts.names(names).iter().try_for_each(|name| write!(f, ".{name}"))
        };
        match &node.kind {
            Operand::Dot => f.write_str("."),
            Operand::Nil => f.write_str("nil"),
            Operand::Bool(value) => value.fmt(f),
            Operand::Number(_) | Operand::String(_) => {
                f.write_str(source.get(node.span.range()).unwrap_or_default())
            }
            Operand::Field(names) => fields(f, *names),
            Operand::Variable(variable) => {
                variable.name.fmt(f)?;
                fields(f, variable.fields)
            }
            Operand::Function(function) => f.write_str(function.name),
            Operand::Chain(chain) => {
                match &chain.0.kind {
                    Operand::Pipe(pipe) => write!(f, "({})", Shown(&**pipe, parts, source))?,
                    _ => Shown(&chain.0, parts, source).fmt(f)?,
                }
                fields(f, chain.1)
            }
            Operand::Pipe(pipe) => Shown(&**pipe, parts, source).fmt(f),
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
            let definitions = parse(&Source::file("t", text), &Functions::builtins()).unwrap();
            let main = definitions.iter().find(|definition| &*definition.name == "t").unwrap();
            let shown = main.ops.iter().filter_map(|op| match op {
                Op::Print(pipe) | Op::Evaluate(pipe) | Op::If(pipe, _) | Op::With(pipe, _) => {
                    Some(Shown(pipe, &main.parts, text).to_string())
                }
                Op::Range(range) => Some(Shown(&range.pipe, &main.parts, text).to_string()),
                Op::Template(call) => Some(Shown(&**call, &main.parts, text).to_string()),
                _ => None,
            });
            assert_eq!(shown.collect::<Vec<_>>().join(";"), printed, "{text}");
        }
    }
}
