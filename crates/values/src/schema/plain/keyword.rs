//! A schema as its plain keywords.

use std::borrow::Cow;

use foldhash::fast::RandomState;
use indexmap::IndexMap;
use serde_json::{Number, Value};

/// A text of a schema, borrowed unless it was escaped.
pub(super) type Text<'t> = Cow<'t, str>;

/// Schemas by name.
pub(super) type Named<'t> = IndexMap<Text<'t>, Schema<'t>, RandomState>;

/// A schema: all of its keywords must hold. `true` has none.
#[derive(Debug, Default)]
pub(super) struct Schema<'t> {
    pub(super) keywords: Vec<Keyword<'t>>,
    /// `false`: nothing fits.
    pub(super) never: bool,
}

/// One rule, or several that only mean something together.
#[derive(Debug)]
pub(super) enum Keyword<'t> {
    /// `$ref`.
    Reference(Text<'t>),
    /// `type`.
    Type(Types),
    /// `enum` and `const`.
    OneOf(Vec<Value>),
    /// `properties` and `additionalProperties`.
    Members { properties: Named<'t>, additional: Option<Box<Schema<'t>>> },
    /// `required`.
    Required(Vec<Text<'t>>),
    /// `items`.
    Items(Box<Schema<'t>>),
    /// `uniqueItems: true`.
    UniqueItems,
    /// `minLength`, `minItems`, `minProperties`, and their greatest.
    Size { of: Sized, least: u64, most: u64 },
    /// `minimum` and its like.
    Bound(Bound, Number),
    /// `pattern`.
    Pattern(Text<'t>),
    /// `format`.
    Format,
    /// `allOf`, `anyOf`, `oneOf`.
    Of(Quantity, Vec<Schema<'t>>),
    /// `not`.
    Not(Box<Schema<'t>>),
    /// `if`, `then` and `else`.
    If { condition: Box<Schema<'t>>, then: Option<Box<Schema<'t>>>, otherwise: Option<Box<Schema<'t>>> },
    /// `definitions` and `$defs`: rules for nothing but references.
    Definitions(Named<'t>),
}

/// What has a size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sized {
    /// In characters.
    Text,
    List,
    Table,
}

/// On which side of a number others must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    AtLeast,
    AtMost,
    Above,
    Below,
}

/// How many of some schemas must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quantity {
    All,
    Any,
    One,
}

/// A set of the seven types' names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Types(u8);

impl Types {
    pub(super) const NULL: Self = Self(1);
    pub(super) const BOOLEAN: Self = Self(2);
    pub(super) const OBJECT: Self = Self(4);
    pub(super) const ARRAY: Self = Self(8);
    pub(super) const NUMBER: Self = Self(16);
    pub(super) const STRING: Self = Self(32);
    pub(super) const INTEGER: Self = Self(64);

    /// The type of a name.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "null" => Self::NULL,
            "boolean" => Self::BOOLEAN,
            "object" => Self::OBJECT,
            "array" => Self::ARRAY,
            "number" => Self::NUMBER,
            "string" => Self::STRING,
            "integer" => Self::INTEGER,
            _ => return None,
        })
    }

    /// Whether any type is in both.
    pub(super) fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Those of both.
    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl<'t> Schema<'t> {
    /// The schema that a keyword holds; that of a name, which comes next, if it holds many.
    pub(super) fn step<'n>(&self, name: &str, next: impl FnOnce() -> Option<&'n str>) -> Option<&Self> {
        let found = |is: fn(&Keyword<'t>) -> bool| self.keywords.iter().find(|keyword| is(keyword));
        match name {
            "items" => match found(|keyword| matches!(keyword, Keyword::Items(_)))? {
                Keyword::Items(schema) => Some(schema),
                _ => None,
            },
            "properties" => match found(|keyword| matches!(keyword, Keyword::Members { .. }))? {
                Keyword::Members { properties, .. } => properties.get(next()?),
                _ => None,
            },
            // Under either name: a document that has both is not plain to a reference that wants one.
            "definitions" | "$defs" => {
                let mut tables = self.keywords.iter().filter_map(|keyword| match keyword {
                    Keyword::Definitions(named) => Some(named),
                    _ => None,
                });
                let table = tables.next()?;
                if tables.next().is_some() { None } else { table.get(next()?) }
            }
            _ => None,
        }
    }

    /// The schemas directly below.
    pub(super) fn children(&self) -> impl Iterator<Item = &Schema<'t>> {
        self.keywords.iter().flat_map(|keyword| -> Box<dyn Iterator<Item = &Schema<'t>>> {
            match keyword {
                Keyword::Members { properties, additional } => {
                    Box::new(properties.values().chain(additional.as_deref()))
                }
                Keyword::Definitions(named) => Box::new(named.values()),
                Keyword::Items(schema) | Keyword::Not(schema) => Box::new(std::iter::once(&**schema)),
                Keyword::Of(_, schemas) => Box::new(schemas.iter()),
                Keyword::If { condition, then, otherwise } => Box::new(
                    [Some(condition), then.as_ref(), otherwise.as_ref()]
                        .into_iter()
                        .flatten()
                        .map(|schema| &**schema),
                ),
                _ => Box::new(std::iter::empty()),
            }
        })
    }
}
