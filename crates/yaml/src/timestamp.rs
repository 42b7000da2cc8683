//! Which text looks like a date to go-yaml (resolve.go, parseTimestamp, over Go's time.Parse).

/// Whether the text is a date, alone or with a time, in one of the four forms go-yaml knows.
///
/// Reading, such a value stays the string it is; writing, a string that looks so is quoted.
pub(crate) fn is_timestamp(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() < 8 || bytes[4] != b'-' || !bytes[..4].iter().all(u8::is_ascii_digit) {
        return false;
    }
    date_and_time(bytes).is_some()
}

fn date_and_time(bytes: &[u8]) -> Option<()> {
    let year = bytes[..4].iter().fold(0, |n, b| n * 10 + u32::from(b - b'0'));
    let (month, rest) = number(&bytes[5..])?;
    let (day, rest) = number(rest.strip_prefix(b"-")?)?;
    if !(1..=12).contains(&month) || day < 1 || day > days_in(month, year) {
        return None;
    }
    match rest {
        [] => Some(()),
        [b'T' | b't', rest @ ..] => {
            let rest = time(rest)?;
            match rest {
                b"Z" => Some(()),
                [b'+' | b'-', zone @ ..] => offset(zone),
                _ => None,
            }
        }
        [b' ', ..] => {
            let spaces = rest.iter().take_while(|b| **b == b' ').count();
            time(&rest[spaces..])?.is_empty().then_some(())
        }
        _ => None,
    }
}

/// One or two digits, as Go's `getnum` reads them when the layout does not fix the width.
fn number(bytes: &[u8]) -> Option<(u32, &[u8])> {
    match bytes {
        [a @ b'0'..=b'9', b @ b'0'..=b'9', rest @ ..] => {
            Some((u32::from(a - b'0') * 10 + u32::from(b - b'0'), rest))
        }
        [a @ b'0'..=b'9', rest @ ..] => Some((u32::from(a - b'0'), rest)),
        _ => None,
    }
}

/// Hours, minutes, seconds and an optional fraction of any length.
fn time(bytes: &[u8]) -> Option<&[u8]> {
    let (hours, rest) = number(bytes)?;
    let (minutes, rest) = number(rest.strip_prefix(b":")?)?;
    let (seconds, rest) = number(rest.strip_prefix(b":")?)?;
    if hours > 23 || minutes > 59 || seconds > 59 {
        return None;
    }
    match rest {
        [b'.' | b',', b'0'..=b'9', ..] => {
            let digits = rest[1..].iter().take_while(|b| b.is_ascii_digit()).count();
            Some(&rest[1 + digits..])
        }
        rest => Some(rest),
    }
}

/// `hh:mm`; Go allows 24 hours and 60 minutes here.
fn offset(bytes: &[u8]) -> Option<()> {
    match bytes {
        [a @ b'0'..=b'9', b @ b'0'..=b'9', b':', c @ b'0'..=b'9', d @ b'0'..=b'9'] => {
            let two = |a: &u8, b: &u8| (a - b'0') * 10 + (b - b'0');
            (two(a, b) <= 24 && two(c, d) <= 60).then_some(())
        }
        _ => None,
    }
}

fn days_in(month: u32, year: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
