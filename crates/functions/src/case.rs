//! Upper and lower case as Go's `unicode` and `strings` packages map them: one character to one character.

use unicode_general_category::{GeneralCategory, get_general_category};

/// The upper-case form of a character (unicode.ToUpper).
pub fn upper_char(c: char) -> char {
    single(c.to_uppercase()).unwrap_or_else(|| simple_upper(c))
}

/// The lower-case form of a character (unicode.ToLower).
pub fn lower_char(c: char) -> char {
    // The one character whose full lower case is longer than one.
    single(c.to_lowercase()).unwrap_or(if c == '\u{130}' { 'i' } else { c })
}

/// The title-case form of a character (unicode.ToTitle).
pub fn title_char(c: char) -> char {
    match c {
        '\u{1c4}'..='\u{1c6}' => '\u{1c5}',
        '\u{1c7}'..='\u{1c9}' => '\u{1c8}',
        '\u{1ca}'..='\u{1cc}' => '\u{1cb}',
        '\u{1f1}'..='\u{1f3}' => '\u{1f2}',
        // Georgian has upper case but no title case.
        '\u{10d0}'..='\u{10fa}' | '\u{10fd}'..='\u{10ff}' => c,
        _ => upper_char(c),
    }
}

/// Whether the character is upper case (unicode.IsUpper, category Lu).
pub fn is_upper(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_uppercase()
    } else {
        get_general_category(c) == GeneralCategory::UppercaseLetter
    }
}

/// Whether the character is lower case (unicode.IsLower, category Ll).
pub fn is_lower(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_lowercase()
    } else {
        get_general_category(c) == GeneralCategory::LowercaseLetter
    }
}

/// Whether the character is title case (unicode.IsTitle, category Lt).
pub fn is_title(c: char) -> bool {
    !c.is_ascii() && get_general_category(c) == GeneralCategory::TitlecaseLetter
}

/// Whether the character is a letter (unicode.IsLetter, categories L*).
pub fn is_letter(c: char) -> bool {
    use GeneralCategory::{LowercaseLetter, ModifierLetter, OtherLetter, TitlecaseLetter, UppercaseLetter};
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    matches!(
        get_general_category(c),
        LowercaseLetter | ModifierLetter | OtherLetter | TitlecaseLetter | UppercaseLetter
    )
}

/// Whether the character is a decimal digit (unicode.IsDigit, category Nd).
pub fn is_digit(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_digit() } else { get_general_category(c) == GeneralCategory::DecimalNumber }
}

/// Whether the character is a number (unicode.IsNumber, categories N*).
pub fn is_number(c: char) -> bool {
    use GeneralCategory::{DecimalNumber, LetterNumber, OtherNumber};
    if c.is_ascii() {
        return c.is_ascii_digit();
    }
    matches!(get_general_category(c), DecimalNumber | LetterNumber | OtherNumber)
}

/// Whether the character is punctuation (unicode.IsPunct, categories P*).
pub fn is_punct(c: char) -> bool {
    use GeneralCategory::{
        ClosePunctuation, ConnectorPunctuation, DashPunctuation, FinalPunctuation, InitialPunctuation,
        OpenPunctuation, OtherPunctuation,
    };
    matches!(
        get_general_category(c),
        ClosePunctuation
            | ConnectorPunctuation
            | DashPunctuation
            | FinalPunctuation
            | InitialPunctuation
            | OpenPunctuation
            | OtherPunctuation
    )
}

/// Whether the character is white space (unicode.IsSpace).
pub fn is_space(c: char) -> bool {
    c.is_whitespace()
}

/// Every character in upper case (strings.ToUpper).
pub fn upper(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_uppercase() } else { text.chars().map(upper_char).collect() }
}

/// Every character in lower case (strings.ToLower).
pub fn lower(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { text.chars().map(lower_char).collect() }
}

/// The first letter of each word in title case (the old strings.Title).
pub fn title(text: &str) -> String {
    let mut before = ' ';
    text.chars()
        .map(|c| {
            let starts = is_separator(before);
            before = c;
            if starts { title_char(c) } else { c }
        })
        .collect()
}

/// The first letter of each word in lower case (goutils.Uncapitalize).
pub fn untitle(text: &str) -> String {
    let mut starts = true;
    text.chars()
        .map(|c| {
            if is_space(c) {
                starts = true;
                c
            } else if std::mem::take(&mut starts) {
                lower_char(c)
            } else {
                c
            }
        })
        .collect()
}

/// Upper case becomes lower case and the other way round; a word's first lower-case letter becomes title case
/// (goutils.SwapCase).
pub fn swap_case(text: &str) -> String {
    let mut after_space = true;
    text.chars()
        .map(|c| {
            if is_upper(c) || is_title(c) {
                after_space = false;
                lower_char(c)
            } else if is_lower(c) {
                if std::mem::take(&mut after_space) { title_char(c) } else { upper_char(c) }
            } else {
                after_space = is_space(c);
                c
            }
        })
        .collect()
}

/// The first character of each word; bytes are taken for characters, as goutils.Initials does.
pub fn initials(text: &[u8]) -> String {
    let mut gap = true;
    let mut out = String::new();
    for c in text.iter().map(|&byte| char::from(byte)) {
        if is_space(c) {
            gap = true;
        } else if std::mem::take(&mut gap) {
            out.push(c);
        }
    }
    out
}

fn single(mut chars: impl ExactSizeIterator<Item = char>) -> Option<char> {
    if chars.len() == 1 { chars.next() } else { None }
}

/// The simple mapping of characters whose full upper case has several: Greek letters with an iota below have one,
/// all others (ß, ŉ, ﬁ …) stay as they are.
fn simple_upper(c: char) -> char {
    let code = c as u32;
    let mapped = match code {
        0x1f80..=0x1f87 | 0x1f90..=0x1f97 | 0x1fa0..=0x1fa7 => code + 8,
        0x1fb3 | 0x1fc3 | 0x1ff3 => code + 9,
        _ => code,
    };
    char::from_u32(mapped).unwrap_or(c)
}

/// Whether words end here (isSeparator in Go's strings package).
fn is_separator(c: char) -> bool {
    if c.is_ascii() {
        !(c.is_ascii_alphanumeric() || c == '_')
    } else {
        !is_letter(c) && !is_digit(c) && is_space(c)
    }
}
