//! `*semver.Version`.

use gotemplate::{Call, CallError, Function, Named, Object, Str, Type, UintKind, Underlying, Value};
use version::Version;

static NAMED: Named = Named { name: NAMED_AS, underlying: Underlying::Pointer, methods: METHODS };

/// The same type for the parameters of its own methods, which cannot name what they are part of.
static OPERAND: Named = Named { name: NAMED_AS, underlying: Underlying::Pointer, methods: &[] };
const NAMED_AS: &str = "*semver.Version";
const OPERANDS: &[Type] = &[Type::Named(&OPERAND)];

/// A `*semver.Version`.
#[derive(Debug)]
pub(in crate::go) struct SemanticVersion(pub(in crate::go) Version);

impl Object for SemanticVersion {
    fn go_type(&self) -> Type {
        Type::Named(&NAMED)
    }

    fn text(&self) -> Option<Str> {
        Some(self.0.to_string().into())
    }
}

const METHODS: &[Function] = &[
    Function::new("Major", &[], |_, a| number(a, Version::major)),
    Function::new("Minor", &[], |_, a| number(a, Version::minor)),
    Function::new("Patch", &[], |_, a| number(a, Version::patch)),
    Function::new("Prerelease", &[], |_, a| Ok(receiver(a)?.prerelease().into())),
    Function::new("Metadata", &[], |_, a| Ok(receiver(a)?.metadata().into())),
    Function::new("Original", &[], |_, a| Ok(receiver(a)?.original().into())),
    Function::new("String", &[], |_, a| Ok(receiver(a)?.to_string().into())),
    Function::new("IncMajor", &[], |_, a| increased(receiver(a)?.inc_major())),
    Function::new("IncMinor", &[], |_, a| increased(receiver(a)?.inc_minor())),
    Function::new("IncPatch", &[], |_, a| increased(receiver(a)?.inc_patch())),
    Function::new("SetPrerelease", &[Type::String], |_, a| {
        changed(receiver(a)?.with_prerelease(&argument(a)))
    }),
    Function::new("SetMetadata", &[Type::String], |_, a| changed(receiver(a)?.with_metadata(&argument(a)))),
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
        .map(|it| &it.0)
        .ok_or_else(|| CallError::new("runtime error: invalid memory address or nil pointer dereference"))
}

fn argument(args: &[Value]) -> String {
    args.get(1).and_then(Value::as_str).map(|text| text.to_text().into_owned()).unwrap_or_default()
}

fn number(args: &[Value], part: fn(&Version) -> u64) -> Result<Value, CallError> {
    Ok(Value::Uint(UintKind::Uint64, part(receiver(args)?)))
}

/// Go returns a struct here, whose String method templates cannot reach: they print its parts.
fn increased(version: Result<Version, version::Error>) -> Result<Value, CallError> {
    changed(version)
}

fn changed(version: Result<Version, version::Error>) -> Result<Value, CallError> {
    version
        .map(|version| Value::object(SemanticVersion(version)))
        .map_err(|error| CallError::new(error.to_string()))
}
