//! HTTP for launch pages and UIs.
