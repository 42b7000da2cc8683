//! Durations and dates.

use functions::duration::Duration;
use functions::moment::{Moment, parse, zone};
use jiff::tz::TimeZone;

#[test]
fn durations_are_read_and_printed_as_go_does() {
    for (input, printed) in [
        ("1h2m3s", "1h2m3s"),
        ("90m", "1h30m0s"),
        ("1.5s", "1.5s"),
        ("1500us", "1.5ms"),
        ("-1ns", "-1ns"),
        ("0", "0s"),
        (".5h", "30m0s"),
        ("3µs", "3µs"),
    ] {
        assert_eq!(Duration::parse(input).unwrap().to_string(), printed, "{input}");
    }
    for (input, error) in [
        ("", "time: invalid duration \"\""),
        ("x", "time: invalid duration \"x\""),
        ("3", "time: missing unit in duration \"3\""),
        ("3d", "time: unknown unit \"d\" in duration \"3d\""),
        ("9999999999h", "time: invalid duration \"9999999999h\""),
    ] {
        assert_eq!(Duration::parse(input).unwrap_err().to_string(), error);
    }
    assert_eq!(Duration::parse("1h31m").unwrap().round(Duration::seconds(3600)).to_string(), "2h0m0s");
    assert_eq!(Duration::seconds(3 * 86400).coarse(), "3d");
    assert_eq!(Duration::seconds(1).coarse(), "0s");
}

#[test]
fn dates_follow_layouts() {
    let moment = Moment::from_seconds(1_514_678_400 + 3 * 3600 + 65, TimeZone::UTC);
    for (layout, expected) in [
        ("2006-01-02 15:04:05 -0700 MST", "2017-12-31 03:01:05 +0000 UTC"),
        ("Mon Jan _2 3:4:5PM 06", "Sun Dec 31 3:1:5AM 17"),
        ("Monday, January 2", "Sunday, December 31"),
        ("002 __2 Z07:00 -07:00", "365 365 Z +00:00"),
        ("05.000 05.999 x", "05.000 05 x"),
        ("_2006 Month Jane", "_2017 Month Jane"),
    ] {
        assert_eq!(moment.format(layout), expected, "{layout}");
    }
    assert_eq!(moment.to_string(), "2017-12-31 03:01:05 +0000 UTC");
    assert_eq!(Moment::zero().to_string(), "0001-01-01 00:00:00 +0000 UTC");
    let paris = zone("Europe/Paris", &TimeZone::UTC).unwrap();
    assert_eq!(moment.at(paris).format("15:04 MST"), "04:01 CET");
    assert!(zone("Nowhere/Land", &TimeZone::UTC).is_none());
}

#[test]
fn dates_are_read_with_layouts() {
    let read = |layout, text| parse(layout, text, &TimeZone::UTC).map(|moment| moment.to_string());
    for (layout, text, expected) in [
        ("2006-01-02", "2017-12-31", "2017-12-31 00:00:00 +0000 UTC"),
        ("2006-01-02T15:04:05Z07:00", "2017-12-31T01:02:03.5+02:00", "2017-12-31 01:02:03.5 +0200 +0200"),
        ("2006-01-02T15:04:05Z07:00", "2017-12-31T01:02:03Z", "2017-12-31 01:02:03 +0000 UTC"),
        ("Jan 2 2006 3PM", "feb 3 2020 12AM", "2020-02-03 00:00:00 +0000 UTC"),
        ("2006 MST", "2020 EST", "2020-01-01 00:00:00 +0000 EST"),
    ] {
        assert_eq!(read(layout, text).unwrap(), expected, "{text}");
    }
    for (layout, text, error) in [
        ("2006-01-02", "x", "parsing time \"x\" as \"2006-01-02\": cannot parse \"x\" as \"2006\""),
        ("2006-01-02", "2017-13-01", "parsing time \"2017-13-01\": month out of range"),
        ("2006-01-02", "2017-02-30", "parsing time \"2017-02-30\": day out of range"),
        ("2006", "2017x", "parsing time \"2017x\": extra text: \"x\""),
    ] {
        assert_eq!(read(layout, text).unwrap_err().to_string(), error);
    }
}
