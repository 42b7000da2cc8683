//! `verify`: was this archive signed by somebody whose key is known?

use std::path::Path;

use diagnostic::Kind;
use trust::Verified;

use crate::{Context, Failure, Result, keyring};

/// Checks the `.prov` file beside an archive against a keyring of public keys.
///
/// # Errors
/// No archive, provenance or keyring there; a signature or digest that is wrong.
pub fn verify(cx: &Context, archive: &Path, keyring: Option<&Path>) -> Result<Verified> {
    let path = cx.settings.working_dir.join(archive);
    if path.is_dir() {
        return Err(Failure::usage(format!("{} is a folder; archives are signed", archive.display()))
            .in_helms_words("unpacked charts cannot be verified"));
    }
    let bytes = read(&path)?;
    let provenance = match std::fs::read(format!("{}.prov", path.display())) {
        Ok(provenance) => Some(provenance),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(Failure::io(format!("cannot read {}.prov", path.display()), &error)),
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    verify_bytes(cx, &name, &bytes, provenance.as_deref(), keyring).map_err(|failure| {
        let shown = format!("{}.prov", archive.display());
        let helm = format!("could not load provenance file {shown}: stat {shown}: no such file or directory");
        if provenance.is_none() { failure.in_helms_words(helm) } else { failure }
    })
}

/// The same for an archive in memory, whose provenance may be missing.
pub(crate) fn verify_bytes(
    cx: &Context,
    name: &str,
    archive: &[u8],
    provenance: Option<&[u8]>,
    keyring: Option<&Path>,
) -> Result<Verified> {
    let provenance = provenance.ok_or_else(|| {
        Failure::new(Kind::Integrity, format!("{name} is not signed: there is no {name}.prov beside it"))
            .hint("fetch it with `pull --prov`, or leave the check out")
    })?;
    let keys = keyring::open(cx, keyring, "export the public keys: gpg --export > pubring.gpg")?;
    let verified = trust::verify(&keys, name, archive, &String::from_utf8_lossy(provenance));
    Ok(verified.map_err(|error| error.diagnostic())?)
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|error| Failure::io(format!("cannot read {}", path.display()), &error))
}
