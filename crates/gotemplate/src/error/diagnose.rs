//! The errors as diagnostics.

use diagnostic::{Diagnostic, Kind, Origin, Span, nearest};

use super::{CallError, Cause, ExecError, ParseError, Site};

impl ParseError {
    /// The error with the place it was found at.
    pub fn diagnostic(&self) -> Diagnostic {
        if let Some(keyword) = self.unclosed {
            let name = self.source_text.text.get(keyword.range()).unwrap_or_default();
            return Diagnostic::error(Kind::Template, format!("`{name}` is never closed"))
                .at(&Origin::new(&self.source_text, keyword), "opened here")
                .hint("add the missing `{{ end }}`");
        }
        let message = format!("cannot parse the template: {}", self.message);
        let diagnostic =
            Diagnostic::error(Kind::Template, message).at(&Origin::new(&self.source_text, self.span), "");
        match &self.nearest {
            Some(name) => diagnostic.hint(format!("did you mean `{name}`?")),
            None => diagnostic,
        }
    }
}

impl ExecError {
    /// The error with the line that failed first, then the chain of `include` and `template` that led there.
    pub fn diagnostic(&self) -> Diagnostic {
        let mut chain = Vec::new();
        let mut error = self;
        // From the outermost to the innermost; the callers end up behind the line that failed.
        loop {
            chain.splice(0..0, error.sites.iter());
            match inner(&error.cause) {
                Some(deeper) => error = deeper,
                None => break,
            }
        }
        let kind = if matches!(error.cause, Cause::Limit(_)) { Kind::Limit } else { Kind::Template };
        if let Cause::Call { error: CallError::Parse(parse), .. } = &error.cause {
            return callers(parse.diagnostic(), &chain);
        }
        let mut diagnostic = Diagnostic::error(kind, message(error));
        if let Some((site, callers)) = chain.split_first() {
            diagnostic =
                diagnostic.at(&Origin::new(&site.source, place(site, &error.cause)), found(&error.cause));
            chain = callers.to_vec();
        }
        let diagnostic = callers(diagnostic, &chain);
        match hint(&error.cause) {
            Some(hint) => diagnostic.hint(hint),
            None => diagnostic,
        }
    }
}

impl ExecError {
    /// What stands before the field that could not be read, as it is written: `.Values.image` of `.Values.image.tag`.
    pub fn receiver(&self) -> Option<&str> {
        let (Cause::NilReceiver { field, .. } | Cause::NoField { field, .. }) = &self.cause else {
            return None;
        };
        let node = &self.sites.first()?.node;
        let before = &node[..node.rfind(&format!(".{field}"))?];
        Some(before).filter(|before| !before.is_empty())
    }
}

/// The error of a template that a function executed.
fn inner(cause: &Cause) -> Option<&ExecError> {
    let Cause::Call { error, .. } = cause else { return None };
    let mut error = error;
    loop {
        match error {
            CallError::Wrapped { source, .. } => error = source,
            CallError::Exec(inner) => return Some(inner),
            _ => return None,
        }
    }
}

/// Marks the places that led to the failing one.
fn callers(diagnostic: Diagnostic, chain: &[&Site]) -> Diagnostic {
    chain.iter().fold(diagnostic, |diagnostic, site| {
        diagnostic.at(&Origin::new(&site.source, site.span), format!("called from `{}`", site.template))
    })
}

/// The failing node, or only the field in it that does not exist.
fn place(site: &Site, cause: &Cause) -> Span {
    let (Cause::NilReceiver { field, .. } | Cause::NoField { field, .. }) = cause else { return site.span };
    let node = site.source.text.get(site.span.range()).unwrap_or_default();
    let name = format!(".{field}");
    match node.rfind(&name) {
        Some(at) => {
            let start = site.span.start as usize + at + 1;
            Span::new(start, start + field.len())
        }
        None => site.span,
    }
}

fn message(error: &ExecError) -> String {
    match &error.cause {
        Cause::NilReceiver { field, .. } => {
            let receiver =
                error.receiver().map_or("what stands before it".to_owned(), |it| format!("`{it}`"));
            format!("cannot read `{field}` of nothing: {receiver} is null or missing")
        }
        Cause::NoField { field, .. } => format!("there is no `{field}` here"),
        Cause::NoTemplate { name, .. } | Cause::NotAssociated { name, .. } => {
            format!("there is no template `{name}`")
        }
        Cause::Call { function, error } => format!("`{function}` failed: {error}"),
        other => other.to_string(),
    }
}

/// What to say about the value at fault.
fn found(cause: &Cause) -> String {
    match cause {
        Cause::NoField { found, .. } => format!("this is {found}"),
        Cause::ArgType { found, .. } => format!("got {found}"),
        Cause::Range { found, go_type } => format!("{found} is a {go_type}"),
        _ => String::new(),
    }
}

fn hint(cause: &Cause) -> Option<String> {
    match cause {
        Cause::NilReceiver { field, .. } => Some(format!(
            "guard it with `with` or `if`, or write `(…).{field}` with parentheses around what may be missing"
        )),
        Cause::NoField { field, known, .. } => {
            nearest(field, known.iter().map(String::as_str)).map(|name| format!("did you mean `{name}`?"))
        }
        Cause::NoTemplate { nearest: Some(name), .. } | Cause::NotAssociated { nearest: Some(name), .. } => {
            Some(format!("did you mean `{name}`?"))
        }
        Cause::Range { go_type, .. } if go_type == "float64" => {
            Some("only integers are counted through: make it one first".to_owned())
        }
        _ => None,
    }
}
