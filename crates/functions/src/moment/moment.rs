//! A point in time and its place.

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp, Zoned};

use crate::duration::Duration;

/// A point in time with the place whose clocks it is read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    pub(super) zoned: Zoned,
    /// The name of a zone that exists for this moment only; empty if its offset is all that is known.
    pub(super) made_up: Option<String>,
}

impl Moment {
    /// A point in time at a place.
    pub fn new(at: Timestamp, place: TimeZone) -> Self {
        Self { zoned: at.to_zoned(place), made_up: None }
    }

    /// Seconds since 1970; what is beyond the years that can be counted becomes the zero moment.
    pub fn from_seconds(seconds: i64, place: TimeZone) -> Self {
        Timestamp::from_second(seconds).map_or_else(|_| Self::zero(), |at| Self::new(at, place))
    }

    /// The zero value of time.Time: midnight of the first of January of the year 1, UTC.
    pub fn zero() -> Self {
        Self::new(Timestamp::constant(-62_135_596_800, 0), TimeZone::UTC)
    }

    /// Seconds since 1970.
    pub fn seconds(&self) -> i64 {
        // jiff counts towards zero, Go counts down.
        self.zoned.timestamp().as_nanosecond().div_euclid(1_000_000_000) as i64
    }

    /// Nanoseconds since 1970.
    pub fn nanoseconds(&self) -> i128 {
        self.zoned.timestamp().as_nanosecond()
    }

    /// The same point in time at another place.
    #[must_use]
    pub fn at(&self, place: TimeZone) -> Self {
        Self::new(self.zoned.timestamp(), place)
    }

    /// A point in time later or, for a duration below zero, earlier.
    #[must_use]
    pub fn add(&self, duration: Duration) -> Self {
        let moved = self.zoned.timestamp().checked_add(SignedDuration::from_nanos(duration.0));
        let at = moved.unwrap_or_else(|_| self.zoned.timestamp());
        Self { zoned: at.to_zoned(self.zoned.time_zone().clone()), made_up: self.made_up.clone() }
    }

    /// The same time of day so many years, months and days later; what is too many days for a month runs over into the
    /// next (Time.AddDate).
    #[must_use]
    pub fn add_date(&self, years: i64, months: i64, days: i64) -> Self {
        let civil = self.civil();
        let month = i64::from(civil.year()) * 12 + i64::from(civil.month()) - 1 + years * 12 + months;
        let first = i16::try_from(month.div_euclid(12))
            .ok()
            .and_then(|year| jiff::civil::Date::new(year, month.rem_euclid(12) as i8 + 1, 1).ok());
        let span = jiff::Span::new().try_days(i64::from(civil.day()) - 1 + days);
        let date = first.zip(span.ok()).and_then(|(first, span)| first.checked_add(span).ok());
        let moved = date
            .and_then(|date| self.zoned.time_zone().to_zoned(DateTime::from_parts(date, civil.time())).ok());
        Self { zoned: moved.unwrap_or_else(|| self.zoned.clone()), made_up: self.made_up.clone() }
    }

    /// The last multiple of a duration since the zero moment, not after this one (Time.Truncate).
    #[must_use]
    pub fn truncate(&self, multiple: Duration) -> Self {
        self.add(Duration(-self.beyond(multiple)))
    }

    /// The nearest multiple of a duration since the zero moment, the later of two (Time.Round).
    #[must_use]
    pub fn round(&self, multiple: Duration) -> Self {
        let beyond = self.beyond(multiple);
        let up = beyond > 0 && beyond >= multiple.0 - beyond;
        self.add(Duration(if up { multiple.0 - beyond } else { -beyond }))
    }

    /// Nanoseconds since the last multiple of a duration.
    fn beyond(&self, multiple: Duration) -> i64 {
        let since_zero = self.nanoseconds() - Self::zero().nanoseconds();
        if multiple.0 <= 0 { 0 } else { since_zero.rem_euclid(multiple.0.into()) as i64 }
    }

    /// Whether the clocks of its place are on summer time.
    pub fn is_summer_time(&self) -> bool {
        self.zoned.time_zone().to_offset_info(self.zoned.timestamp()).dst().is_dst()
    }

    /// The time since an earlier moment; what does not fit becomes the longest duration.
    pub fn since(&self, earlier: &Self) -> Duration {
        let nanoseconds = self.nanoseconds() - earlier.nanoseconds();
        Duration(nanoseconds.clamp(i64::MIN.into(), i64::MAX.into()) as i64)
    }

    /// Whether it is the zero moment.
    pub fn is_zero(&self) -> bool {
        self.zoned.timestamp() == Self::zero().zoned.timestamp()
    }

    /// The place whose clocks it is read from.
    pub fn place(&self) -> &TimeZone {
        self.zoned.time_zone()
    }

    /// What calendar and clock show.
    pub fn civil(&self) -> DateTime {
        self.zoned.datetime()
    }

    /// The distance from UTC, in seconds.
    pub fn offset(&self) -> i32 {
        self.zoned.offset().seconds()
    }

    /// The short name of the zone at that moment; empty if there is none.
    pub fn zone_name(&self) -> String {
        if let Some(name) = &self.made_up {
            return name.clone();
        }
        let info = self.zoned.time_zone().to_offset_info(self.zoned.timestamp());
        info.abbreviation().to_owned()
    }

    /// A moment whose zone is known by its offset, and perhaps a name, only.
    pub(super) fn fixed(civil: DateTime, offset: Offset, name: String) -> Option<Self> {
        let zoned = TimeZone::fixed(offset).to_zoned(civil).ok()?;
        Some(Self { zoned, made_up: Some(name) })
    }
}

/// The zone of a name as time.LoadLocation finds it: nothing and `UTC` are UTC, `Local` is the machine's; `None`
/// if there is none.
pub fn zone(name: &str, local: &TimeZone) -> Option<TimeZone> {
    match name {
        "" | "UTC" => Some(TimeZone::UTC),
        "Local" => Some(local.clone()),
        _ if name.contains("..") || name.starts_with(['/', '\\']) => None,
        _ => TimeZone::get(name).ok(),
    }
}
