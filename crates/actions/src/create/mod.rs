//! `create`: a new chart to begin with.
//!
//! | file or folder | holds |
//! |---|---|
//! | `scaffold` | the files of a new chart: in `scaffold/go` one that Helm installs too, in `scaffold/native` one in Tera |
//! | `starter` | a new chart from one of the user's own |

mod scaffold;
mod starter;

use std::path::{Path, PathBuf};

use diagnostic::{Diagnostic, Kind};

use crate::{Context, Failure, Result};

/// Stands for the chart's name in scaffolds and starters.
const PLACEHOLDER: &str = "<CHARTNAME>";

/// Longest name, in bytes.
const MAX_NAME: usize = 250;

/// Options of [`create`].
#[derive(Clone, Debug)]
pub struct Create {
    /// The folder to make, whose last part is the chart's name.
    pub path: PathBuf,
    /// What to begin with.
    pub from: Scaffold,
}

/// What a new chart begins with.
#[derive(Clone, Debug)]
pub enum Scaffold {
    /// A chart with Go templates, for rhumb and Helm alike.
    Go,
    /// A chart with Tera templates.
    Native,
    /// A chart of the user's: a name below `starters` in Helm's data folder, or an absolute path.
    Starter(PathBuf),
}

/// Makes a chart and gives the files that it wrote over.
///
/// # Errors
/// A name that charts cannot have, a parent folder that is not there, a file in the way, a broken starter.
pub fn create(cx: &Context, options: &Create) -> Result<Vec<PathBuf>> {
    let path = cx.settings.working_dir.join(&options.path);
    let name = options.path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    check_name(name)?;
    let files = match &options.from {
        Scaffold::Go => scaffold::go(name),
        Scaffold::Native => scaffold::native(name),
        Scaffold::Starter(starter) => {
            let path = cx.settings.paths.data_home.join("starters").join(starter);
            return starter::create_from(&path, name, &cx.settings.working_dir.join(&options.path));
        }
    };
    if let Some(parent) = path.parent().filter(|parent| !parent.is_dir()) {
        return Err(Failure::new(Kind::NotFound, format!("there is no folder {}", parent.display()))
            .hint("make it first"));
    }
    if path.exists() && !path.is_dir() {
        return Err(Failure::new(Kind::Io, format!("{} is there already and is no folder", path.display()))
            .in_helms_words(format!("file {} already exists and is not a directory", path.display())));
    }
    let mut overwritten = vec![];
    for (file, text) in files {
        let file = path.join(file);
        if file.exists() {
            overwritten.push(file.clone());
        }
        write(&file, text.as_bytes())?;
    }
    let charts = path.join("charts");
    std::fs::create_dir_all(&charts)
        .map_err(|error| Failure::io(format!("cannot make {}", charts.display()), &error))?;
    Ok(overwritten)
}

fn check_name(name: &str) -> Result<()> {
    if name.is_empty() || name.len() > MAX_NAME {
        let message = format!("chart name must be between 1 and {MAX_NAME} characters");
        return Err(Diagnostic::error(Kind::Usage, message).into());
    }
    if name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte)) {
        return Ok(());
    }
    let message = r#"chart name must match the regular expression "^[a-zA-Z0-9._-]+$""#;
    Err(Failure::usage(message).hint("use letters, digits, `.`, `_` and `-`"))
}

fn write(path: &Path, data: &[u8]) -> Result<()> {
    path.parent()
        .map_or(Ok(()), std::fs::create_dir_all)
        .and_then(|()| std::fs::write(path, data))
        .map_err(|error| Failure::io(format!("cannot write {}", path.display()), &error))
}
