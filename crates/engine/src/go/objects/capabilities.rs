//! `*common.Capabilities`: what the cluster can do (pkg/chart/common/capabilities.go).

use std::sync::Arc;

use gotemplate::{Function, Heap, Named, Object, Str, Type, Underlying, Value};

static CAPABILITIES: Named =
    Named { name: "*common.Capabilities", underlying: Underlying::Pointer, methods: &[] };
static KUBE_VERSION: Named =
    Named { name: "common.KubeVersion", underlying: Underlying::Struct, methods: KUBE_VERSION_METHODS };
static BUILD_INFO: Named = Named { name: "version.BuildInfo", underlying: Underlying::Struct, methods: &[] };
static VERSION_SET: Named = Named {
    name: "common.VersionSet",
    underlying: Underlying::Type(Type::STRING_LIST),
    methods: VERSION_SET_METHODS,
};

const KUBE_VERSION_METHODS: &[Function] = &[
    Function::new("GitVersion", &[], |_, a| Ok(kube_version(a).map_or("", |it| &it.0.version).into())),
    Function::new("String", &[], |_, a| Ok(kube_version(a).map_or("", |it| &it.0.normalized).into())),
];

const VERSION_SET_METHODS: &[Function] = &[Function::new("Has", &[Type::String], |call, a| {
    let wanted = a.get(1).and_then(Value::as_str);
    let known = a.first().and_then(Value::as_list).map_or(&[][..], |list| call.heap().items(list));
    Ok(known.iter().any(|version| version.as_str() == wanted).into())
})];

fn kube_version(args: &[Value]) -> Option<&KubeVersion> {
    args.first().and_then(Value::downcast)
}

/// The capabilities as templates see them.
pub(in crate::go) fn capabilities(heap: &mut Heap, from: &crate::Capabilities) -> Value {
    let versions = from.api_versions.iter().map(|version| Value::from(&**version)).collect();
    let api_versions = heap.list_of(Type::Named(&VERSION_SET), versions);
    let kube_version = Value::object(KubeVersion(from.kube_version.clone()));
    let helm_version = Value::object(BuildInfo);
    Value::Object(Arc::new(Capabilities { kube_version, api_versions, helm_version }))
}

#[derive(Debug)]
struct Capabilities {
    kube_version: Value,
    api_versions: Value,
    helm_version: Value,
}

impl Object for Capabilities {
    fn go_type(&self) -> Type {
        Type::Named(&CAPABILITIES)
    }

    fn fields(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("KubeVersion", self.kube_version.clone()),
            ("APIVersions", self.api_versions.clone()),
            ("HelmVersion", self.helm_version.clone()),
        ]
    }

    fn field(&self, name: &str) -> Option<Value> {
        Some(match name {
            "KubeVersion" => self.kube_version.clone(),
            "APIVersions" => self.api_versions.clone(),
            "HelmVersion" => self.helm_version.clone(),
            _ => return None,
        })
    }
}

#[derive(Debug)]
struct KubeVersion(crate::KubeVersion);

impl Object for KubeVersion {
    fn go_type(&self) -> Type {
        Type::Named(&KUBE_VERSION)
    }

    fn fields(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("Version", self.0.version.as_str().into()),
            // Not exported: seen where Go prints the whole struct, and nowhere else.
            ("normalizedVersion", self.0.normalized.as_str().into()),
            ("Major", self.0.major.as_str().into()),
            ("Minor", self.0.minor.as_str().into()),
        ]
    }

    fn field(&self, name: &str) -> Option<Value> {
        let exported = name.starts_with(|c: char| c.is_ascii_uppercase());
        self.fields().into_iter().find_map(|(field, value)| (exported && field == name).then_some(value))
    }

    fn text_by_address(&self) -> Option<Str> {
        Some(self.0.normalized.as_str().into())
    }
}

/// What `.Capabilities.HelmVersion` says: charts compare it, so it is that of the Helm that rhumb renders like.
#[derive(Debug)]
struct BuildInfo;

impl Object for BuildInfo {
    fn go_type(&self) -> Type {
        Type::Named(&BUILD_INFO)
    }

    fn fields(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("Version", Value::literal("v4.3.1")),
            ("GitCommit", Value::literal("c0d08d0d6d9424d4a14febb5e8a3e51b0dd00dff")),
            ("GitTreeState", Value::literal("clean")),
            ("GoVersion", Value::literal("go1.27.2")),
            ("KubeClientVersion", Value::literal("v1.37")),
        ]
    }
}
