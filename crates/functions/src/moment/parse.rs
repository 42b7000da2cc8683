//! Reading with a layout.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};

use super::Moment;
use crate::Error;
use crate::duration::quoted;
use crate::layout::{Chunk, MONTHS, WEEKDAYS, next_chunk};

/// Reads a date as the layout writes it (time.ParseInLocation); a text without a zone is of the place given.
///
/// # Errors
/// [`Error::Date`] in Go's words.
pub fn parse(layout: &str, text: &str, place: &TimeZone) -> Result<Moment, Error> {
    let mut reader = Reader { rest: text, found: Found::default() };
    let mut rest = layout;
    let complain = |element: &str, value: &str, message: &str| {
        let text = quoted(text);
        Error::Date(if message.is_empty() {
            format!(
                "parsing time {text} as {}: cannot parse {} as {}",
                quoted(layout),
                quoted(value),
                quoted(element)
            )
        } else {
            format!("parsing time {text}{message}")
        })
    };
    loop {
        let (before, chunk, after) = next_chunk(rest);
        let element = &rest[before.len()..rest.len() - after.len()];
        if !reader.skip(before) {
            return Err(complain(before, reader.rest, ""));
        }
        let Some(chunk) = chunk else {
            if reader.rest.is_empty() {
                break;
            }
            return Err(complain("", reader.rest, &format!(": extra text: {}", quoted(reader.rest))));
        };
        let hold = reader.rest;
        let fraction_follows =
            matches!(next_chunk(after), (_, Some(Chunk::Fraction(..) | Chunk::FractionTrimmed(..)), _));
        match reader.read(chunk, fraction_follows) {
            Ok(()) => {}
            Err(Wrong::Syntax) => return Err(complain(element, hold, "")),
            Err(Wrong::Range(what)) => {
                return Err(complain(element, hold, &format!(": {what} out of range")));
            }
        }
        rest = after;
    }
    reader.found.moment(place).map_err(|what| complain("", "", &format!(": {what}")))
}

enum Wrong {
    Syntax,
    Range(&'static str),
}

#[derive(Default)]
struct Found {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
    year_day: Option<i16>,
    hour: i8,
    minute: i8,
    second: i8,
    nanosecond: i32,
    afternoon: Option<bool>,
    utc: bool,
    offset: Option<i32>,
    zone: Option<String>,
}

struct Reader<'t> {
    rest: &'t str,
    found: Found,
}

impl Reader<'_> {
    /// Skips the text of the layout; blanks in it stand for any number of blanks.
    fn skip(&mut self, text: &str) -> bool {
        let mut wanted = text;
        while let Some(c) = wanted.chars().next() {
            if c == ' ' {
                if !self.rest.is_empty() && !self.rest.starts_with(' ') {
                    return false;
                }
                wanted = wanted.trim_start_matches(' ');
                self.rest = self.rest.trim_start_matches(' ');
                continue;
            }
            let Some(rest) = self.rest.strip_prefix(c) else { return false };
            self.rest = rest;
            wanted = &wanted[c.len_utf8()..];
        }
        true
    }

    fn digits(&mut self, count: usize) -> Result<i32, Wrong> {
        let digits = self.rest.get(..count).filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
        let value = digits.and_then(|part| part.parse().ok()).ok_or(Wrong::Syntax)?;
        self.rest = &self.rest[count..];
        Ok(value)
    }

    /// One or two digits; two if `padded`.
    fn number(&mut self, padded: bool, most: i8, what: &'static str) -> Result<i8, Wrong> {
        let two = self.rest.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
        let value = self.digits(if padded || two { 2 } else { 1 })?;
        i8::try_from(value).ok().filter(|&value| value <= most).ok_or(Wrong::Range(what))
    }

    fn name(&mut self, names: &[&str], length: usize) -> Result<i8, Wrong> {
        for (index, name) in names.iter().enumerate() {
            let name = &name[..length.min(name.len())];
            if let Some(part) = self.rest.get(..name.len()).filter(|part| part.eq_ignore_ascii_case(name)) {
                self.rest = &self.rest[part.len()..];
                return Ok(index as i8 + 1);
            }
        }
        Err(Wrong::Syntax)
    }

    fn read(&mut self, chunk: Chunk, fraction_follows: bool) -> Result<(), Wrong> {
        match chunk {
            Chunk::Year => self.found.year = self.digits(4)? as i16,
            Chunk::YearShort => {
                let year = self.digits(2)? as i16;
                self.found.year = year + if year >= 69 { 1900 } else { 2000 };
            }
            Chunk::MonthName => self.found.month = Some(self.name(&MONTHS, usize::MAX)?),
            Chunk::MonthShort => self.found.month = Some(self.name(&MONTHS, 3)?),
            Chunk::Month | Chunk::MonthPadded => {
                let month = self.number(chunk == Chunk::MonthPadded, 12, "month")?;
                if month == 0 {
                    return Err(Wrong::Range("month"));
                }
                self.found.month = Some(month);
            }
            Chunk::Weekday => drop(self.name(&WEEKDAYS, usize::MAX)?),
            Chunk::WeekdayShort => drop(self.name(&WEEKDAYS, 3)?),
            Chunk::Day | Chunk::DayBlank | Chunk::DayPadded => {
                if chunk == Chunk::DayBlank {
                    self.rest = self.rest.strip_prefix(' ').unwrap_or(self.rest);
                }
                self.found.day = Some(self.number(chunk == Chunk::DayPadded, 99, "day")?);
            }
            Chunk::YearDayBlank | Chunk::YearDayPadded => {
                if chunk == Chunk::YearDayBlank {
                    self.rest = self.rest.trim_start_matches(' ');
                }
                let length = self.rest.bytes().take(3).take_while(u8::is_ascii_digit).count().max(1);
                let length = if chunk == Chunk::YearDayPadded { 3 } else { length };
                self.found.year_day = Some(self.digits(length)? as i16);
            }
            Chunk::Hour => self.found.hour = self.number(false, 23, "hour")?,
            Chunk::Hour12 | Chunk::Hour12Padded => {
                self.found.hour = self.number(chunk == Chunk::Hour12Padded, 12, "hour")?;
            }
            Chunk::Minute | Chunk::MinutePadded => {
                self.found.minute = self.number(chunk == Chunk::MinutePadded, 59, "minute")?;
            }
            Chunk::Second | Chunk::SecondPadded => {
                self.found.second = self.number(chunk == Chunk::SecondPadded, 59, "second")?;
                // A fraction may follow even where the layout has none.
                if !fraction_follows {
                    self.fraction(None)?;
                }
            }
            Chunk::Fraction(digits, _) => self.fraction(Some(usize::from(digits)))?,
            Chunk::FractionTrimmed(..) => self.fraction(None)?,
            Chunk::Half => self.half("AM", "PM")?,
            Chunk::HalfLower => self.half("am", "pm")?,
            Chunk::Offset { zulu, colon, parts } => {
                if let (true, Some(rest)) = (zulu, self.rest.strip_prefix('Z')) {
                    self.rest = rest;
                    self.found.utc = true;
                } else {
                    self.found.offset = Some(self.offset(colon, parts)?);
                }
            }
            Chunk::ZoneName => self.zone_name()?,
        }
        Ok(())
    }

    fn half(&mut self, morning: &str, afternoon: &str) -> Result<(), Wrong> {
        let late = self.rest.starts_with(afternoon);
        if !late && !self.rest.starts_with(morning) {
            return Err(Wrong::Syntax);
        }
        self.rest = &self.rest[2..];
        self.found.afternoon = Some(late);
        Ok(())
    }

    /// A point or comma and digits: exactly so many, or as many as there are, perhaps nothing at all.
    fn fraction(&mut self, exactly: Option<usize>) -> Result<(), Wrong> {
        let after = self.rest.strip_prefix(['.', ',']);
        let found = after.map_or(0, |after| after.bytes().take_while(u8::is_ascii_digit).count());
        let count = match exactly {
            Some(count) if found < count => return Err(Wrong::Syntax),
            Some(count) => count,
            None if found == 0 => return Ok(()),
            None => found,
        };
        let digits = &self.rest[1..=count];
        let shown = &digits[..count.min(9)];
        let value: i32 = shown.parse().map_err(|_| Wrong::Syntax)?;
        self.found.nanosecond = value * 10i32.pow(9 - shown.len() as u32);
        self.rest = &self.rest[1 + count..];
        Ok(())
    }

    fn offset(&mut self, colon: bool, parts: u8) -> Result<i32, Wrong> {
        let sign = match self.rest.as_bytes().first() {
            Some(b'+') => 1,
            Some(b'-') => -1,
            _ => return Err(Wrong::Syntax),
        };
        self.rest = &self.rest[1..];
        let mut seconds = 0;
        let limits = [
            (24, 3600, "time zone offset hour"),
            (60, 60, "time zone offset minute"),
            (60, 1, "time zone offset second"),
        ];
        for (part, (most, unit, what)) in limits.into_iter().take(parts.into()).enumerate() {
            if colon && part > 0 {
                self.rest = self.rest.strip_prefix(':').ok_or(Wrong::Syntax)?;
            }
            let value = self.digits(2)?;
            if value > most {
                return Err(Wrong::Range(what));
            }
            seconds += value * unit;
        }
        Ok(sign * seconds)
    }

    fn zone_name(&mut self) -> Result<(), Wrong> {
        if let Some(rest) = self.rest.strip_prefix("UTC") {
            self.rest = rest;
            self.found.utc = true;
            return Ok(());
        }
        let capitals = self.rest.bytes().take(6).take_while(u8::is_ascii_uppercase).count();
        let length = match capitals {
            _ if self.rest.starts_with("ChST") || self.rest.starts_with("MeST") => 4,
            _ if self.rest.starts_with("GMT") => 3 + signed_hours(&self.rest[3..]),
            _ if self.rest.starts_with(['+', '-']) => match signed_hours(self.rest) {
                0 => return Err(Wrong::Syntax),
                length => length,
            },
            3 => 3,
            4 if self.rest.as_bytes()[3] == b'T' || self.rest.starts_with("WITA") => 4,
            5 if self.rest.as_bytes()[4] == b'T' => 5,
            _ => return Err(Wrong::Syntax),
        };
        self.found.zone = Some(self.rest[..length].to_owned());
        self.rest = &self.rest[length..];
        Ok(())
    }
}

/// The length of `+3` or `-12`; zero if there is none.
fn signed_hours(text: &str) -> usize {
    if !text.starts_with(['+', '-']) {
        return 0;
    }
    let digits = text[1..].bytes().take_while(u8::is_ascii_digit).count();
    let hours: u32 = text[1..=digits].parse().unwrap_or(u32::MAX);
    if digits > 0 && hours <= 23 { 1 + digits } else { 0 }
}

impl Found {
    fn moment(self, place: &TimeZone) -> Result<Moment, &'static str> {
        let hour = match self.afternoon {
            Some(true) if self.hour < 12 => self.hour + 12,
            Some(false) if self.hour == 12 => 0,
            _ => self.hour,
        };
        let date = self.date()?;
        let time =
            Time::new(hour, self.minute, self.second, self.nanosecond).map_err(|_| "time out of range")?;
        let civil = date.to_datetime(time);
        self.place(civil, place).ok_or("time out of range")
    }

    fn date(&self) -> Result<Date, &'static str> {
        let Some(year_day) = self.year_day else {
            return Date::new(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))
                .map_err(|_| "day out of range");
        };
        let first = Date::constant(self.year, 1, 1);
        let date = first.with().day_of_year(year_day).build().map_err(|_| "day-of-year out of range")?;
        if self.month.is_some_and(|month| month != date.month()) {
            return Err("day-of-year does not match month");
        }
        if self.day.is_some_and(|day| day != date.day()) {
            return Err("day-of-year does not match day");
        }
        Ok(date)
    }

    fn place(self, civil: DateTime, place: &TimeZone) -> Option<Moment> {
        let simple = |zone: &TimeZone| Some(Moment { zoned: zone.to_zoned(civil).ok()?, made_up: None });
        if self.utc {
            return simple(&TimeZone::UTC);
        }
        if let Some(seconds) = self.offset {
            let offset = Offset::from_seconds(seconds).ok()?;
            let name = self.zone.unwrap_or_default();
            let made_up = Moment::fixed(civil, offset, name.clone())?;
            let local = made_up.at(place.clone());
            // The place's own zone is taken where it has the same offset then.
            let fits = local.offset() == seconds && (name.is_empty() || local.zone_name() == name);
            return Some(if fits { local } else { made_up });
        }
        if let Some(name) = self.zone {
            if let Some(local) = simple(place).filter(|local| local.zone_name() == name) {
                return Some(local);
            }
            let hours: i8 = name.strip_prefix("GMT").and_then(|hours| hours.parse().ok()).unwrap_or_default();
            return Moment::fixed(civil, Offset::constant(hours), name);
        }
        simple(place)
    }
}
