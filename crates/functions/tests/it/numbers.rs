//! Reading, rounding and decimal arithmetic.

use functions::cast::{float_to_int, parse_float, text_to_decimal_int, text_to_int};
use functions::decimal::Decimal;
use functions::numbers::{round, seq, steps, until_step};

#[test]
fn integers_are_read_as_cast_reads_them() {
    for (input, expected) in [
        ("010", 8),
        ("08", 0),
        ("0x1f", 31),
        ("-0x1f", -31),
        ("0b11", 3),
        ("0o17", 15),
        ("1_000", 1000),
        ("_1", 0),
        ("1__0", 0),
        ("0x_1", 1),
        ("0_", 0),
        ("1.0", 1),
        ("1.00", 1),
        ("1.9", 0),
        (" 5", 0),
        ("+5", 5),
        ("1e3", 0),
        ("9223372036854775808", 0),
        ("", 0),
        ("0", 0),
    ] {
        assert_eq!(text_to_int(input), expected, "{input}");
    }
    assert_eq!(text_to_decimal_int("010"), 10);
    assert_eq!(text_to_decimal_int("9223372036854775808"), i64::MAX);
    assert_eq!(float_to_int(1e300), i64::MIN);
    assert_eq!(float_to_int(-1.9), -1);
}

#[test]
fn floats_are_read_as_strconv_reads_them() {
    for (input, expected) in [
        ("1_000", Some(1000.0)),
        ("0x1_0p2", Some(64.0)),
        ("0x1p-2", Some(0.25)),
        ("inf", Some(f64::INFINITY)),
        ("+Infinity", Some(f64::INFINITY)),
        (".5", Some(0.5)),
        ("5.", Some(5.0)),
        ("1e400", None),
        (" 5", None),
        ("1e", None),
        ("0x10", None),
        ("", None),
    ] {
        assert_eq!(parse_float(input), expected, "{input}");
    }
}

#[test]
fn sequences_and_roundings() {
    let sequence = |numbers: &[i64]| seq(numbers).map(|(start, stop, step)| until_step(start, stop, step));
    assert_eq!(sequence(&[0, 2, 10]).unwrap(), [0, 2, 4, 6, 8, 10]);
    assert_eq!(sequence(&[-3]).unwrap(), [1, 0, -1, -2, -3]);
    assert_eq!(sequence(&[i64::MAX]).unwrap(), [0; 0]);
    assert_eq!(sequence(&[5, 1, 1]), None);
    assert_eq!((steps(0, 10, 3), steps(0, 10, -3), steps(i64::MAX, 0, -1)), (3, 0, i64::MAX as u64));
    assert!(until_step(1, 10, 0).is_empty());
    for (value, places, expected) in
        [(1.2345, 2.0, 1.23), (2.5, 0.0, 3.0), (-2.5, 0.0, -3.0), (1.005, 2.0, 1.0)]
    {
        assert_eq!(round(value, places, 0.5), expected, "{value}");
    }
}

#[test]
fn decimals_do_not_round_in_binary() {
    let decimal = |value| Decimal::from_float(value).unwrap();
    assert_eq!(decimal(0.1).add(&decimal(0.2)).to_float(), 0.3);
    assert_eq!(decimal(1.0).subtract(&decimal(0.9)).to_float(), 0.1);
    assert_eq!(decimal(1.1).multiply(&decimal(1.1)).to_float(), 1.21);
    assert_eq!(decimal(1.0).divide(&decimal(3.0)).unwrap().to_float(), 0.333_333_333_333_333_3);
    assert_eq!(decimal(-2.0).divide(&decimal(3.0)).unwrap().to_float(), -0.666_666_666_666_666_7);
    assert_eq!(decimal(1e300).multiply(&decimal(1e-300)).to_float(), 1.0);
    assert!(decimal(1.0).divide(&decimal(0.0)).is_err());
    assert!(Decimal::from_float(f64::NAN).is_err());
}
