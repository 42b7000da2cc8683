//! `*semver.Version`, and the `semver.Version` that methods such as `IncMinor` return.

use gotemplate::{Call, CallError, Function, Named, Object, Str, Type, UintKind, Underlying, Value};
use version::Version;

static POINTER: Named = Named { name: NAMED_AS, underlying: Underlying::Pointer, methods: METHODS };
static STRUCT: Named =
    Named { name: "semver.Version", underlying: Underlying::Struct, methods: VALUE_METHODS };

/// The same type for the parameters of its own methods, which cannot name what they are part of.
static OPERAND: Named = Named { name: NAMED_AS, underlying: Underlying::Pointer, methods: &[] };
const NAMED_AS: &str = "*semver.Version";
const OPERANDS: &[Type] = &[Type::Named(&OPERAND)];

/// A version, as a pointer or as the struct itself.
#[derive(Debug)]
pub(in crate::go) struct SemanticVersion {
    pub(in crate::go) version: Version,
    pointer: bool,
}

impl SemanticVersion {
    /// A `*semver.Version`.
    pub(in crate::go) const fn new(version: Version) -> Self {
        Self { version, pointer: true }
    }
}

impl Object for SemanticVersion {
    fn go_type(&self) -> Type {
        Type::Named(if self.pointer { &POINTER } else { &STRUCT })
    }

    fn fields(&self) -> Vec<(&'static str, Value)> {
        let version = &self.version;
        let number = |number| Value::Uint(UintKind::Uint64, number);
        vec![
            ("major", number(version.major())),
            ("minor", number(version.minor())),
            ("patch", number(version.patch())),
            ("pre", version.prerelease().into()),
            ("metadata", version.metadata().into()),
            ("original", version.original().into()),
        ]
    }

    /// None is exported; they are seen where Go prints the whole struct.
    fn field(&self, _name: &str) -> Option<Value> {
        None
    }

    fn text(&self) -> Option<Str> {
        Some(self.version.to_string().into())
    }
}

/// The methods that the struct has, too.
const VALUE_METHODS: &[Function] = METHODS.split_at(10).0;

const METHODS: &[Function] = &[
    Function::new("Major", &[], |_, a| number(a, Version::major)),
    Function::new("Minor", &[], |_, a| number(a, Version::minor)),
    Function::new("Patch", &[], |_, a| number(a, Version::patch)),
    Function::new("Prerelease", &[], |_, a| Ok(receiver(a)?.prerelease().into())),
    Function::new("Metadata", &[], |_, a| Ok(receiver(a)?.metadata().into())),
    Function::new("String", &[], |_, a| Ok(receiver(a)?.to_string().into())),
    Function::new("IncMajor", &[], |_, a| changed(receiver(a)?.inc_major())),
    Function::new("IncMinor", &[], |_, a| changed(receiver(a)?.inc_minor())),
    Function::new("IncPatch", &[], |_, a| changed(receiver(a)?.inc_patch())),
    Function::new("SetPrerelease", &[Type::String], |_, a| {
        changed(receiver(a)?.with_prerelease(&argument(a)))
    }),
    Function::new("SetMetadata", &[Type::String], |_, a| changed(receiver(a)?.with_metadata(&argument(a)))),
    Function::new("Original", &[], |_, a| Ok(receiver(a)?.original().into())),
    Function::new("Compare", OPERANDS, |_, a| Ok(Value::int(receiver(a)?.cmp(receiver(&a[1..])?) as i64))),
    Function::new("Equal", OPERANDS, |_, a| Ok(receiver(a)?.cmp(receiver(&a[1..])?).is_eq().into())),
    Function::new("GreaterThan", OPERANDS, |_, a| Ok(receiver(a)?.cmp(receiver(&a[1..])?).is_gt().into())),
    Function::new("LessThan", OPERANDS, |_, a| Ok(receiver(a)?.cmp(receiver(&a[1..])?).is_lt().into())),
    Function::new("GreaterThanEqual", OPERANDS, |_, a| {
        Ok(receiver(a)?.cmp(receiver(&a[1..])?).is_ge().into())
    }),
    Function::new("LessThanEqual", OPERANDS, |_: &mut Call<'_>, a| {
        Ok(receiver(a)?.cmp(receiver(&a[1..])?).is_le().into())
    }),
];

fn receiver(args: &[Value]) -> Result<&Version, CallError> {
    let version = args.first().and_then(Value::downcast::<SemanticVersion>);
    version
        .map(|it| &it.version)
        .ok_or_else(|| CallError::new("runtime error: invalid memory address or nil pointer dereference"))
}

fn argument(args: &[Value]) -> String {
    args.get(1).and_then(Value::as_str).map(|text| text.to_text().into_owned()).unwrap_or_default()
}

fn number(args: &[Value], part: fn(&Version) -> u64) -> Result<Value, CallError> {
    Ok(Value::Uint(UintKind::Uint64, part(receiver(args)?)))
}

/// A version as the struct itself, as Go returns it here.
fn changed(version: Result<Version, version::Error>) -> Result<Value, CallError> {
    version
        .map(|version| Value::object(SemanticVersion { version, pointer: false }))
        .map_err(|error| CallError::new(error.to_string()))
}
