//! Paths with slashes, as Go's `path` package treats them; on Unix `filepath` does the same.

/// The last element; `.` for nothing, `/` for slashes alone.
pub fn base(path: &str) -> &str {
    if path.is_empty() {
        return ".";
    }
    let trimmed = path.trim_end_matches('/');
    if trimmed.is_empty() {
        return "/";
    }
    trimmed.rsplit('/').next().unwrap_or(trimmed)
}

/// All but the last element, cleaned.
pub fn dir(path: &str) -> String {
    clean(&path[..path.rfind('/').map_or(0, |at| at + 1)])
}

/// The suffix of the last element from its last dot.
pub fn ext(path: &str) -> &str {
    let last = &path[path.rfind('/').map_or(0, |at| at + 1)..];
    last.rfind('.').map_or("", |at| &last[at..])
}

/// Whether the path begins at the root.
pub fn is_abs(path: &str) -> bool {
    path.starts_with('/')
}

/// The shortest path to the same place; `.` for nothing.
pub fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut kept: Vec<&str> = Vec::new();
    for element in path.split('/') {
        match element {
            "" | "." => {}
            ".." => match kept.last() {
                Some(&last) if last != ".." => {
                    kept.pop();
                }
                _ if rooted => {}
                _ => kept.push(".."),
            },
            _ => kept.push(element),
        }
    }
    match (rooted, kept.is_empty()) {
        (true, _) => format!("/{}", kept.join("/")),
        (false, true) => ".".to_owned(),
        (false, false) => kept.join("/"),
    }
}

/// The elements joined and cleaned; empty ones are dropped (path.Join).
pub fn join<'p>(elements: impl IntoIterator<Item = &'p str>) -> String {
    let kept: Vec<&str> = elements.into_iter().filter(|element| !element.is_empty()).collect();
    if kept.is_empty() { String::new() } else { clean(&kept.join("/")) }
}
