//! Which of several versions is meant.

use diagnostic::{Diagnostic, Kind};
use version::{Constraint, Version};

use crate::Result;

/// The newest of `offered` (any text; what is no version is passed over) that fits `range`; an empty range is
/// every stable version, and a version that is written exactly wins over a newer one that fits.
///
/// # Errors
/// When the range cannot be read.
pub(crate) fn newest<'a>(offered: impl IntoIterator<Item = &'a str>, range: &str) -> Result<Option<&'a str>> {
    let wanted = if range.is_empty() { "*" } else { range };
    let constraint = Constraint::parse(wanted).map_err(|error| {
        Diagnostic::error(Kind::Usage, format!("`{range}` is no version and no range of versions: {error}"))
            .hint("write for example 1.2.3, ^1.2 or '>=1.2 <2'")
    })?;
    let mut best: Option<(Version, &str)> = None;
    for text in offered {
        if text == range {
            return Ok(Some(text));
        }
        let Ok(version) = Version::parse_strict(text) else { continue };
        if constraint.check(&version) && best.as_ref().is_none_or(|(old, _)| version > *old) {
            best = Some((version, text));
        }
    }
    Ok(best.map(|(_, text)| text))
}

#[cfg(test)]
mod tests {
    use super::newest;

    #[test]
    fn takes_the_newest_that_fits() {
        let offered = ["1.0.0", "1.2.0", "2.0.0-rc.1", "latest", "1.10.0"];
        for (range, expected) in [
            ("", Some("1.10.0")),
            ("1.2.0", Some("1.2.0")),
            ("<1.10", Some("1.2.0")),
            (">0.0.0-0", Some("2.0.0-rc.1")),
            (">5", None),
        ] {
            assert_eq!(newest(offered, range).unwrap(), expected, "{range}");
        }
        assert!(newest(offered, "no range").is_err());
    }
}
