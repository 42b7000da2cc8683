//! Splitting, sorting and printing against what Helm does.

mod hooks;
mod template;
