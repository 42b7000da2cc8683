//! `.helmignore`.

use super::glob::Glob;

/// The rules of a `.helmignore` (pkg/ignore): not those of git. A rule with a `/` is matched against the whole
/// path, one without against the last name, one that ends in `/` against folders only, and there is no `**`.
#[derive(Clone, Debug, Default)]
pub(super) struct Rules {
    rules: Vec<Rule>,
}

#[derive(Clone, Debug)]
struct Rule {
    glob: Glob,
    /// `!`: what does **not** match is left out.
    negated: bool,
    folders_only: bool,
    /// Without a `/` only the last name counts.
    whole_path: bool,
}

impl Rules {
    /// Reads the rules of a file and adds Helm's own, dot files below `templates/`. An error is the rule as
    /// written and what is wrong with it.
    pub(super) fn parse(text: &str) -> Result<Self, (String, &'static str)> {
        let lines = text.trim_start_matches('\u{feff}').lines().chain(["templates/.?*"]);
        let mut rules = Self::default();
        for line in lines.map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            rules.rules.push(Rule::parse(line).map_err(|problem| (line.to_owned(), problem))?);
        }
        Ok(rules)
    }

    /// Whether a path relative to the chart is left out. The first rule that says so ends the search.
    pub(super) fn ignore(&self, path: &str, is_folder: bool) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        self.rules.iter().any(|rule| rule.excludes(if rule.whole_path { path } else { name }, is_folder))
    }
}

impl Rule {
    fn parse(line: &str) -> Result<Self, &'static str> {
        if line.contains("**") {
            return Err("double-star (**) syntax is not supported");
        }
        let bad = |_| "syntax error in pattern";
        Glob::new(line).map_err(bad)?;
        let (negated, pattern) = line.strip_prefix('!').map_or((false, line), |rest| (true, rest));
        let (folders_only, pattern) = pattern.strip_suffix('/').map_or((false, pattern), |rest| (true, rest));
        let whole_path = pattern.contains('/');
        let pattern = pattern.strip_prefix('/').unwrap_or(pattern);
        Ok(Self { glob: Glob::new(pattern).map_err(bad)?, negated, folders_only, whole_path })
    }

    /// Whether it leaves out what has this path, or this name.
    fn excludes(&self, text: &str, is_folder: bool) -> bool {
        let fits = !self.folders_only || is_folder;
        (fits && self.glob.matches(text)) != self.negated
    }
}

#[cfg(test)]
mod tests {
    use super::Rules;

    /// The facts of pkg/ignore/rules_test.go. Paths that end in `/` are folders.
    #[test]
    fn ignores_as_helm_does() {
        for (rules, path, expected) in [
            ("helm.txt", "helm.txt", true),
            ("helm.*", "helm.txt", true),
            ("helm.*", "rudder.txt", false),
            ("*.txt", "tiller.txt", true),
            ("*.txt", "cargo/a.txt", true),
            ("cargo/*.txt", "cargo/a.txt", true),
            ("cargo/*.*", "cargo/a.txt", true),
            ("cargo/*.txt", "mast/a.txt", false),
            ("ru[c-e]?er.txt", "rudder.txt", true),
            ("templates/.?*", "templates/.dotfile", true),
            ("", "templates/.dotfile", true),
            ("", "templates/sub/.dotfile", false),
            (".*", "templates/", false),
            (".joonix", ".joonix", true),
            ("helm.txt", "tiller.txt", false),
            ("*.txt", "mast/sub.txt", true),
            ("cargo/", "cargo/", true),
            ("cargo/", "cargo", false),
            ("cargo/", "mast/cargo/", true),
            ("helm.txt/", "helm.txt", false),
            ("/a.txt", "a.txt", true),
            ("/*.txt", "a.txt", true),
            ("/a.txt", "cargo/a.txt", false),
            ("/cargo/a.txt", "cargo/a.txt", true),
            ("!helm.txt", "helm.txt", false),
            ("!helm.txt", "tiller.txt", true),
            ("!*.txt", "cargo/", true),
            ("!cargo/", "mast/", true),
            ("!helm.txt\ntiller.txt", "helm.txt", false),
            ("# comment\n\n  *.md  \r\n", "README.md", true),
            ("\u{feff}*.md", "README.md", true),
            ("ignore1/*\n/ignore2\n", "ignore2", true),
        ] {
            let folder = path.ends_with('/');
            let rules = Rules::parse(rules).unwrap();
            assert_eq!(rules.ignore(path.trim_end_matches('/'), folder), expected, "{rules:?} on {path}");
        }
        for rules in ["foo/**/bar", "["] {
            Rules::parse(rules).unwrap_err();
        }
    }
}
