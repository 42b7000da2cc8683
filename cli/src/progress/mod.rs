//! How work goes on, on stderr.
//!
//! | file | holds |
//! |---|---|
//! | `display` | in which of these ways it is shown |
//! | `lines` | a line for each change |
//! | `json` | a JSON object for each event |
//! | `tree` | what goes on, as a tree that folds what is done |
//! | `live` | the tree, drawn again and again on a terminal |
//! | `screen` | what a terminal shows of work in progress |

mod display;
mod json;
mod lines;
mod live;
mod screen;
mod tree;

pub(crate) use display::{Display, EventsFormat};
pub(crate) use json::{event_line, failure_line};
pub(crate) use lines::line;
pub(crate) use screen::Screen;
