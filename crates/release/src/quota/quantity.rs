//! Amounts as Kubernetes writes them (apimachinery, pkg/api/resource).

/// An amount in thousandths; what is less than one counts as one.
pub(crate) type Milli = i128;

const BINARY: [&str; 6] = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const DECIMAL: [&str; 6] = ["k", "M", "G", "T", "P", "E"];

/// Reads an amount such as `100m`, `1.5`, `2Gi` or `1e3`; nothing where it is none.
pub(super) fn parse(text: &str) -> Option<Milli> {
    let text = text.trim();
    let end = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.');
    let (number, unit) = text.split_at(end.unwrap_or(text.len()));
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
    let place = |units: &[&str]| units.iter().position(|known| *known == unit).map(|place| place as u32 + 1);
    let (factor, divisor): (i128, i128) = match unit {
        "" => (1, 1),
        "m" => (1, 1000),
        "u" => (1, 1_000_000),
        "n" => (1, 1_000_000_000),
        unit => match (place(&BINARY), place(&DECIMAL)) {
            (Some(power), _) => (1024i128.pow(power), 1),
            (_, Some(power)) => (1000i128.pow(power), 1),
            _ => (10i128.checked_pow(unit.strip_prefix(['e', 'E'])?.parse().ok()?)?, 1),
        },
    };
    let divisor = 10i128.checked_pow(fraction.len().try_into().ok()?)?.checked_mul(divisor)?;
    let amount = digits.checked_mul(factor)?.checked_mul(1000)?;
    Some(amount / divisor + i128::from(amount % divisor != 0))
}

/// An amount as people write it.
pub(super) fn print(amount: Milli) -> String {
    if amount % 1000 != 0 {
        return format!("{amount}m");
    }
    let mut whole = amount / 1000;
    let mut unit = "";
    for next in BINARY {
        if whole == 0 || whole % 1024 != 0 {
            break;
        }
        (whole, unit) = (whole / 1024, next);
    }
    format!("{whole}{unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_and_written() {
        for (text, milli, printed) in [
            ("100m", 100, "100m"),
            ("0.1", 100, "100m"),
            ("2", 2000, "2"),
            ("1.5", 1500, "1500m"),
            ("1Gi", 1024 * 1024 * 1024 * 1000, "1Gi"),
            ("1536Mi", 1536 * 1024 * 1024 * 1000, "1536Mi"),
            ("1e3", 1_000_000, "1000"),
            ("5k", 5_000_000, "5000"),
            ("1n", 1, "1m"),
            ("0", 0, "0"),
        ] {
            let amount = parse(text).unwrap();
            assert_eq!((amount, print(amount).as_str()), (milli, printed), "{text}");
        }
        for text in ["", "x", "1Xi", "Gi"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
