//! The clock.

use jiff::tz::TimeZone;
use tera::{Kwargs, State, Tera, TeraResult};

use super::{Surroundings, failed};

pub(super) fn register(tera: &mut Tera, surroundings: &Surroundings) {
    let now = surroundings.now.clone();
    tera.register_function("now", move |arguments: Kwargs, _: &State| {
        let layout = arguments.get::<&str>("format")?.unwrap_or("2006-01-02T15:04:05Z07:00");
        let zone = arguments.get::<&str>("zone")?.unwrap_or("UTC");
        let zone = functions::moment::zone(zone, &TimeZone::UTC)
            .ok_or_else(|| failed(format!("there is no time zone {zone:?}")))?;
        Ok(now.at(zone).format(layout)) as TeraResult<String>
    });
}
