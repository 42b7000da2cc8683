//! Go's `filepath.Match`.

/// A pattern that no path can match because it is malformed: an open `[`, an empty class, a lone `\` at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("syntax error in pattern")]
pub struct BadPattern;

/// A pattern of one path as Go's `filepath.Match` takes it: `*` and `?` within a name, `[a-z]`, `[^a-z]`,
/// `\` before a character that means itself. There is no `**`, and the whole path must match.
#[derive(Clone, Debug)]
pub struct Glob {
    tokens: Vec<Token>,
    /// The text that stands before the first token that is none, and that behind the last.
    start: String,
    end: String,
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    /// Any run of characters but `/`.
    Star,
    /// One character but `/`.
    Any,
    /// One character of some ranges, `/` included.
    Class { negated: bool, ranges: Vec<(char, char)> },
    /// This character.
    Literal(char),
}

impl Glob {
    /// Reads a pattern.
    pub fn new(pattern: &str) -> Result<Self, BadPattern> {
        let mut chars = pattern.chars().peekable();
        let mut tokens = vec![];
        while let Some(c) = chars.next() {
            tokens.push(match c {
                '*' => Token::Star,
                '?' => Token::Any,
                '\\' => Token::Literal(chars.next().ok_or(BadPattern)?),
                '[' => {
                    let negated = chars.next_if_eq(&'^').is_some();
                    let mut ranges = vec![];
                    while ranges.is_empty() || chars.next_if_eq(&']').is_none() {
                        let low = class_member(&mut chars)?;
                        let ranged = chars.next_if_eq(&'-').is_some();
                        ranges.push((low, if ranged { class_member(&mut chars)? } else { low }));
                        if chars.peek().is_none() {
                            return Err(BadPattern);
                        }
                    }
                    Token::Class { negated, ranges }
                }
                c => Token::Literal(c),
            });
        }
        let literal = |token: &Token| if let Token::Literal(c) = token { Some(*c) } else { None };
        let start = tokens.iter().map_while(literal).collect();
        let end: Vec<char> = tokens.iter().rev().map_while(literal).collect();
        let end = end.into_iter().rev().collect();
        Ok(Self { tokens, start, end })
    }

    /// Whether the whole path matches.
    pub fn matches(&self, path: &str) -> bool {
        // Most paths differ at one of their ends.
        path.starts_with(&self.start) && path.ends_with(&self.end) && self.matches_between(path)
    }

    fn matches_between(&self, path: &str) -> bool {
        let next = |at: usize| path[at..].chars().next();
        let (mut token, mut at) = (0, 0);
        // Where to go on when the last star takes one more character.
        let mut retry: Option<(usize, usize)> = None;
        loop {
            match self.tokens.get(token) {
                Some(Token::Star) => {
                    token += 1;
                    retry = Some((token, at));
                    continue;
                }
                Some(other) => {
                    if let Some(c) = next(at).filter(|c| other.takes(*c)) {
                        token += 1;
                        at += c.len_utf8();
                        continue;
                    }
                }
                None if at == path.len() => return true,
                None => {}
            }
            let Some((star, from)) = retry else { return false };
            let Some(taken) = next(from).filter(|c| *c != '/') else { return false };
            (token, at) = (star, from + taken.len_utf8());
            retry = Some((star, at));
        }
    }
}

impl Token {
    fn takes(&self, c: char) -> bool {
        match self {
            Self::Star => false,
            Self::Any => c != '/',
            Self::Class { negated, ranges } => {
                ranges.iter().any(|(low, high)| (low..=high).contains(&&c)) != *negated
            }
            Self::Literal(literal) => *literal == c,
        }
    }
}

fn class_member(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Result<char, BadPattern> {
    match chars.next() {
        None | Some('-' | ']') => Err(BadPattern),
        Some('\\') => chars.next().ok_or(BadPattern),
        Some(c) => Ok(c),
    }
}

#[cfg(test)]
mod tests {
    use super::Glob;

    /// The facts of Go's own test table (path/filepath/match_test.go); `None` is a bad pattern.
    #[test]
    fn matches_as_go_does() {
        for (pattern, path, expected) in [
            ("abc", "abc", Some(true)),
            ("*", "abc", Some(true)),
            ("*c", "abc", Some(true)),
            ("a*", "a", Some(true)),
            ("a*", "ab/c", Some(false)),
            ("a*/b", "abc/b", Some(true)),
            ("a*/b", "a/c/b", Some(false)),
            ("a*b*c*d*e*/f", "axbxcxdxe/f", Some(true)),
            ("a*b*c*d*e*/f", "axbxcxdxexxx/f", Some(true)),
            ("a*b*c*d*e*/f", "axbxcxdxe/xxx/f", Some(false)),
            ("a*b?c*x", "abxbbxdbxebxczzx", Some(true)),
            ("a*b?c*x", "abxbbxdbxebxczzy", Some(false)),
            ("ab[c]", "abc", Some(true)),
            ("ab[b-d]", "abc", Some(true)),
            ("ab[^e-g]", "abc", Some(true)),
            ("ab[^b-d]", "abc", Some(false)),
            ("a\\*b", "a*b", Some(true)),
            ("a\\*b", "ab", Some(false)),
            ("a?b", "a☺b", Some(true)),
            ("a???b", "a☺b", Some(false)),
            ("[a-ζ]*", "α", Some(true)),
            ("*[a-ζ]", "A", Some(false)),
            ("a?b", "a/b", Some(false)),
            ("a*b", "a/b", Some(false)),
            ("[\\]a]", "]", Some(true)),
            ("[\\-x]", "x", Some(true)),
            ("[x\\-]", "z", Some(false)),
            ("[]a]", "]", None),
            ("[-]", "-", None),
            ("[x-]", "x", None),
            ("[a-b-c]", "a", None),
            ("[", "a", None),
            ("[^", "a", None),
            ("[^bc", "a", None),
            ("a[", "ab", None),
            ("*x", "xxx", Some(true)),
            ("", "", Some(true)),
            ("", "a", Some(false)),
            ("\\", "a", None),
        ] {
            assert_eq!(
                Glob::new(pattern).ok().map(|glob| glob.matches(path)),
                expected,
                "{pattern} on {path}"
            );
        }
    }
}
