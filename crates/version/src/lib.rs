//! Versions and version ranges as Helm reads them.
