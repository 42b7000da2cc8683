//! Passwords, keys, certificates.

use functions::certificate::{Request, Signer, custom, issue};
use functions::key::PrivateKey;
use functions::{certificate, cipher, password};
use gotemplate::{Call, Function, Type, UintKind, Value};

use super::args::{INT, LIST, Result, STRING, any, bytes, failed, host, int, string, text};
use super::encodings::or_its_error;
use crate::go::objects::{CERTIFICATE, Certificate};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("bcrypt", &[STRING], |call, a| {
        string(or_its_error(password::bcrypt(&mut host(call)?.random, bytes(a, 0))))
    }),
    Function::new("htpasswd", &[STRING, STRING], |call, a| {
        string(or_its_error(password::htpasswd(&mut host(call)?.random, &text(a, 0), bytes(a, 1), "")))
    }),
    Function::new(
        "derivePassword",
        &[Type::Uint(UintKind::Uint32), STRING, STRING, STRING, STRING],
        |_, a| {
            let counter = any(a, 0).as_uint().and_then(|value| value.try_into().ok()).unwrap_or_default();
            string(or_its_error(password::derive_password(
                counter,
                &text(a, 1),
                bytes(a, 2),
                bytes(a, 3),
                bytes(a, 4),
            )))
        },
    ),
    Function::new("encryptAES", &[STRING, STRING], |call, a| {
        string(cipher::encrypt(&mut host(call)?.random, bytes(a, 0), bytes(a, 1)))
    }),
    Function::new("decryptAES", &[STRING, STRING], |_, a| {
        string(cipher::decrypt(bytes(a, 0), bytes(a, 1)).map_err(failed)?)
    }),
    Function::new("genPrivateKey", &[STRING], |call, a| {
        let key = PrivateKey::generate(&mut host(call)?.random, &text(a, 0));
        string(or_its_error(key.and_then(|key| key.to_pem())))
    }),
    Function::new("buildCustomCert", &[STRING, STRING], |_, a| certificate(custom(bytes(a, 0), bytes(a, 1)))),
    Function::new("genCA", &[STRING, INT], |call, a| authority(call, a, None)),
    Function::new("genCAWithKey", &[STRING, INT, STRING], |call, a| authority(call, a, Some(2))),
    Function::new("genSelfSignedCert", &[STRING, LIST, LIST, INT], |call, a| leaf(call, a, None, None)),
    Function::new("genSelfSignedCertWithKey", &[STRING, LIST, LIST, INT, STRING], |call, a| {
        leaf(call, a, None, Some(4))
    }),
    Function::new("genSignedCert", &[STRING, LIST, LIST, INT, CERTIFICATE], |call, a| {
        leaf(call, a, Some(4), None)
    }),
    Function::new("genSignedCertWithKey", &[STRING, LIST, LIST, INT, CERTIFICATE, STRING], |call, a| {
        leaf(call, a, Some(4), Some(5))
    }),
];

fn certificate(made: Result<certificate::Certificate, functions::Error>) -> Result {
    Ok(Value::object(Certificate(made.map_err(failed)?)))
}

fn authority(call: &mut Call<'_>, args: &[Value], key: Option<usize>) -> Result {
    let host = host(call)?;
    let name = text(args, 0);
    let key = key.map(|at| text(args, at));
    let request = Request {
        name: &name,
        days: int(args, 1),
        now: host.now.seconds(),
        key: key.as_deref(),
        ..Request::default()
    };
    certificate(issue(&mut host.random, &request, Signer::Authority))
}

fn leaf(call: &mut Call<'_>, args: &[Value], parent: Option<usize>, key: Option<usize>) -> Result {
    let addresses = texts(call, any(args, 1), |shown| format!("error parsing ip: {shown} is not a string"))?;
    let names = texts(call, any(args, 2), |shown| {
        format!("error processing alternate dns name: {shown} is not a string")
    })?;
    let host = host(call)?;
    let name = text(args, 0);
    let key = key.map(|at| text(args, at));
    let request = Request {
        name: &name,
        addresses,
        names,
        days: int(args, 3),
        now: host.now.seconds(),
        key: key.as_deref(),
    };
    let signer = parent.and_then(|at| any(args, at).downcast::<Certificate>());
    let signer = signer.map_or(Signer::Itself, |parent| Signer::Other(&parent.0));
    certificate(issue(&mut host.random, &request, signer))
}

/// The texts of a list; anything else in it is an error.
fn texts(call: &Call<'_>, list: &Value, complain: impl Fn(String) -> String) -> Result<Vec<String>> {
    let items = list.as_list().map_or(&[][..], |id| call.heap().items(id));
    items
        .iter()
        .map(|item| match item.as_str() {
            Some(text) => Ok(text.to_text().into_owned()),
            None => Err(complain(super::args::printed(call.heap(), item).to_text().into_owned()).into()),
        })
        .collect()
}
