//! Go's text/template as a language.
