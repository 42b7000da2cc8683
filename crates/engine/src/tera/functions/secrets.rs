//! Passwords and identifiers.

use functions::password;
use tera::{Kwargs, State, Tera, TeraResult};

use super::{Surroundings, failed};

/// Longer passwords help nobody, and a length from the values could ask for gigabytes.
const LONGEST: i64 = 4096;

pub(super) fn register(tera: &mut Tera, surroundings: &Surroundings) {
    let here = surroundings.clone();
    tera.register_function("random_password", move |arguments: Kwargs, _: &State| {
        let length = length(&arguments)?;
        Ok(here.draw(|random| random.alpha_numeric(length))) as TeraResult<String>
    });
    let here = surroundings.clone();
    tera.register_function("random_hex", move |arguments: Kwargs, _: &State| {
        let count = usize::try_from(length(&arguments)?).unwrap_or_default();
        let bytes = here.draw(|random| random.bytes(count.div_ceil(2)));
        let mut hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        hex.truncate(count);
        Ok(hex) as TeraResult<String>
    });
    let here = surroundings.clone();
    tera.register_function("uuid", move |_: Kwargs, _: &State| here.draw(functions::random::Random::uuid));
    let here = surroundings.clone();
    tera.register_function("htpasswd", move |arguments: Kwargs, _: &State| {
        let (user, secret) = (arguments.must_get::<&str>("user")?, arguments.must_get::<&str>("password")?);
        here.draw(|random| password::htpasswd(random, user, secret.as_bytes(), "bcrypt")).map_err(failed)
    });
    let here = surroundings.clone();
    tera.register_filter("bcrypt", move |secret: &str, _: Kwargs, _: &State| {
        here.draw(|random| password::bcrypt(random, secret.as_bytes())).map_err(failed)
    });
}

fn length(arguments: &Kwargs) -> TeraResult<i64> {
    let length = arguments.get::<i64>("length")?.unwrap_or(24);
    if (1..=LONGEST).contains(&length) {
        Ok(length)
    } else {
        Err(failed(format!("a length of {length} is not between 1 and {LONGEST}")))
    }
}
