//! Go's JSON times, kept as written.

use jiff::fmt::strtime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use serde::{Deserialize, Serialize};

/// A time as Go writes it into JSON: RFC 3339 with up to nine digits and the offset of the writer.
///
/// The text is kept, so that rewriting a record changes no time in it, and because Helm prints times with the
/// offset they were written with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Time(String);

impl Time {
    /// The time as Go would write it in the zone of `now`.
    pub fn new(now: &Zoned) -> Self {
        let offset = now.offset();
        let zone = if offset.is_zero() { "Z".into() } else { now.strftime("%:z").to_string() };
        Self(format!("{}{}{zone}", now.strftime("%Y-%m-%dT%H:%M:%S"), fraction(now.subsec_nanosecond())))
    }

    /// The instant, unless the text is no time (Helm 3 wrote empty ones).
    pub fn instant(&self) -> Option<Timestamp> {
        self.0.parse().ok()
    }

    /// The text in the record.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As `time.ANSIC` prints it: `Mon Jan _2 15:04:05 2006`, in the writer's zone.
    pub fn ansic(&self) -> Option<String> {
        Some(self.zoned()?.strftime("%a %b %e %H:%M:%S %Y").to_string())
    }

    /// As Go's `Time.String` prints it: `2006-01-02 15:04:05.999999999 -0700 MST`.
    ///
    /// A time that was read back has no zone name; Go then repeats the offset, except for UTC.
    pub fn go_string(&self) -> Option<String> {
        let zoned = self.zoned()?;
        let offset = zoned.strftime("%z").to_string();
        let zone = if zoned.offset().is_zero() { "UTC" } else { offset.as_str() };
        let seconds = zoned.strftime("%Y-%m-%d %H:%M:%S");
        Some(format!("{seconds}{} {offset} {zone}", fraction(zoned.subsec_nanosecond())))
    }

    /// The time in the zone of its writer.
    pub fn zoned(&self) -> Option<Zoned> {
        let instant = self.instant()?;
        // The offset stands at the end: `Z`, or `+01:00`.
        let offset = if self.0.ends_with(['Z', 'z']) {
            jiff::tz::Offset::UTC
        } else {
            let tail = self.0.get(self.0.len().checked_sub(6)?..)?;
            strtime::parse("%:z", tail).ok()?.offset()?
        };
        Some(instant.to_zoned(TimeZone::fixed(offset)))
    }
}

/// Go prints the fraction of a second without trailing zeros, and not at all when it is zero.
fn fraction(nanoseconds: i32) -> String {
    if nanoseconds == 0 {
        return String::new();
    }
    format!(".{}", format!("{nanoseconds:09}").trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_as_go_does() {
        for (text, ansic, go) in [
            (
                "2026-11-02T03:04:05.120000000Z",
                "Mon Nov  2 03:04:05 2026",
                "2026-11-02 03:04:05.12 +0000 UTC",
            ),
            ("2026-11-22T23:04:05+01:00", "Sun Nov 22 23:04:05 2026", "2026-11-22 23:04:05 +0100 +0100"),
            ("2026-11-22T23:04:05-03:30", "Sun Nov 22 23:04:05 2026", "2026-11-22 23:04:05 -0330 -0330"),
        ] {
            let time = Time(text.into());
            assert_eq!(time.ansic().as_deref(), Some(ansic), "{text}");
            assert_eq!(time.go_string().as_deref(), Some(go), "{text}");
        }
        assert_eq!(Time(String::new()).ansic(), None);
    }

    #[test]
    fn writes_as_go_does() {
        let instant: Timestamp = "2026-11-22T14:00:00.5Z".parse().unwrap();
        assert_eq!(Time::new(&instant.to_zoned(TimeZone::UTC)).as_str(), "2026-11-22T14:00:00.5Z");
        let paris = TimeZone::get("Europe/Paris").unwrap();
        assert_eq!(Time::new(&instant.to_zoned(paris)).as_str(), "2026-11-22T15:00:00.5+01:00");
    }
}
