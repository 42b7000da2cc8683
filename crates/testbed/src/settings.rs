//! The few environment variables that the test bed heeds; it is a tool for tests, so it may read them.
#![expect(
    clippy::disallowed_methods,
    reason = "tests have no command line through which a setting could come"
)]

use std::env;
use std::path::PathBuf;

/// `RHUMB_TESTBED_KUBECONFIG`: a control plane that already runs and that shared tests shall use.
pub(crate) fn running_kubeconfig() -> Option<PathBuf> {
    path("RHUMB_TESTBED_KUBECONFIG")
}

/// `RHUMB_TESTBED_CACHE`: where built and unpacked programs are kept, else `$XDG_CACHE_HOME/rhumb-testbed`,
/// else `~/.cache/rhumb-testbed`: outside of the source folder, so that every clone shares it.
pub(crate) fn cache_folder() -> PathBuf {
    path("RHUMB_TESTBED_CACHE")
        .or_else(|| Some(path("XDG_CACHE_HOME")?.join("rhumb-testbed")))
        .or_else(|| Some(path("HOME")?.join(".cache/rhumb-testbed")))
        .unwrap_or_else(|| env::temp_dir().join("rhumb-testbed"))
}

/// The folders in which programs are looked up.
pub(crate) fn program_folders() -> Vec<PathBuf> {
    env::var_os("PATH").map(|paths| env::split_paths(&paths).collect()).unwrap_or_default()
}

fn path(name: &str) -> Option<PathBuf> {
    env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}
