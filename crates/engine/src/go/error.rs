//! What can go wrong in Go templates, in Helm's words (reformatExecErrorMsg and cleanupParseError in
//! pkg/engine/engine.go) and in ours.

use std::fmt;

use diagnostic::Diagnostic;
use gotemplate::{CallError, Cause, ExecError, ParseError};

/// A Go template that does not parse or execute. Its text is Helm's.
#[derive(Debug)]
#[non_exhaustive]
pub enum GoError {
    /// It does not parse.
    Parse(Box<ParseError>),
    /// It does not execute.
    Exec(Box<ExecError>),
}

impl GoError {
    /// The error with the line that failed and the chain that led there.
    pub fn diagnostic(&self) -> Diagnostic {
        match self {
            Self::Parse(error) => {
                let diagnostic = error.diagnostic();
                if error.message.starts_with("bad character U+002D") {
                    return diagnostic
                        .hint("a key with a dash in it is read with `index .Values \"my-key\"`");
                }
                diagnostic
            }
            Self::Exec(error) => explained(error),
        }
    }
}

impl From<ParseError> for GoError {
    fn from(error: ParseError) -> Self {
        Self::Parse(Box::new(error))
    }
}

impl From<ExecError> for GoError {
    fn from(error: ExecError) -> Self {
        Self::Exec(Box::new(error))
    }
}

impl fmt::Display for GoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parse(error) => f.write_str(&parse_text(&error.to_string())),
            Self::Exec(error) => f.write_str(&exec_text(error)),
        }
    }
}

impl std::error::Error for GoError {}

/// Helm keeps the place and what follows the last colon.
fn parse_text(text: &str) -> String {
    let tokens: Vec<&str> = text.split(": ").collect();
    match tokens[..] {
        [_, location, .., message] => format!("parse error at ({location}): {message}"),
        [_, location] => format!("parse error at ({location}): {location}"),
        _ => format!("parse error in (): {text}"),
    }
}

fn exec_text(error: &ExecError) -> String {
    let whole = error.to_string();
    let mut tokens = whole.splitn(3, ": ");
    let (_, Some(location), Some(rest)) = (tokens.next(), tokens.next(), tokens.next()) else {
        return whole;
    };
    if let Some(message) = marked(rest) {
        return format!("execution error at ({location}): {message}");
    }
    // Where the chain ends in anything but an error of text/template, Helm gives up and shows it as it is.
    let Some(traces) = traces(error) else { return whole };
    traces.concat().trim().to_owned()
}

/// What `fail` and `required` say: they mark it, so that it is found in however many errors it is wrapped.
fn marked(text: &str) -> Option<&str> {
    let (_, after) = text.split_once("HELM_ERR_START")?;
    after.rsplit_once("HELM_ERR_END").map(|(message, _)| message)
}

/// What templates find in their dot.
const ROOT: [&str; 7] =
    [".Values", ".Chart", ".Release", ".Capabilities", ".Files", ".Template", ".Subcharts"];

/// The error with what authors of charts should know beyond the language.
fn explained(error: &ExecError) -> Diagnostic {
    let mut diagnostic = error.diagnostic();
    if let Some(message) = marked(&diagnostic.message) {
        let refused = diagnostic.message.starts_with("`fail`");
        let what = if refused { "the chart refuses these values" } else { "a required value is missing" };
        diagnostic.message = format!("{what}: {message}");
        return diagnostic;
    }
    let error = error.innermost();
    let receiver = error.receiver();
    let lost = receiver.is_some_and(|receiver| ROOT.contains(&receiver))
        || matches!(&error.cause, Cause::NoField { field, .. } if receiver.is_none() && ROOT.iter().any(|root| root[1..] == *field));
    if lost {
        diagnostic.hints = vec![
            "the dot is another one here: within `with` and `range` write `$.Values`, and hand the root to templates"
                .to_owned(),
        ];
    } else if let Some(receiver) = receiver
        && let Some(root) = ROOT.iter().find(|root| root.eq_ignore_ascii_case(receiver))
    {
        diagnostic.hints = vec![format!("did you mean `{root}`?")];
    }
    diagnostic
}

/// The chain from the outermost error inwards, each as Helm prints it; `None` if one is no error of text/template.
fn traces(error: &ExecError) -> Option<Vec<String>> {
    let mut traces = Vec::new();
    let mut push = |text: String| {
        let trace = trace(&text)?;
        if traces.last() != Some(&trace) {
            traces.push(trace);
        }
        Some(())
    };
    let mut error = error;
    loop {
        push(error.to_string())?;
        let Cause::Call { error: call, .. } = &error.cause else { break };
        let mut call = call;
        error = loop {
            match call {
                CallError::Exec(inner) => break inner,
                CallError::Wrapped { text, source } => {
                    push(text.clone())?;
                    call = source;
                }
                other => {
                    push(other.to_string())?;
                    return Some(traces);
                }
            }
        };
    }
    Some(traces)
}

/// An error text of text/template over several lines (parseTemplateExecErrorString).
fn trace(text: &str) -> Option<String> {
    let rest = text.strip_prefix("template: ")?;
    if rest.starts_with("no template ") {
        return Some(format!("{text}\n"));
    }
    if let Some((location, after)) = rest.split_once(": executing ") {
        let (name, after) = after.strip_prefix('"')?.split_once('"')?;
        let (node, message) = after.strip_prefix(" at <")?.split_once(">: ")?;
        let message = message.split(" template:").next().unwrap_or_default();
        return Some(block(location, &format!("executing \"{name}\" at <{node}>:"), message));
    }
    let (location, message) = rest.rsplit_once(": ")?;
    Some(block(location, "", message.split(" template:").next().unwrap_or_default()))
}

fn block(location: &str, executing: &str, message: &str) -> String {
    let mut out = String::new();
    for (part, end) in [(location, "\n  "), (executing, "\n    "), (message, "\n")] {
        if !part.is_empty() {
            out.push_str(part);
            out.push_str(end);
        }
    }
    out
}
