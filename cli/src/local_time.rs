//! The machine's time zone.

use jiff::tz::TimeZone;

/// The time zone that Go's `time.Local` stands for: that of TZ where it is set, the machine's otherwise, and UTC
/// where neither can be read.
///
/// The library beneath would look for the name of the machine's zone among all zones that there are, which takes
/// longer than rendering a chart.
pub(crate) fn zone() -> TimeZone {
    if std::env::var_os("TZ").is_some() {
        return TimeZone::try_system().unwrap_or(TimeZone::UTC);
    }
    let machine = std::fs::read("/etc/localtime").ok();
    machine.and_then(|data| TimeZone::tzif("Local", &data).ok()).unwrap_or(TimeZone::UTC)
}
