//! `sprig.certificate`.

use functions::certificate;
use gotemplate::{Named, Object, Type, Underlying, Value};

static NAMED: Named = Named { name: "sprig.certificate", underlying: Underlying::Struct, methods: &[] };

/// The type of a certificate with its key.
pub(in crate::go) const CERTIFICATE: Type = Type::Named(&NAMED);

/// A certificate with its key.
#[derive(Debug)]
pub(in crate::go) struct Certificate(pub(in crate::go) certificate::Certificate);

impl Object for Certificate {
    fn go_type(&self) -> Type {
        CERTIFICATE
    }

    fn fields(&self) -> Vec<(&'static str, Value)> {
        vec![("Cert", self.0.cert.as_str().into()), ("Key", self.0.key.as_str().into())]
    }
}
