//! What aliases may add to a document.

use diagnostic::Span;

use crate::{Error, ErrorKind};

/// Bounds what aliases may add (decode.go, allowedAliasRatio): nearly everything of a small document, a tenth
/// of one with four million values.
#[derive(Default)]
pub(super) struct Budget {
    decoded: u32,
    aliased: u32,
}

impl Budget {
    /// The budget of a document, which is a value itself.
    pub(super) fn new() -> Self {
        Self { decoded: 1, aliased: 0 }
    }

    /// Counts a value, and whether it came through an alias.
    pub(super) fn spend(&mut self, alias: bool, span: Span) -> Result<(), Error> {
        const LOW: f64 = 400_000.0;
        const HIGH: f64 = 4_000_000.0;
        self.decoded += 1;
        if !alias {
            return Ok(());
        }
        self.aliased += 1;
        if self.aliased <= 100 || self.decoded <= 1000 {
            return Ok(());
        }
        let decoded = f64::from(self.decoded);
        let allowed = match decoded {
            decoded if decoded <= LOW => 0.99,
            decoded if decoded >= HIGH => 0.10,
            decoded => 0.99 - 0.89 * ((decoded - LOW) / (HIGH - LOW)),
        };
        if f64::from(self.aliased) / decoded > allowed {
            let what = "document contains excessive aliasing";
            return Err(Error::new(ErrorKind::Limit, what, span, format!("yaml: {what}")));
        }
        Ok(())
    }
}
