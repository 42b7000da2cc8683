//! The natural order of keys (go-yaml, sorter.go).

use std::cmp::Ordering;

/// Which go-yaml sorts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rules {
    V2,
    V3,
}

/// Compares keys as go-yaml v2 sorts them: letters by their code, anything else before letters, runs of digits
/// by their number: `"" < -a < _x < 1 < 2 < 10 < A < a2 < a10`.
pub fn natural_order(a: &str, b: &str) -> Ordering {
    compare(a, b, Rules::V2)
}

fn compare(a: &str, b: &str, rules: Rules) -> Ordering {
    let (first, second) = (a.as_bytes(), b.as_bytes());
    let common = first.iter().zip(second).take_while(|(a, b)| a == b).count();
    if common == first.len() || common == second.len() {
        return first.len().cmp(&second.len());
    }
    let mut at = common;
    while !a.is_char_boundary(at) {
        at -= 1;
    }
    let (Some(x), Some(y)) = (a[at..].chars().next(), b[at..].chars().next()) else { return Ordering::Equal };
    match (is_letter(x), is_letter(y)) {
        (true, true) => return x.cmp(&y),
        (false, false) => {}
        (x_is_letter, _) => {
            let after_digit = rules == Rules::V3 && at > 0 && first[at - 1].is_ascii_digit();
            return if x_is_letter == after_digit { Ordering::Less } else { Ordering::Greater };
        }
    }
    // A zero inside a number is no leading zero.
    let inside = (x == '0' || y == '0')
        && first[..at].iter().rev().take_while(|b| b.is_ascii_digit()).any(|b| *b != b'0');
    let (x_number, x_digits) = number(&first[at..], inside);
    let (y_number, y_digits) = number(&second[at..], inside);
    x_number.cmp(&y_number).then(x_digits.cmp(&y_digits)).then(x.cmp(&y))
}

/// The number that a run of digits is, wrapping as Go's does, and how many digits there are.
fn number(bytes: &[u8], inside: bool) -> (i64, usize) {
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit());
    digits.fold((i64::from(inside), 0), |(number, count), digit| {
        (number.wrapping_mul(10).wrapping_add(i64::from(digit - b'0')), count + 1)
    })
}

fn is_letter(character: char) -> bool {
    character.is_alphabetic()
}

/// Sorts entries by their keys. The order is not one (`1a < 2 < 12 < 1a`), so neither Go's result nor ours means
/// anything there, but the standard library's sort might panic: a merge sort never does.
pub(super) fn sort<K: AsRef<str>, V>(entries: Vec<(K, V)>, rules: Rules) -> Vec<(K, V)> {
    let ordered = |a: &(K, V), b: &(K, V)| compare(a.0.as_ref(), b.0.as_ref(), rules) != Ordering::Greater;
    if entries.windows(2).all(|pair| ordered(&pair[0], &pair[1])) {
        return entries;
    }
    let mut entries = entries;
    let right = entries.split_off(entries.len() / 2);
    let mut left = sort(entries, rules).into_iter().peekable();
    let mut right = sort(right, rules).into_iter().peekable();
    let mut merged = Vec::with_capacity(left.len() + right.len());
    loop {
        let next = match (left.peek(), right.peek()) {
            (Some(a), Some(b)) if ordered(a, b) => left.next(),
            (Some(_), None) => left.next(),
            _ => right.next(),
        };
        match next {
            Some(entry) => merged.push(entry),
            None => return merged,
        }
    }
}
