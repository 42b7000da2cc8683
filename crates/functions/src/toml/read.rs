//! TOML text as values.

use jiff::civil::{DateTime, Time};
use jiff::tz::{Offset, TimeZone};

use crate::Error;
use crate::moment::Moment;

/// A value of a TOML document.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// Text.
    String(String),
    /// An integer.
    Integer(i64),
    /// A float.
    Float(f64),
    /// A truth value.
    Bool(bool),
    /// A date, a time of day, or both; what has no zone is of the place given.
    Moment(Moment),
    /// A list.
    List(Vec<Item>),
    /// A table.
    Table(Vec<(String, Item)>),
}

/// Reads a document; dates without a zone are of the place given.
///
/// # Errors
/// [`Error::Toml`] with line and column.
pub fn from_toml(text: &str, place: &TimeZone) -> Result<Vec<(String, Item)>, Error> {
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let before = error.span().map_or("", |span| &text[..span.start.min(text.len())]);
        let line = before.matches('\n').count() + 1;
        Error::Toml(format!("toml: line {line}: {}", error.message()))
    })?;
    Ok(entries(table, place))
}

fn entries(table: toml::Table, place: &TimeZone) -> Vec<(String, Item)> {
    table.into_iter().map(|(key, value)| (key, item(value, place))).collect()
}

fn item(value: toml::Value, place: &TimeZone) -> Item {
    match value {
        toml::Value::String(text) => Item::String(text),
        toml::Value::Integer(value) => Item::Integer(value),
        toml::Value::Float(value) => Item::Float(value),
        toml::Value::Boolean(value) => Item::Bool(value),
        toml::Value::Datetime(date) => {
            moment(&date, place).map_or_else(|| Item::String(date.to_string()), Item::Moment)
        }
        toml::Value::Array(items) => Item::List(items.into_iter().map(|value| item(value, place)).collect()),
        toml::Value::Table(table) => Item::Table(entries(table, place)),
    }
}

fn moment(value: &toml::value::Datetime, place: &TimeZone) -> Option<Moment> {
    let date = match value.date {
        Some(date) => {
            jiff::civil::Date::new(date.year.try_into().ok()?, date.month as i8, date.day as i8).ok()?
        }
        // Go fills a time of day up with the first day of the year 0.
        None => jiff::civil::Date::constant(0, 1, 1),
    };
    let time = match value.time {
        Some(time) => Time::new(
            time.hour as i8,
            time.minute as i8,
            time.second.unwrap_or_default() as i8,
            time.nanosecond.unwrap_or_default() as i32,
        )
        .ok()?,
        None => Time::midnight(),
    };
    let civil = DateTime::from_parts(date, time);
    let zone = match value.offset {
        None => place.clone(),
        Some(toml::value::Offset::Z) => TimeZone::UTC,
        Some(toml::value::Offset::Custom { minutes }) => {
            TimeZone::fixed(Offset::from_seconds(i32::from(minutes) * 60).ok()?)
        }
    };
    Some(Moment::new(zone.to_timestamp(civil).ok()?, zone))
}
