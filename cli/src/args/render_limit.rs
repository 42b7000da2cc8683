//! `--render-limit`: how much a render may use.

use engine::Limits;

/// One limit of a render.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RenderLimit {
    what: What,
    most: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Steps,
    Depth,
    Nesting,
    Output,
    Memory,
}

const NAMES: [(&str, What); 5] = [
    ("steps", What::Steps),
    ("depth", What::Depth),
    ("nesting", What::Nesting),
    ("output", What::Output),
    ("memory", What::Memory),
];

impl RenderLimit {
    /// Reads `steps=500M`, `output=1Gi`.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let (name, value) = text.split_once('=').ok_or("give a name and a value, such as steps=500M")?;
        let what =
            NAMES.iter().find(|(known, _)| *known == name).map(|(_, what)| *what).ok_or_else(|| {
                let known: Vec<&str> = NAMES.iter().map(|(known, _)| *known).collect();
                format!("there is no limit `{name}`; there are {}", known.join(", "))
            })?;
        let most =
            number(value).ok_or_else(|| format!("`{value}` is no number such as 2000, 500M or 1Gi"))?;
        Ok(Self { what, most })
    }

    /// Puts it in the place of the default.
    pub(crate) fn apply(self, limits: &mut Limits) {
        let size = usize::try_from(self.most).unwrap_or(usize::MAX);
        match self.what {
            What::Steps => limits.go.steps = self.most,
            What::Depth => limits.go.depth = size,
            What::Nesting => limits.go.nesting = size,
            What::Output => {
                limits.go.output = size;
                limits.output = size;
            }
            What::Memory => limits.go.memory = size,
        }
    }
}

/// A number with one of Kubernetes' suffixes, or none.
fn number(text: &str) -> Option<u64> {
    const SUFFIXES: [(&str, u64); 6] = [
        ("Ki", 1 << 10),
        ("Mi", 1 << 20),
        ("Gi", 1 << 30),
        ("k", 1000),
        ("M", 1_000_000),
        ("G", 1_000_000_000),
    ];
    let suffix = SUFFIXES.iter().find_map(|(suffix, factor)| Some((text.strip_suffix(suffix)?, *factor)));
    let (digits, factor) = suffix.unwrap_or((text, 1));
    digits.parse::<u64>().ok()?.checked_mul(factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_with_their_units() {
        for (text, most) in [("steps=2000", 2000), ("depth=5k", 5000), ("memory=1Gi", 1 << 30)] {
            assert_eq!(RenderLimit::parse(text).map(|limit| limit.most), Ok(most), "{text}");
        }
        for text in ["steps", "steps=", "steps=-1", "steps=1e9", "time=1", "output=99999999999Gi"] {
            assert!(RenderLimit::parse(text).is_err(), "{text}");
        }
    }
}
