//! Texts from the network.

use std::sync::Arc;

use oci::{RepositoryClient, Transport};

use crate::transfer::Transfers;
use crate::{Context, Failure, Result};

/// The text at a URL, such as a values file.
///
/// # Errors
/// When the server does not answer, or not with 200, or the answer is no text.
pub async fn fetch_text(cx: &Context, url: &str) -> Result<String> {
    let client = RepositoryClient::new(&Transport::default(), url, None, false)?;
    let bytes = client.archive(url, &Transfers(Arc::clone(&cx.events))).await?;
    String::from_utf8(bytes).map_err(|_| Failure::new(diagnostic::Kind::Yaml, format!("{url} is no text")))
}
