//! Templates that pick values out of a tree: the part of kubectl's JSONPath that reads one thing at a time.
//!
//! Text stands for itself; what is in braces is replaced. There a path begins at the root (`$` in front is optional)
//! and goes on by `.key` (`\.` for a dot in it), `['key']`, `[0]`, `[-1]`, `[*]` for the items of a list and `.*` for
//! those of a list or table. Several results are joined by blanks.
//! What kubectl has besides (filters, slices, `..`, `range`) is refused rather than misread.

use diagnostic::Kind;
use yaml::{JsonStyle, Node, Value};

use crate::{Failure, Result};

/// A parsed template.
#[derive(Debug)]
pub(crate) struct JsonPath {
    parts: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    Text(String),
    Path(Vec<Step>),
}

#[derive(Debug)]
enum Step {
    Key(String),
    /// From the end if negative.
    Index(i64),
    /// The items of a list.
    Items,
    /// The items of a list, or the values of a table in their order.
    Children,
}

impl JsonPath {
    /// Reads a template.
    ///
    /// # Errors
    /// Braces or brackets that do not close, a bad index, and what is not supported.
    pub(crate) fn parse(template: &str) -> Result<Self> {
        let mut parts = vec![];
        let mut rest = template;
        while let Some((text, action)) = rest.split_once('{') {
            parts.push(Part::Text(unescaped(text)));
            let mut reader = Reader { template, rest: action };
            parts.push(reader.action()?);
            rest = reader.rest;
        }
        parts.push(Part::Text(unescaped(rest)));
        Ok(Self { parts })
    }

    /// Fills the template in, as kubectl's printer does: scalars as Go prints them, lists and tables as JSON.
    ///
    /// Where one of its paths leads nowhere the whole of it is empty, as it is with Helm.
    pub(crate) fn fill(&self, root: &Node) -> String {
        self.filled(root).unwrap_or_default()
    }

    fn filled(&self, root: &Node) -> Option<String> {
        let mut out = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Path(steps) => {
                    let found = steps.iter().try_fold(vec![root], |nodes, step| step.from(&nodes))?;
                    for (index, node) in found.into_iter().enumerate() {
                        if index > 0 {
                            out.push(' ');
                        }
                        push(&mut out, node);
                    }
                }
            }
        }
        Some(out)
    }
}

impl Step {
    /// Where the step leads from these nodes; nothing when it fails. A key may be missing from some of them, but
    /// not from all; an index and `[*]` need lists, or null.
    fn from<'n>(&self, nodes: &[&'n Node]) -> Option<Vec<&'n Node>> {
        let mut found = vec![];
        for node in nodes {
            match (self, &node.value) {
                (Self::Key(key), Value::Mapping(table)) => found.extend(table.get(key)),
                (Self::Index(index), Value::Sequence(items)) => {
                    let index = if *index < 0 { *index + items.len() as i64 } else { *index };
                    found.push(items.get(usize::try_from(index).ok()?)?);
                }
                (Self::Items | Self::Children, Value::Sequence(items)) => found.extend(items),
                (Self::Children, Value::Mapping(table)) => found.extend(table.iter().map(|(_, node)| node)),
                (Self::Index(_) | Self::Items, value) if *value != Value::Null => return None,
                _ => {}
            }
        }
        let missing = matches!(self, Self::Key(_)) && found.is_empty();
        (!missing).then_some(found)
    }
}

/// Numbers have become Go's float64 by the time that kubectl prints them: a million is `1e+06`.
fn push(out: &mut String, node: &Node) {
    match &node.value {
        Value::String(text) => out.push_str(text),
        Value::Int(number) => yaml::write_yaml_float(out, *number as f64),
        Value::Uint(number) => yaml::write_yaml_float(out, *number as f64),
        Value::Float(number) => yaml::write_yaml_float(out, *number),
        // JSON refuses infinite numbers and NaN alone, and a node is never one.
        _ => out.push_str(&yaml::to_json(node, JsonStyle::COMPACT).unwrap_or_default()),
    }
}

/// What is left of an action, behind its opening brace.
struct Reader<'t> {
    template: &'t str,
    rest: &'t str,
}

impl<'t> Reader<'t> {
    fn action(&mut self) -> Result<Part> {
        self.rest = self.rest.trim_start();
        if let Some(quote) = self.quote() {
            let text = self.until(quote)?;
            self.close()?;
            return Ok(Part::Text(unescaped(text)));
        }
        let _ = self.eat("$") || self.eat("@");
        let mut steps = vec![];
        loop {
            if self.eat(".*") {
                steps.push(Step::Children);
            } else if self.rest.starts_with("..") {
                return Err(self.unsupported());
            } else if self.eat(".") {
                steps.push(Step::Key(self.key()));
            } else if self.eat("[") {
                steps.push(self.bracket()?);
            } else {
                self.close()?;
                return Ok(Part::Path(steps));
            }
        }
    }

    /// A key behind its dot; a backslash takes what follows for part of it.
    fn key(&mut self) -> String {
        let mut key = String::new();
        let mut letters = self.rest.char_indices();
        let end = loop {
            match letters.next() {
                None => break self.rest.len(),
                Some((_, '\\')) => key.extend(letters.next().map(|(_, letter)| letter)),
                Some((at, '.' | '[' | '}' | ' ')) => break at,
                Some((_, letter)) => key.push(letter),
            }
        };
        self.rest = &self.rest[end..];
        key
    }

    fn bracket(&mut self) -> Result<Step> {
        if let Some(quote) = self.quote() {
            let key = self.until(quote)?.replace("\\.", ".");
            return if self.eat("]") { Ok(Step::Key(key)) } else { Err(self.unsupported()) };
        }
        let inside = self.until(']')?;
        if inside == "*" {
            return Ok(Step::Items);
        }
        if inside.contains([',', ':', '?']) {
            return Err(self.unsupported());
        }
        inside.parse().map(Step::Index).map_err(|_| self.failure(format!("invalid array index {inside}")))
    }

    fn close(&mut self) -> Result<()> {
        self.rest = self.rest.trim_start();
        match self.rest.is_empty() {
            true => Err(self.failure("unclosed action".into())),
            false if self.eat("}") => Ok(()),
            false => Err(self.unsupported()),
        }
    }

    fn quote(&mut self) -> Option<char> {
        ['\'', '"'].into_iter().find(|quote| self.eat(quote.encode_utf8(&mut [0; 4])))
    }

    fn eat(&mut self, token: &str) -> bool {
        self.rest.strip_prefix(token).map(|rest| self.rest = rest).is_some()
    }

    fn until(&mut self, end: char) -> Result<&'t str> {
        let (text, rest) = self.rest.split_once(end).ok_or_else(|| {
            self.failure(if end == ']' { "unterminated array" } else { "unterminated quoted string" }.into())
        })?;
        self.rest = rest;
        Ok(text)
    }

    fn failure(&self, why: String) -> Failure {
        Failure::usage(format!("error parsing jsonpath {}: {why}", self.template))
            .hint("a path looks like {.image.tag}, {.hosts[0]} or {.annotations['a.b/c']}")
    }

    fn unsupported(&self) -> Failure {
        let message = format!("jsonpath {}: `{}` is not supported", self.template, self.rest);
        Failure::new(Kind::Unsupported, message)
            .hint("there are .key, ['key'], [0], [-1], [*] and .*; for more, pipe the values through a tool for YAML")
    }
}

/// Text with its escapes `\n`, `\t` and `\r` resolved; any other backslash stays.
fn unescaped(text: &str) -> String {
    text.replace("\\n", "\n").replace("\\t", "\t").replace("\\r", "\r")
}

#[cfg(test)]
mod tests {
    use diagnostic::Source;

    use super::*;

    const VALUES: &str = "s: text\nport: 8080\nmillion: 1000000\nhalf: 1.50\nyes: true\nnothing: null\n\
        list: [a, {c: d}, [1, 2]]\nm: {z: 1, a: {q: x<y}, dot.key: v, sp ace: w}\n\
        objs: [{name: x}, {name: u}, {other: z}]\n";

    fn filled(template: &str) -> String {
        let root = yaml::parse_one(&Source::file("values.yaml", VALUES)).unwrap();
        JsonPath::parse(template).unwrap().fill(&root)
    }

    #[test]
    fn templates_are_filled_in() {
        for (template, expected) in [
            ("{.s}", "text"),
            ("{$.s}", "text"),
            ("{ .s }", "text"),
            ("port {.port}, half {.half}\\n", "port 8080, half 1.5\n"),
            ("{.s}{\"\\n\"}{'!'}", "text\n!"),
            ("{.million}", "1e+06"),
            ("{.nothing}", "null"),
            ("{.list[0]}", "a"),
            ("{.list[-1]}", "[1,2]"),
            ("{.list[*]}", r#"a {"c":"d"} [1,2]"#),
            ("{.list[*].c}", "d"),
            ("{.objs[*].name}", "x u"),
            ("{.m.a}", r#"{"q":"x\u003cy"}"#),
            ("{.m['a']['q']}", "x<y"),
            ("{['s']}", "text"),
            (r"{.m.dot\.key}", "v"),
            (r"{.m['dot\.key']}", "v"),
            ("{.m['dot.key']}", "v"),
            (r#"{.m["sp ace"]}"#, "w"),
            ("{.objs[0].*}", "x"),
            ("{.s}}", "text}"),
            ("s", "s"),
        ] {
            assert_eq!(filled(template), expected, "{template}");
        }
    }

    #[test]
    fn without_what_is_asked_nothing_is_printed() {
        for template in [
            "{.none}",
            "{.none.x}",
            "{.s.x}",
            "{.list[9]}",
            "{.list[-9]}",
            "{.list.x}",
            "{.m[0]}",
            "{.m[*]}",
            "{.}",
        ] {
            assert_eq!(filled(template), "", "{template}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        for (template, kind, message) in [
            ("{", Kind::Usage, "unclosed action"),
            ("{.s", Kind::Usage, "unclosed action"),
            ("{.list[1", Kind::Usage, "unterminated array"),
            ("{.list[a]}", Kind::Usage, "invalid array index a"),
            ("{.list['a", Kind::Usage, "unterminated quoted string"),
            ("{..name}", Kind::Unsupported, "`..name}`"),
            ("{.list[0:2]}", Kind::Unsupported, "not supported"),
            ("{.objs[?(@.name=='x')]}", Kind::Unsupported, "not supported"),
            ("{range .objs[*]}{.name}{end}", Kind::Unsupported, "`range .objs[*]}{.name}{end}`"),
        ] {
            let failure = JsonPath::parse(template).unwrap_err();
            assert_eq!(failure.kind(), kind, "{template}");
            assert!(failure.to_string().contains(message), "{template}: {failure}");
        }
    }
}
