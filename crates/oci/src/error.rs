//! What went wrong between us and a registry.

use std::path::PathBuf;

use diagnostic::{Diagnostic, Kind};

/// The result of a call.
pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong between us and a registry or repository.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A reference or URL cannot be read.
    #[error("`{text}` is no chart reference: {reason}")]
    Reference {
        /// As typed.
        text: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A file of ours or Helm's cannot be read or written.
    #[error("cannot {attempted} {}: {source}", path.display())]
    File {
        /// `read`, `write`, `create`.
        attempted: &'static str,
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file of ours or Helm's holds something else than it should.
    #[error("{} is broken: {reason}", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The server did not answer.
    #[error("cannot reach {server}: {reason}")]
    Unreachable {
        /// Host, or URL.
        server: String,
        /// The innermost cause.
        reason: String,
        /// What TLS has to do with it.
        tls: TlsFault,
    },
    /// The server wants a client certificate, or another one.
    #[error("{server} {}", if *sent { "refuses the client certificate" } else { "wants a client certificate" })]
    ClientCertificate {
        /// Host, or URL.
        server: String,
        /// Whether one was sent.
        sent: bool,
    },
    /// The server wants other credentials, or any.
    #[error("{server} refuses the credentials")]
    Unauthorized {
        /// Host, or URL.
        server: String,
        /// Whether any credentials were sent.
        sent: bool,
    },
    /// The credentials do not allow it.
    #[error("{server} does not allow this: {reason}")]
    Denied {
        /// Host, or URL.
        server: String,
        /// What it said.
        reason: String,
    },
    /// There is no such thing on the server.
    #[error("{what} not found")]
    NotFound {
        /// What was asked for.
        what: String,
    },
    /// The bytes are not those that were announced.
    #[error("{what} has digest {actual}, not {expected}")]
    Digest {
        /// What was read.
        what: String,
        /// What it should have been.
        expected: String,
        /// What it is.
        actual: String,
    },
    /// An answer is larger than allowed.
    #[error("{what} is larger than {} MiB", limit >> 20)]
    TooLarge {
        /// What was read.
        what: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// The server answered with an error of its own.
    #[error("{server} answered {status}: {reason}")]
    Server {
        /// Host, or URL.
        server: String,
        /// HTTP status.
        status: u16,
        /// What it said.
        reason: String,
    },
    /// What is there is no chart.
    #[error("{what} is not a chart: {reason}")]
    NotAChart {
        /// What was read.
        what: String,
        /// Why.
        reason: String,
    },
    /// Certificates or keys cannot be used.
    #[error("cannot use the TLS settings: {0}")]
    Tls(String),
    /// A credential helper failed.
    #[error("the credential helper {helper} failed: {reason}")]
    Helper {
        /// Its program.
        helper: String,
        /// What it said.
        reason: String,
    },
}

/// What TLS has to do with a server that cannot be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsFault {
    /// Nothing.
    None,
    /// The server does not speak it.
    Missing,
    /// The server speaks it, and was not spoken to so.
    Unasked,
    /// Nobody that is trusted vouches for the server.
    Stranger,
    /// The server shows the certificate of an authority as its own.
    Authority,
    /// The server's certificate has run out, is for another name, or is broken.
    Other,
}

impl TlsFault {
    /// Reads it out of what the HTTP client and rustls say, and says it in our words where theirs are code.
    fn of(reason: String) -> (Self, String) {
        if reason.contains("InvalidContentType") || reason.contains("corrupt message") {
            return (Self::Missing, reason);
        } else if reason.contains("invalid HTTP version parsed") {
            return (Self::Unasked, "it answers in something else than HTTP".to_owned());
        }
        let Some(fault) = reason.strip_prefix("invalid peer certificate: ") else {
            return (Self::None, reason);
        };
        if fault.contains("UnknownIssuer") {
            (Self::Stranger, "the authority of its certificate is not trusted".to_owned())
        } else if fault.contains("CaUsedAsEndEntity") {
            (Self::Authority, "its certificate is that of an authority, not of a server".to_owned())
        } else {
            (Self::Other, reason)
        }
    }
}

impl Error {
    /// A failed request to a URL.
    pub(crate) fn request(server: &str, error: &reqwest::Error) -> Self {
        let mut innermost: &dyn std::error::Error = error;
        while let Some(source) = innermost.source() {
            innermost = source;
        }
        let reason = if error.is_timeout() { "no answer in time".to_owned() } else { innermost.to_string() };
        if let Some(alert) = reason.strip_prefix("received fatal alert: ") {
            // What servers say of a client's certificate (RFC 8446, alert protocol), or instead of it.
            let sent = match alert {
                "CertificateRequired" | "HandshakeFailure" => Some(false),
                "UnknownCA"
                | "BadCertificate"
                | "CertificateUnknown"
                | "CertificateExpired"
                | "CertificateRevoked"
                | "UnsupportedCertificate"
                | "AccessDenied"
                | "DecryptError" => Some(true),
                _ => None,
            };
            if let Some(sent) = sent {
                return Self::ClientCertificate { server: server.to_owned(), sent };
            }
        }
        let (tls, reason) = TlsFault::of(reason);
        Self::Unreachable { server: server.to_owned(), reason, tls }
    }

    /// An unexpected HTTP status.
    pub(crate) fn status(server: &str, what: &str, status: u16, reason: String, sent: bool) -> Self {
        match status {
            401 => Self::Unauthorized { server: server.to_owned(), sent },
            403 => Self::Denied { server: server.to_owned(), reason },
            404 => Self::NotFound { what: what.to_owned() },
            _ => Self::Server { server: server.to_owned(), status, reason },
        }
    }

    /// The error as a diagnostic, with what to do about it.
    pub fn diagnostic(&self) -> Diagnostic {
        let of = |kind| Diagnostic::error(kind, self.to_string());
        match self {
            Self::Reference { .. } => of(Kind::Usage).hint("write oci://HOST/PATH/NAME, for example oci://localhost:5000/charts/jupyter"),
            Self::File { source, path, .. } => match source.kind() {
                std::io::ErrorKind::NotFound => of(Kind::NotFound),
                std::io::ErrorKind::StorageFull => of(Kind::Io).hint("free some space and try again; `df -h` shows how full the disk is"),
                std::io::ErrorKind::ReadOnlyFilesystem => of(Kind::Io).hint("the disk is mounted read-only; set HELM_CACHE_HOME and HELM_CONFIG_HOME to another place"),
                std::io::ErrorKind::PermissionDenied => of(Kind::Io).hint(format!("check its permissions: ls -l {}", path.display())),
                _ => of(Kind::Io),
            },
            Self::Format { path, .. } => of(Kind::Yaml).hint(format!("mend or remove {}", path.display())),
            Self::Unreachable { server, tls, .. } => of(Kind::Unreachable).hint(match tls {
                TlsFault::None => {
                    format!("is {server} running, and is the address right? A proxy is taken from HTTPS_PROXY")
                }
                TlsFault::Missing => "the server speaks HTTP without TLS: add --plain-http, or write http://".to_owned(),
                TlsFault::Unasked => "the server speaks TLS: write https://, or leave out --plain-http".to_owned(),
                TlsFault::Stranger => {
                    "name its authority with --ca-file, or trust anybody with --insecure-skip-tls-verify".to_owned()
                }
                TlsFault::Authority => "name that very certificate with --ca-file, or give the server one that says \
                                        basicConstraints=CA:FALSE"
                    .to_owned(),
                TlsFault::Other => "the server's certificate has to be replaced".to_owned(),
            }),
            Self::ClientCertificate { sent: false, .. } => {
                of(Kind::Unauthorized).hint("name yours with --cert-file and --key-file")
            }
            Self::ClientCertificate { sent: true, .. } => of(Kind::Unauthorized)
                .hint("is it of an authority that the server trusts, and still valid? See --cert-file and --key-file"),
            Self::Unauthorized { server, sent } => of(Kind::Unauthorized).hint(match (server.contains("://"), sent) {
                (false, false) => format!("log in first: rhumb registry login {server}"),
                (false, true) => {
                    format!("user name or password is wrong; log in again: rhumb registry login {server}")
                }
                // A classic repository has no login: `repo add` keeps its credentials.
                (true, false) => "give --username and --password; another host than the repository's gets them only \
                                  with --pass-credentials"
                    .to_owned(),
                (true, true) => "user name or password is wrong; `rhumb repo add` with others replaces those that are \
                                 kept"
                    .to_owned(),
            }),
            Self::Denied { .. } => of(Kind::Forbidden).hint("ask the registry's owner for the right to do this"),
            Self::NotFound { .. } => {
                of(Kind::NotFound).hint("check the name and the version; one that is private may need a login")
            }
            Self::Digest { .. } => of(Kind::Integrity).hint("the content was changed or damaged on its way; try again, and ask the registry's owner if it stays so"),
            Self::TooLarge { .. } => of(Kind::Limit).hint("a chart may be no larger; is this one?"),
            Self::Server { .. } => of(Kind::Remote),
            Self::NotAChart { .. } => {
                of(Kind::Chart).hint("push charts with `rhumb push` or `helm push`; images of containers are none")
            }
            Self::Tls(_) => of(Kind::Usage).hint("check --ca-file, --cert-file and --key-file"),
            Self::Helper { helper, .. } => of(Kind::Unauthorized).hint(format!("is {helper} on the PATH, and does it work by itself?")),
        }
    }
}
