//! Globs as gobwas/glob 0.2.3 reads them, with `/` as separator: what `.Files.Glob` takes.

/// A compiled pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glob {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// Characters as they stand.
    Text(Vec<char>),
    /// `*`: any run without a separator.
    Any,
    /// `**`: any run.
    Super,
    /// `?`: one character that is no separator.
    Single,
    /// `[abc]`, `[!abc]`.
    List { chars: Vec<char>, not: bool },
    /// `[a-z]`, `[!a-z]`.
    Range { low: char, high: char, not: bool },
    /// `{a,b}`.
    AnyOf(Vec<Vec<Part>>),
}

impl Glob {
    /// Reads a pattern; `None` if it is broken.
    pub fn new(pattern: &str) -> Option<Self> {
        let chars: Vec<char> = pattern.chars().collect();
        let mut reader = Reader { chars: &chars, at: 0, depth: 0 };
        let parts = reader.pattern()?;
        (reader.at == chars.len()).then_some(Self { parts })
    }

    /// The pattern that matches everything: Helm uses it in place of a broken one.
    pub fn everything() -> Self {
        Self { parts: vec![Part::Super] }
    }

    /// Whether the whole path matches.
    pub fn matches(&self, path: &str) -> bool {
        let chars: Vec<char> = path.chars().collect();
        matches_all(&self.parts, &chars, &mut |rest| rest.is_empty())
    }
}

struct Reader<'p> {
    chars: &'p [char],
    at: usize,
    depth: usize,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let c = *self.chars.get(self.at)?;
        self.at += 1;
        Some(c)
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    /// Reads up to the end, or up to `,` or `}` inside braces.
    fn pattern(&mut self) -> Option<Vec<Part>> {
        let mut parts = Vec::new();
        while let Some(c) = self.peek() {
            match c {
                ',' | '}' if self.depth > 0 => break,
                '{' => {
                    self.at += 1;
                    parts.push(self.alternatives());
                }
                '[' => {
                    self.at += 1;
                    parts.push(self.range()?);
                }
                '?' => {
                    self.at += 1;
                    parts.push(Part::Single);
                }
                '*' => {
                    self.at += 1;
                    if self.peek() == Some('*') {
                        self.at += 1;
                        parts.push(Part::Super);
                    } else {
                        parts.push(Part::Any);
                    }
                }
                _ => {
                    let text = self.text(if self.depth > 0 {
                        &['?', '*', '[', '{', '}', ',']
                    } else {
                        &['?', '*', '[', '{']
                    });
                    parts.push(Part::Text(text));
                }
            }
        }
        Some(parts)
    }

    /// Reads after `{`; the closing brace may be missing.
    fn alternatives(&mut self) -> Part {
        self.depth += 1;
        let mut choices = Vec::new();
        loop {
            match self.pattern() {
                Some(choice) => choices.push(choice),
                None => {
                    // Leaves the position before the end, which makes the whole pattern broken.
                    self.at = usize::MAX;
                    break;
                }
            }
            if self.next() != Some(',') {
                break;
            }
        }
        self.depth -= 1;
        Part::AnyOf(choices)
    }

    /// Reads after `[`.
    fn range(&mut self) -> Option<Part> {
        let not = self.peek() == Some('!');
        if not {
            self.at += 1;
        }
        let low = self.peek()?;
        if self.chars.get(self.at + 1) == Some(&'-') {
            self.at += 2;
            let high = self.next()?;
            return (self.next() == Some(']') && high >= low).then_some(Part::Range { low, high, not });
        }
        let chars = self.text(&[']']);
        (self.next() == Some(']') && !chars.is_empty()).then_some(Part::List { chars, not })
    }

    fn text(&mut self, ends: &[char]) -> Vec<char> {
        let mut text = Vec::new();
        while let Some(c) = self.peek() {
            if ends.contains(&c) {
                break;
            }
            self.at += 1;
            match c {
                '\\' => text.extend(self.next()),
                _ => text.push(c),
            }
        }
        text
    }
}

/// Whether the parts match a beginning of `text` whose remainder satisfies `then`.
fn matches_all(parts: &[Part], text: &[char], then: &mut dyn FnMut(&[char]) -> bool) -> bool {
    let Some((part, rest)) = parts.split_first() else { return then(text) };
    let mut one = |matches: &dyn Fn(char) -> bool| {
        text.split_first().is_some_and(|(&c, after)| matches(c) && matches_all(rest, after, then))
    };
    match part {
        Part::Text(wanted) => {
            text.strip_prefix(&**wanted).is_some_and(|after| matches_all(rest, after, then))
        }
        Part::Single => one(&|c| c != '/'),
        Part::List { chars, not } => one(&|c| chars.contains(&c) != *not),
        Part::Range { low, high, not } => one(&|c| (*low..=*high).contains(&c) != *not),
        Part::Any | Part::Super => {
            let end = match part {
                Part::Any => text.iter().position(|&c| c == '/').unwrap_or(text.len()),
                _ => text.len(),
            };
            (0..=end).any(|at| matches_all(rest, &text[at..], then))
        }
        Part::AnyOf(choices) => choices
            .iter()
            .any(|choice| matches_all(choice, text, &mut |after| matches_all(rest, after, then))),
    }
}
