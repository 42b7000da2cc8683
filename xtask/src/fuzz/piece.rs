//! A template as a tree that can be made smaller.

/// What a piece stands for, and so what may stand in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text and actions one after the other.
    Body,
    /// Something with a value, that can be an argument.
    Value,
}

/// Text with pieces in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) kind: Kind,
    pub(super) parts: Vec<Part>,
}

/// Text or a piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Text(String),
    Piece(Piece),
}

impl Piece {
    pub(super) fn new(kind: Kind, parts: impl IntoIterator<Item = Part>) -> Self {
        Self { kind, parts: parts.into_iter().collect() }
    }

    pub(super) fn text(kind: Kind, text: impl Into<String>) -> Self {
        Self::new(kind, [Part::Text(text.into())])
    }

    /// What it says.
    pub(super) fn shown(&self) -> String {
        let shown = self.parts.iter().map(|part| match part {
            Part::Text(text) => text.clone(),
            Part::Piece(piece) => piece.shown(),
        });
        shown.collect()
    }

    /// Ever smaller versions that still `fail`, until there is none.
    pub(super) fn minimised(mut self, mut fails: impl FnMut(&Self) -> bool) -> Self {
        while let Some(smaller) = self.smaller().into_iter().find(|piece| fails(piece)) {
            self = smaller;
        }
        self
    }

    /// Versions with one piece replaced by a piece below it or by next to nothing, the greatest steps first.
    fn smaller(&self) -> Vec<Self> {
        let length = self.shown().len();
        let mut versions = self.versions();
        versions.retain(|version| version.shown().len() < length);
        versions.sort_by_key(|version| version.shown().len());
        versions
    }

    fn versions(&self) -> Vec<Self> {
        let mut versions = self.below(self.kind);
        versions.push(Self::text(self.kind, if self.kind == Kind::Body { "" } else { "1" }));
        for (at, part) in self.parts.iter().enumerate() {
            let Part::Piece(piece) = part else { continue };
            for version in piece.versions() {
                let mut whole = self.clone();
                whole.parts[at] = Part::Piece(version);
                versions.push(whole);
            }
        }
        versions
    }

    /// Every piece of that kind inside.
    fn below(&self, kind: Kind) -> Vec<Self> {
        let mut found = Vec::new();
        for part in &self.parts {
            let Part::Piece(piece) = part else { continue };
            if piece.kind == kind {
                found.push(piece.clone());
            }
            found.extend(piece.below(kind));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_matter_goes() {
        let value = |text| Part::Piece(Piece::text(Kind::Value, text));
        let text = |text: &str| Part::Text(text.into());
        let inner = Piece::new(Kind::Value, [text("(f "), value(".bad"), text(" "), value("2"), text(")")]);
        let action = Piece::new(Kind::Body, [text("{{ "), Part::Piece(inner), text(" }}")]);
        let whole = Piece::new(Kind::Body, [text("a"), Part::Piece(action), text("b")]);
        let smallest = whole.minimised(|piece| piece.shown().contains(".bad"));
        assert_eq!(smallest.shown(), "{{ .bad }}");
    }
}
