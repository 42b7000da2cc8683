//! Which names an archive may hold.

/// The name of an entry without the chart's own folder, as pkg/chart/loader/archive works it out, or why it is
/// refused.
pub(super) fn entry_name(name: &str) -> Result<String, &'static str> {
    // Archives made on Windows may separate with a backslash.
    let delimiter = if name.contains('\\') { '\\' } else { '/' };
    let (top, rest) = name.split_once(delimiter).unwrap_or((name, ""));
    let rest = rest.replace(delimiter, "/");
    if rest.starts_with('/') {
        return Err("chart illegally contains absolute paths");
    }
    let clean = clean(&rest);
    if clean.is_empty() {
        return Err("chart illegally contains content outside the base directory");
    }
    if clean.starts_with("..") {
        return Err("chart illegally references parent directory");
    }
    if has_drive(&clean) {
        return Err("chart contains illegally named files");
    }
    if top == "Chart.yaml" {
        return Err("chart yaml not in base directory");
    }
    // Helm looks at what follows the first name only; nothing honest starts with these.
    if top == ".." || name.starts_with('/') || has_drive(&name.replace('\\', "/")) {
        return Err("chart illegally contains content outside the base directory");
    }
    Ok(clean)
}

/// A relative path without `.`, doubled `/` and inner `..`; empty where nothing is left.
fn clean(path: &str) -> String {
    let mut parts: Vec<&str> = vec![];
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn has_drive(path: &str) -> bool {
    let bytes = path.as_bytes();
    bytes.len() > 2 && bytes[0].is_ascii_alphabetic() && bytes[1] == b':' && bytes[2] == b'/'
}

#[cfg(test)]
mod tests {
    use super::entry_name;

    #[test]
    fn names_lose_their_folder_or_are_refused() {
        for (name, expected) in [
            ("chart/Chart.yaml", Ok("Chart.yaml")),
            ("chart/templates/a.yaml", Ok("templates/a.yaml")),
            ("chart\\templates\\a.yaml", Ok("templates/a.yaml")),
            ("chart/./a//b/../c", Ok("a/c")),
            ("chart//etc/passwd", Err("absolute")),
            ("/etc/passwd", Err("outside")),
            ("chart/../../etc/passwd", Err("parent")),
            ("chart/a/../../b", Err("parent")),
            ("../x/y", Err("outside")),
            ("..\\x\\y", Err("outside")),
            ("chart/..hidden", Err("parent")),
            ("Chart.yaml", Err("outside")),
            ("Chart.yaml/x", Err("base")),
            ("chart/c:/a", Err("illegally named")),
            ("c:\\a\\b", Err("outside")),
            ("chart/.", Err("outside")),
        ] {
            match (entry_name(name), expected) {
                (Ok(got), Ok(expected)) => assert_eq!(got, expected),
                (Err(got), Err(expected)) => assert!(got.contains(expected), "{name}: {got}"),
                (got, _) => panic!("{name}: {got:?}"),
            }
        }
    }
}
