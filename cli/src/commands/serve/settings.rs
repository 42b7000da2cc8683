//! What the flags of `serve` and its settings file say together; a flag wins.

use std::path::{Path, PathBuf};
use std::time::Duration;

use actions::{Failure, Result};
use diagnostic::{Diagnostic, Kind, Origin, Source, Span};
use registry::Tls;
use serde::Deserialize;

use super::{Protected, Serve};
use crate::args::parse_duration;

/// The settings of a registry, resolved.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Settings {
    pub(super) listen: String,
    pub(super) data: PathBuf,
    pub(super) charts: Option<PathBuf>,
    pub(super) below: String,
    pub(super) htpasswd: Option<PathBuf>,
    pub(super) protect: Protected,
    pub(super) tls_cert: Option<PathBuf>,
    pub(super) tls_key: Option<PathBuf>,
    pub(super) tls_client_ca: Option<PathBuf>,
    pub(super) gc_grace: Option<Duration>,
    pub(super) upkeep_interval: Duration,
    pub(super) max_connections: usize,
    pub(super) allow_replace: bool,
    pub(super) delete: bool,
    pub(super) relaxed: bool,
}

/// The settings file: the flags' names in camelCase.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
struct File {
    listen: Option<String>,
    data: Option<PathBuf>,
    charts: Option<PathBuf>,
    below: Option<String>,
    htpasswd: Option<PathBuf>,
    protect: Option<Protected>,
    tls_cert: Option<PathBuf>,
    tls_key: Option<PathBuf>,
    tls_client_ca: Option<PathBuf>,
    gc_grace: Option<String>,
    upkeep_interval: Option<String>,
    max_connections: Option<usize>,
    allow_replace: bool,
    no_delete: bool,
    relaxed: bool,
}

impl Settings {
    /// Reads the file, if one is named, and lays the flags over it. Its relative paths start from its own folder.
    pub(super) fn resolve(flags: &Serve) -> Result<Self> {
        let file = match &flags.config {
            Some(path) => read(path)?,
            None => File::default(),
        };
        let folder = flags.config.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
        let path = |flag: &Option<PathBuf>, file: Option<PathBuf>| {
            flag.clone().or_else(|| file.map(|path| folder.join(path)))
        };
        let text = |flag: &Option<String>, file: Option<String>, default: &str| {
            flag.clone().or(file).unwrap_or_else(|| default.to_owned())
        };
        Ok(Self {
            listen: text(&flags.listen, file.listen, "127.0.0.1:5000"),
            data: path(&flags.data, file.data).unwrap_or_else(|| "registry-data".into()),
            charts: path(&flags.charts, file.charts),
            below: text(&flags.below, file.below, "charts"),
            htpasswd: path(&flags.htpasswd, file.htpasswd),
            protect: flags.protect.or(file.protect).unwrap_or_default(),
            tls_cert: path(&flags.tls_cert, file.tls_cert),
            tls_key: path(&flags.tls_key, file.tls_key),
            tls_client_ca: path(&flags.tls_client_ca, file.tls_client_ca),
            gc_grace: grace(&text(&flags.gc_grace, file.gc_grace, "24h"))?,
            upkeep_interval: upkeep(&text(&flags.upkeep_interval, file.upkeep_interval, "1h"))?,
            max_connections: flags.max_connections.or(file.max_connections).unwrap_or(4096).max(1),
            allow_replace: flags.allow_replace || file.allow_replace,
            delete: !(flags.no_delete || file.no_delete),
            relaxed: flags.relaxed || file.relaxed,
        })
    }

    /// The certificates, read.
    pub(super) fn tls(&self) -> Result<Option<Tls>> {
        match (&self.tls_cert, &self.tls_key, &self.tls_client_ca) {
            (None, None, None) => Ok(None),
            (Some(certificate), Some(key), clients) => Tls::open(certificate, key, clients.as_deref())
                .map(Some)
                .map_err(|error| error.diagnostic().into()),
            (Some(_), None, _) => Err(Failure::usage("--tls-cert needs its key, --tls-key")),
            (None, Some(_), _) => Err(Failure::usage("--tls-key needs its certificate, --tls-cert")),
            (None, None, Some(_)) => Err(Failure::usage(
                "--tls-client-ca needs --tls-cert and --tls-key: only TLS has certificates",
            )),
        }
    }
}

/// How long garbage is kept; for ever if absent.
fn grace(text: &str) -> Result<Option<Duration>> {
    if text == "never" {
        return Ok(None);
    }
    parse_duration(text).map(Some).map_err(|reason| Failure::usage(format!("--gc-grace: {reason}")))
}

/// Time between two rounds of upkeep, which there must be.
fn upkeep(text: &str) -> Result<Duration> {
    match parse_duration(text) {
        Ok(Duration::ZERO) => {
            Err(Failure::usage("--upkeep-interval: there must be some time between two rounds"))
        }
        Ok(interval) => Ok(interval),
        Err(reason) => Err(Failure::usage(format!("--upkeep-interval: {reason}"))),
    }
}

fn read(path: &Path) -> Result<File> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::io(format!("cannot read {}", path.display()), &error))?;
    let source = Source::file(path.to_string_lossy(), text);
    // An empty file sets nothing.
    if source.text.trim().is_empty() {
        return Ok(File::default());
    }
    serde_yaml::from_str(&source.text).map_err(|error| {
        let start = error.location().map_or(0, |place| place.index());
        let origin = Origin::new(&source, Span::new(start, start + 1));
        Diagnostic::error(Kind::Usage, format!("cannot use {}: {error}", path.display()))
            .at(&origin, "")
            .hint("the settings are the flags of `serve` in camelCase, such as `allowReplace: true`")
            .into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flags(config: &Path) -> Serve {
        Serve { config: Some(config.to_owned()), ..Serve::default() }
    }

    #[test]
    fn a_flag_wins_over_the_file_whose_paths_start_from_its_folder() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("registry.yaml");
        std::fs::write(&path, "listen: 127.0.0.1:1\ndata: store\nprotect: all\nnoDelete: true\n").unwrap();
        let file = Settings::resolve(&flags(&path)).unwrap();
        assert_eq!(file.data, folder.path().join("store"));
        assert_eq!((&*file.listen, file.protect, file.delete), ("127.0.0.1:1", Protected::All, false));
        let both = Serve { listen: Some("[::1]:2".into()), data: Some("here".into()), ..flags(&path) };
        let both = Settings::resolve(&both).unwrap();
        assert_eq!((&*both.listen, both.data), ("[::1]:2", PathBuf::from("here")));
        let none = Settings::resolve(&Serve::default()).unwrap();
        assert_eq!((&*none.listen, none.delete, none.charts), ("127.0.0.1:5000", true, None));
    }

    #[test]
    fn garbage_is_kept_for_a_day_for_ever_or_as_long_as_said() {
        let grace = |text: Option<&str>| {
            let flags = Serve { gc_grace: text.map(str::to_owned), ..Serve::default() };
            Settings::resolve(&flags).map(|settings| settings.gc_grace)
        };
        assert_eq!(grace(None).unwrap(), Some(Duration::from_secs(24 * 3600)));
        assert_eq!(grace(Some("never")).unwrap(), None);
        assert_eq!(grace(Some("90m")).unwrap(), Some(Duration::from_secs(90 * 60)));
        let error = grace(Some("a day")).unwrap_err();
        assert_eq!(error.kind(), Kind::Usage);
        assert!(error.to_string().contains("--gc-grace"), "{error}");
    }

    #[test]
    fn upkeep_takes_place_every_hour_or_as_often_as_said() {
        let upkeep = |text: Option<&str>| {
            let flags = Serve { upkeep_interval: text.map(str::to_owned), ..Serve::default() };
            Settings::resolve(&flags).map(|settings| settings.upkeep_interval)
        };
        assert_eq!(upkeep(None).unwrap(), Duration::from_secs(3600));
        assert_eq!(upkeep(Some("15m")).unwrap(), Duration::from_secs(15 * 60));
        for wrong in ["0s", "often", "-1h"] {
            let error = upkeep(Some(wrong)).unwrap_err();
            assert_eq!(error.kind(), Kind::Usage);
            assert!(error.to_string().contains("--upkeep-interval"), "{error}");
        }
    }

    #[test]
    fn half_of_what_tls_needs_is_refused() {
        let path = || Some(PathBuf::from("none.pem"));
        for (flags, missing) in [
            (Serve { tls_cert: path(), ..Serve::default() }, "--tls-key"),
            (Serve { tls_key: path(), ..Serve::default() }, "--tls-cert"),
            (Serve { tls_client_ca: path(), ..Serve::default() }, "--tls-cert"),
        ] {
            let error = Settings::resolve(&flags).unwrap().tls().unwrap_err();
            assert_eq!(error.kind(), Kind::Usage);
            assert!(error.to_string().contains(missing), "{error}");
        }
        let both = Serve { tls_cert: path(), tls_key: path(), ..Serve::default() };
        let error = Settings::resolve(&both).unwrap().tls().unwrap_err();
        assert!(error.to_string().contains("none.pem"), "{error}");
        assert!(Settings::resolve(&Serve::default()).unwrap().tls().unwrap().is_none());
    }

    #[test]
    fn a_misspelt_setting_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("registry.yaml");
        std::fs::write(&path, "listne: 127.0.0.1:1\n").unwrap();
        let error = Settings::resolve(&flags(&path)).unwrap_err();
        assert!(error.to_string().contains("unknown field `listne`, expected one of `listen`"), "{error}");
        assert_eq!(error.kind(), Kind::Usage);
    }
}
