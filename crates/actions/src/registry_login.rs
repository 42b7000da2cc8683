//! `registry login` and `registry logout`.

use oci::{Credentials, Error, Reference, RegistryClient, Transport};

use crate::{Context, Failure, Result};

/// Options of [`registry_login`].
#[derive(Clone, Debug)]
pub struct RegistryLogin {
    /// Host with its port, or a path below it for a login that is valid there only.
    pub place: String,
    /// What to log in with.
    pub credentials: Credentials,
    /// How to reach the registry.
    pub transport: Transport,
}

/// Checks credentials at a registry and keeps them in Helm's registry config.
///
/// # Errors
/// When the registry does not answer or does not take them; nothing is kept then.
pub async fn registry_login(cx: &Context, options: RegistryLogin) -> Result<()> {
    let (place, key) = place(&options.place)?;
    let store = cx.settings.credential_store();
    let client =
        RegistryClient::new(&place, &options.transport, &store, Some(options.credentials.clone())).await?;
    client.check_login().await?;
    Ok(store.store(&key, &options.credentials).await?)
}

/// Forgets the credentials of a registry; false if there were none.
///
/// # Errors
/// When the file cannot be written.
pub async fn registry_logout(cx: &Context, place: &str) -> Result<bool> {
    let (_, key) = self::place(place)?;
    Ok(cx.settings.credential_store().erase(&key).await?)
}

/// The place as a reference, and the key its login is kept under.
fn place(text: &str) -> Result<(Reference, String)> {
    let bare = text.strip_prefix("oci://").unwrap_or(text).trim_end_matches('/');
    if let Some((scheme, _)) = bare.split_once("://") {
        return Err(Failure::usage(format!("a registry is named by its host, without `{scheme}://`"))
            .hint(format!("rhumb registry login {}", bare.split("://").nth(1).unwrap_or_default())));
    }
    let place = Reference::parse(&format!("oci://{bare}")).map_err(|error: Error| error.diagnostic())?;
    Ok((place, bare.to_owned()))
}
