//! Go's layouts: a date is formatted as the reference time, Mon Jan 2 15:04:05 MST 2006, would be written.

/// A piece of a layout that stands for a part of the date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chunk {
    /// `January`.
    MonthName,
    /// `Jan`.
    MonthShort,
    /// `1`.
    Month,
    /// `01`.
    MonthPadded,
    /// `Monday`.
    Weekday,
    /// `Mon`.
    WeekdayShort,
    /// `2`.
    Day,
    /// `_2`.
    DayBlank,
    /// `02`.
    DayPadded,
    /// `__2`.
    YearDayBlank,
    /// `002`.
    YearDayPadded,
    /// `15`.
    Hour,
    /// `3`.
    Hour12,
    /// `03`.
    Hour12Padded,
    /// `4`.
    Minute,
    /// `04`.
    MinutePadded,
    /// `5`.
    Second,
    /// `05`.
    SecondPadded,
    /// `2006`.
    Year,
    /// `06`.
    YearShort,
    /// `PM`.
    Half,
    /// `pm`.
    HalfLower,
    /// `MST`.
    ZoneName,
    /// `-0700` and the like.
    Offset {
        /// `Z` for zero (a layout with `Z07…`).
        zulu: bool,
        /// With `:` between the parts.
        colon: bool,
        /// Hours; hours and minutes; or seconds, too.
        parts: u8,
    },
    /// `.000` or `,000`: that many digits.
    Fraction(u8, u8),
    /// `.999` or `,999`: up to that many digits, none if they are zero.
    FractionTrimmed(u8, u8),
}

/// The text before the next chunk, the chunk, and the layout after it.
pub fn next_chunk(layout: &str) -> (&str, Option<Chunk>, &str) {
    for (at, _) in layout.char_indices() {
        if let Some((chunk, skipped, length)) = chunk_at(&layout[at..]) {
            return (&layout[..at + skipped], Some(chunk), &layout[at + skipped + length..]);
        }
    }
    (layout, None, "")
}

/// The chunk that begins here, how much before it is text, and its length.
fn chunk_at(text: &str) -> Option<(Chunk, usize, usize)> {
    use Chunk::{
        Day, DayBlank, DayPadded, Half, HalfLower, Hour, Hour12, Hour12Padded, Minute, MinutePadded, Month,
        MonthName, MonthPadded, MonthShort, Second, SecondPadded, Weekday, WeekdayShort, Year, YearDayBlank,
        YearDayPadded, YearShort, ZoneName,
    };
    let lower_follows = |length: usize| text.as_bytes().get(length).is_some_and(u8::is_ascii_lowercase);
    let fixed = [
        ("January", MonthName),
        ("Monday", Weekday),
        ("MST", ZoneName),
        ("01", MonthPadded),
        ("02", DayPadded),
        ("03", Hour12Padded),
        ("04", MinutePadded),
        ("05", SecondPadded),
        ("06", YearShort),
        ("002", YearDayPadded),
        ("15", Hour),
        ("1", Month),
        ("2006", Year),
        ("2", Day),
        ("__2", YearDayBlank),
        ("3", Hour12),
        ("4", Minute),
        ("5", Second),
        ("PM", Half),
        ("pm", HalfLower),
    ];
    // `_2006` is an underscore and a year.
    if text.starts_with("_2006") {
        return Some((Year, 1, 4));
    }
    if text.starts_with("_2") {
        return Some((DayBlank, 0, 2));
    }
    if let Some(&(name, chunk)) = fixed.iter().find(|(name, _)| text.starts_with(name)) {
        return Some((chunk, 0, name.len()));
    }
    for (name, chunk) in [("Jan", MonthShort), ("Mon", WeekdayShort)] {
        if text.starts_with(name) && !lower_follows(3) {
            return Some((chunk, 0, 3));
        }
    }
    offset_at(text).or_else(|| fraction_at(text))
}

fn offset_at(text: &str) -> Option<(Chunk, usize, usize)> {
    let zulu = text.starts_with('Z');
    if !zulu && !text.starts_with('-') {
        return None;
    }
    let forms = [
        ("070000", false, 3),
        ("07:00:00", true, 3),
        ("0700", false, 2),
        ("07:00", true, 2),
        ("07", false, 1),
    ];
    let &(form, colon, parts) = forms.iter().find(|(form, ..)| text[1..].starts_with(form))?;
    Some((Chunk::Offset { zulu, colon, parts }, 0, 1 + form.len()))
}

/// Fractions of seconds are a run of zeros or nines that no other digit follows.
fn fraction_at(text: &str) -> Option<(Chunk, usize, usize)> {
    let bytes = text.as_bytes();
    let (&point, rest) = bytes.split_first()?;
    let &digit = rest.first()?;
    if !matches!(point, b'.' | b',') || !matches!(digit, b'0' | b'9') {
        return None;
    }
    let digits = rest.iter().take_while(|&&byte| byte == digit).count();
    if rest.get(digits).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    let count = u8::try_from(digits).ok()?;
    let chunk =
        if digit == b'0' { Chunk::Fraction(count, point) } else { Chunk::FractionTrimmed(count, point) };
    Some((chunk, 0, 1 + digits))
}

/// English names, as Go has them whatever the locale.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// English names, from Sunday.
pub const WEEKDAYS: [&str; 7] =
    ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
