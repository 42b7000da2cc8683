//! Chart.lock.

use std::fmt::Write;
use std::sync::Arc;

use diagnostic::Source;
use sha2::{Digest, Sha256};
use yaml::{JsonStyle, Mapping, Node, Value};

use crate::metadata::{Fields, dependencies, dependency_node};
use crate::{Dependency, Error, Lock};

/// What Go writes for a time that was never set.
const NO_TIME: &str = "0001-01-01T00:00:00Z";

impl Lock {
    /// Reads the text of a Chart.lock or requirements.lock.
    pub fn parse(source: &Arc<Source>) -> Result<Self, Error> {
        let node = yaml::parse_one(source)?;
        let fields = Fields::new(&node, "")?;
        let mut lock = Self {
            generated: NO_TIME.to_owned(),
            digest: String::new(),
            dependencies: dependencies(&fields)?,
        };
        fields.string("generated", &mut lock.generated)?;
        fields.string("digest", &mut lock.digest)?;
        Ok(lock)
    }

    /// The lock of what was asked for, with its digest. `generated` is a time in RFC 3339.
    pub fn new(asked: &[Dependency], found: Vec<Dependency>, generated: impl Into<String>) -> Self {
        let digest = Self::digest_of(asked, &found);
        Self { generated: generated.into(), digest, dependencies: found }
    }

    /// `sha256:` over the JSON of what was asked for and what was found (`HashReq` of internal/resolver).
    pub fn digest_of(asked: &[Dependency], found: &[Dependency]) -> String {
        digest(&Node::new(Value::Sequence(vec![list(asked), list(found)])))
    }

    /// The digest that Helm 2 wrote into requirements.lock: over what was asked for alone (`HashV2Req`).
    pub fn digest_of_helm_2(asked: &[Dependency]) -> String {
        digest(&Node::new([("dependencies", list(asked))].into_iter().collect::<Mapping>()))
    }

    /// Whether it still answers what Chart.yaml asks for; `helm_2` lets the digest of Helm 2 pass too.
    pub fn is_current(&self, asked: &[Dependency], helm_2: bool) -> bool {
        self.digest == Self::digest_of(asked, &self.dependencies)
            || helm_2 && self.digest == Self::digest_of_helm_2(asked)
    }

    /// The table in the order of Helm's Go struct.
    pub fn to_node(&self) -> Node {
        let mut table = Mapping::new();
        table.insert("generated", Node::new(self.generated.as_str()));
        table.insert("digest", Node::new(self.digest.as_str()));
        table.insert("dependencies", list(&self.dependencies));
        Node::new(table)
    }
}

fn list(dependencies: &[Dependency]) -> Node {
    Node::new(dependencies.iter().map(dependency_node).collect::<Vec<_>>())
}

fn digest(node: &Node) -> String {
    // There are no numbers in it, so that it always prints.
    let json = yaml::to_json(node, JsonStyle { sorted: false, ..JsonStyle::COMPACT }).unwrap_or_default();
    Sha256::digest(json).iter().fold("sha256:".to_owned(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
