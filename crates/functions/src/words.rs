//! snake_case, kebab-case and PascalCase as huandu/xstrings 1.5 splits words.

use crate::case::{is_letter, is_number, is_punct, is_space, is_upper, lower_char, upper_char};

/// Words joined by `_`, in lower case.
pub fn snake_case(text: &str) -> String {
    joined(text, '_')
}

/// Words joined by `-`, in lower case.
pub fn kebab_case(text: &str) -> String {
    joined(text, '-')
}

/// Words joined by nothing, each beginning with a capital (xstrings.ToPascalCase; Sprig calls it `camelcase`).
pub fn pascal_case(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    let mut capital = false;
    let mut current = '\0';
    let mut found = false;
    // Leading connectors stay.
    for c in chars.by_ref() {
        current = c;
        if !is_connector(c) {
            capital = is_upper(c);
            current = upper_char(c);
            found = true;
            break;
        }
        out.push(c);
    }
    if !found || chars.as_str().is_empty() {
        // A text of connectors alone repeats its last one: xstrings writes it twice.
        if !text.is_empty() {
            out.push(current);
        }
        return out;
    }
    for c in chars {
        let before = std::mem::replace(&mut current, c);
        match (is_connector(before), is_connector(c)) {
            (true, true) => out.push(before),
            (true, false) => {
                capital = is_upper(c);
                current = upper_char(c);
            }
            (false, _) => {
                if capital {
                    if is_upper(c) {
                        current = lower_char(c);
                    } else {
                        capital = false;
                    }
                }
                out.push(before);
            }
        }
    }
    out.push(current);
    out
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Nothing,
    Number,
    Upper,
    Alphabet,
    Connector,
    Punct,
    Other,
}

fn is_connector(c: char) -> bool {
    c == '-' || c == '_' || is_space(c)
}

/// Letters but for the common ideographs (xstrings' isAlphabet).
fn is_alphabet(c: char) -> bool {
    is_letter(c)
        && !matches!(c, '\u{4e00}'..='\u{9fcc}' | '\u{3400}'..='\u{4d85}' | '\u{20000}'..='\u{2b81d}')
}

/// xstrings' camelCaseToLowerCase.
fn joined(text: &str, connector: char) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let (mut kind, mut word, mut rest) = next_word(text);
    while !rest.is_empty() {
        if kind != Kind::Connector {
            write(&mut out, kind, word, connector);
        }
        let (before, last) = (kind, word);
        (kind, word, rest) = next_word(rest);
        match before {
            Kind::Number => {
                while matches!(kind, Kind::Alphabet | Kind::Number) {
                    write(&mut out, kind, word, connector);
                    (kind, word, rest) = next_word(rest);
                }
                if !matches!(kind, Kind::Nothing | Kind::Punct | Kind::Connector) {
                    out.push(connector);
                }
            }
            Kind::Connector => write(&mut out, before, last, connector),
            Kind::Punct => {}
            _ if kind != Kind::Number => {
                if !matches!(kind, Kind::Connector | Kind::Punct) {
                    out.push(connector);
                }
            }
            _ if rest.is_empty() => {}
            _ => {
                let number = word;
                (kind, word, rest) = next_word(rest);
                if kind != Kind::Alphabet {
                    // The number belongs to the word before it: Bld4Floor is bld4_floor.
                    write(&mut out, Kind::Number, number, connector);
                    if !matches!(kind, Kind::Connector | Kind::Punct) {
                        out.push(connector);
                    }
                    continue;
                }
                // Lower-case letters follow: the number begins a word, HTTP2xx is http_2xx.
                out.push(connector);
                write(&mut out, Kind::Number, number, connector);
                while matches!(kind, Kind::Alphabet | Kind::Number) {
                    write(&mut out, kind, word, connector);
                    (kind, word, rest) = next_word(rest);
                }
                if !matches!(kind, Kind::Nothing | Kind::Connector | Kind::Punct) {
                    out.push(connector);
                }
            }
        }
    }
    write(&mut out, kind, word, connector);
    out
}

fn write(out: &mut String, kind: Kind, word: &str, connector: char) {
    if !matches!(kind, Kind::Upper | Kind::Connector) {
        out.push_str(word);
        return;
    }
    for c in word.chars() {
        out.push(if is_connector(c) {
            connector
        } else if is_upper(c) {
            lower_char(c)
        } else {
            c
        });
    }
}

/// The kind of the next word, the word, and what follows it.
fn next_word(text: &str) -> (Kind, &str, &str) {
    let Some(first) = text.chars().next() else { return (Kind::Nothing, "", "") };
    let run = |belongs: &dyn Fn(char) -> bool| {
        text.char_indices().skip(1).find(|&(_, c)| !belongs(c)).map_or(text.len(), |(at, _)| at)
    };
    let lower = |c: char| is_alphabet(c) && !is_upper(c);
    let (kind, end) = if is_connector(first) {
        (Kind::Connector, run(&is_connector))
    } else if is_punct(first) {
        (Kind::Punct, run(&is_punct))
    } else if is_upper(first) {
        (Kind::Upper, upper_end(text, first))
    } else if is_alphabet(first) {
        (Kind::Alphabet, run(&lower))
    } else if is_number(first) {
        (Kind::Number, run(&is_number))
    } else {
        let other = |c: char| !(is_connector(c) || is_alphabet(c) || is_number(c) || is_punct(c));
        (Kind::Other, run(&other))
    };
    let (word, rest) = text.split_at(end);
    (kind, word, rest)
}

/// Where a word that begins with a capital ends: `HTTPStatus` gives `HTTP`, `Status` itself.
fn upper_end(text: &str, first: char) -> usize {
    let mut chars = text.char_indices().skip(1).peekable();
    match chars.peek() {
        Some(&(_, second)) if is_upper(second) => {
            let mut last = first.len_utf8();
            for (at, c) in chars {
                if !is_upper(c) {
                    return if is_alphabet(c) { last } else { at };
                }
                last = at;
            }
            text.len()
        }
        Some(&(_, second)) if is_alphabet(second) => {
            chars.find(|&(_, c)| !is_alphabet(c) || is_upper(c)).map_or(text.len(), |(at, _)| at)
        }
        Some(&(at, _)) => at,
        None => text.len(),
    }
}
