//! Which styles a text may be written in (libyaml's `yaml_emitter_analyze_scalar`).

/// What stands in the way of the styles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Analysis {
    /// Whether there is a line break of any kind.
    pub(super) multiline: bool,
    /// Whether it may stand unquoted in block style.
    pub(super) plain: bool,
    /// Whether it may stand in single quotes.
    pub(super) single_quoted: bool,
    /// Whether it may be a literal block.
    pub(super) block: bool,
}

/// Nothing to look at, nothing that is special only in some place, or anything else.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Ordinary,
    Placed,
    Special,
}

const CLASSES: [Class; 256] = {
    let mut table = [Class::Special; 256];
    let mut byte = 0x21;
    while byte < 0x7f {
        table[byte] = Class::Ordinary;
        byte += 1;
    }
    // Indicators, which count at the start or beside white space.
    let placed = b"#,[]{}&*!|>'\"%@`?:-.";
    let mut at = 0;
    while at < placed.len() {
        table[placed[at] as usize] = Class::Placed;
        at += 1;
    }
    table
};

/// Which text is written in double quotes though libyaml could read it otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Caution {
    /// A tab anywhere, as go-yaml v2.
    Tabs,
    /// A tab but in a literal block, as go-yaml v3.
    TabsOutsideBlocks,
    /// As v2, and the line breaks that YAML 1.2 no longer knows.
    TabsAndOldBreaks,
}

/// Looks a text over once.
pub(super) fn analyze(text: &str, caution: Caution) -> Analysis {
    let bytes = text.as_bytes();
    let Some(&first) = bytes.first() else {
        return Analysis { multiline: false, plain: true, single_quoted: true, block: false };
    };
    // Most text has ordinary characters only, or indicators where they mean nothing.
    if CLASSES[first as usize] == Class::Ordinary {
        let ordinary = bytes.iter().all(|byte| {
            let class = CLASSES[*byte as usize];
            class == Class::Ordinary || (class == Class::Placed && *byte != b'#' && *byte != b':')
        });
        if ordinary {
            return Analysis { multiline: false, plain: true, single_quoted: true, block: true };
        }
    }
    Scan::run(text, caution)
}

#[derive(Default)]
struct Scan {
    indicators: bool,
    line_breaks: bool,
    special: bool,
    tab: bool,
    leading: bool,
    trailing_space: bool,
    trailing_break: bool,
    break_space: bool,
    space_break: bool,
}

impl Scan {
    fn run(text: &str, caution: Caution) -> Analysis {
        let bytes = text.as_bytes();
        let mut scan =
            Self { indicators: bytes.starts_with(b"---") || bytes.starts_with(b"..."), ..Self::default() };
        let mut preceded_by_blank = true;
        let mut previous_space = false;
        let mut previous_break = false;
        for (at, character) in text.char_indices() {
            let next = at + character.len_utf8();
            let last = next == bytes.len();
            let followed_by_blank = last || matches!(bytes[next], b' ' | b'\t');
            scan.indicators |= match character {
                '#' if at > 0 => preceded_by_blank,
                '#' | ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@'
                | '`' => at == 0,
                '?' | '-' if at == 0 => followed_by_blank,
                ':' => followed_by_blank,
                _ => false,
            };
            let is_break = is_break(character);
            if character == '\t' && caution == Caution::TabsOutsideBlocks {
                scan.tab = true;
            } else if !is_printable(character)
                || (caution == Caution::TabsAndOldBreaks && is_break && character != '\n')
            {
                scan.special = true;
            }
            if character == ' ' {
                scan.leading |= at == 0;
                scan.trailing_space |= last;
                scan.break_space |= previous_break;
            } else if is_break {
                scan.line_breaks = true;
                scan.leading |= at == 0;
                scan.trailing_break |= last;
                scan.space_break |= previous_space;
            }
            previous_space = character == ' ';
            previous_break = is_break;
            preceded_by_blank = is_break || matches!(character, ' ' | '\t' | '\0');
        }
        scan.verdict()
    }

    fn verdict(&self) -> Analysis {
        let never = self.space_break || self.special;
        Analysis {
            multiline: self.line_breaks,
            plain: !(never
                || self.tab
                || self.leading
                || self.trailing_space
                || self.trailing_break
                || self.break_space
                || self.line_breaks
                || self.indicators),
            single_quoted: !(never || self.tab || self.break_space),
            block: !(never || self.trailing_space),
        }
    }
}

/// What may stand as it is outside double quotes; a line break of YAML 1.1 other than LF need not be.
pub(super) fn is_printable(character: char) -> bool {
    match character {
        '\n' | ' '..='~' => true,
        '\u{feff}' | '\u{fffe}' | '\u{ffff}' => false,
        // libyaml's test on bytes leaves out everything beyond three of them.
        '\u{a0}'..='\u{ffff}' => true,
        _ => false,
    }
}

/// The line breaks of YAML 1.1.
pub(super) fn is_break(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}
