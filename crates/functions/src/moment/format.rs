//! Printing with a layout.

use std::fmt::{self, Write};

use super::Moment;
use crate::layout::{Chunk, MONTHS, WEEKDAYS, next_chunk};

impl Moment {
    /// The date as the layout writes its reference time (Time.Format).
    pub fn format(&self, layout: &str) -> String {
        let mut out = String::with_capacity(layout.len() + 10);
        let mut rest = layout;
        loop {
            let (before, chunk, after) = next_chunk(rest);
            out.push_str(before);
            let Some(chunk) = chunk else { return out };
            // Writing to a string cannot fail.
            let _ = self.write(&mut out, chunk);
            rest = after;
        }
    }

    fn write(&self, out: &mut String, chunk: Chunk) -> fmt::Result {
        let civil = self.civil();
        let hour12 = (civil.hour() + 11) % 12 + 1;
        match chunk {
            Chunk::MonthName => out.write_str(MONTHS[civil.month() as usize - 1]),
            Chunk::MonthShort => out.write_str(&MONTHS[civil.month() as usize - 1][..3]),
            Chunk::Month => write!(out, "{}", civil.month()),
            Chunk::MonthPadded => write!(out, "{:02}", civil.month()),
            Chunk::Weekday => out.write_str(self.weekday()),
            Chunk::WeekdayShort => out.write_str(&self.weekday()[..3]),
            Chunk::Day => write!(out, "{}", civil.day()),
            Chunk::DayBlank => write!(out, "{:2}", civil.day()),
            Chunk::DayPadded => write!(out, "{:02}", civil.day()),
            Chunk::YearDayBlank => write!(out, "{:3}", civil.day_of_year()),
            Chunk::YearDayPadded => write!(out, "{:03}", civil.day_of_year()),
            Chunk::Hour => write!(out, "{:02}", civil.hour()),
            Chunk::Hour12 => write!(out, "{hour12}"),
            Chunk::Hour12Padded => write!(out, "{hour12:02}"),
            Chunk::Minute => write!(out, "{}", civil.minute()),
            Chunk::MinutePadded => write!(out, "{:02}", civil.minute()),
            Chunk::Second => write!(out, "{}", civil.second()),
            Chunk::SecondPadded => write!(out, "{:02}", civil.second()),
            Chunk::Year if civil.year() < 0 => write!(out, "-{:04}", -civil.year()),
            Chunk::Year => write!(out, "{:04}", civil.year()),
            Chunk::YearShort => write!(out, "{:02}", civil.year().rem_euclid(100)),
            Chunk::Half => out.write_str(if civil.hour() >= 12 { "PM" } else { "AM" }),
            Chunk::HalfLower => out.write_str(if civil.hour() >= 12 { "pm" } else { "am" }),
            Chunk::ZoneName => {
                let name = self.zone_name();
                if name.is_empty() { self.write_offset(out, false, 2) } else { out.write_str(&name) }
            }
            Chunk::Offset { zulu: true, .. } if self.offset() == 0 => out.write_char('Z'),
            Chunk::Offset { colon, parts, .. } => self.write_offset(out, colon, parts),
            Chunk::Fraction(digits, point) => self.write_fraction(out, digits, point, false),
            Chunk::FractionTrimmed(digits, point) => self.write_fraction(out, digits, point, true),
        }
    }

    fn weekday(&self) -> &'static str {
        WEEKDAYS[self.civil().weekday().to_sunday_zero_offset() as usize]
    }

    fn write_offset(&self, out: &mut String, colon: bool, parts: u8) -> fmt::Result {
        let offset = self.offset();
        out.write_char(if offset < 0 { '-' } else { '+' })?;
        let seconds = offset.abs();
        let separator = if colon { ":" } else { "" };
        write!(out, "{:02}", seconds / 3600)?;
        if parts > 1 {
            write!(out, "{separator}{:02}", seconds / 60 % 60)?;
        }
        if parts > 2 {
            write!(out, "{separator}{:02}", seconds % 60)?;
        }
        Ok(())
    }

    fn write_fraction(&self, out: &mut String, digits: u8, point: u8, trim: bool) -> fmt::Result {
        let all = format!("{:09}", self.civil().subsec_nanosecond());
        let shown = &all[..usize::from(digits).min(9)];
        let shown = if trim { shown.trim_end_matches('0') } else { shown };
        if trim && shown.is_empty() {
            return Ok(());
        }
        write!(out, "{}{shown}", char::from(point))
    }
}

/// As Time.String prints it, without the reading of the monotonic clock.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.format("2006-01-02 15:04:05.999999999 -0700 MST"))
    }
}
