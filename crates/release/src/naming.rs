//! Names for objects that leave theirs to the server (`metadata.generateName`).
//!
//! They are given before anything is planned, and recorded: so the next revision, an uninstall and Helm know which objects they
//! are. An object keeps the name that it had in the revision before.

use std::hash::{BuildHasher, RandomState};

use serde_json::Value;

use crate::documents::documents;
use crate::error::Result;
use crate::record::Release;
use crate::rewrite::rewritten;

/// What the server makes its suffixes of: nothing that could be read as a word (apimachinery, util/rand).
const LETTERS: &[u8; 27] = b"bcdfghjklmnpqrstvwxz2456789";
/// Letters of a suffix.
const SUFFIX: usize = 5;
/// The longest name that the server makes (apiserver, storage/names).
const LONGEST: usize = 63;

/// Names the objects and hooks of a revision that have none, as in the revision before where they were there.
///
/// # Errors
/// [`crate::Error::Manifest`] where a document cannot be read or printed.
pub(crate) fn name_objects(release: &mut Release, before: Option<&Release>) -> Result<()> {
    let is_open = |text: &str| text.contains("generateName");
    if is_open(&release.manifest) {
        let mut names = Names::of([before.map_or("", |before| &before.manifest)])?;
        let mut manifest = String::new();
        for part in manifest::split(&release.manifest) {
            let named = rewritten(part.text, &mut |object| Ok(names.give(object, is_renewed)))?;
            manifest.push_str("---\n");
            manifest.push_str(named.as_deref().unwrap_or(part.text));
        }
        release.manifest = manifest;
    }
    if release.hooks.iter().any(|hook| is_open(&hook.manifest)) {
        let hooks = before.map_or(&[][..], |before| &before.hooks);
        let mut names = Names::of(hooks.iter().map(|hook| hook.manifest.as_str()))?;
        for hook in release.hooks.iter_mut().filter(|hook| is_open(&hook.manifest)) {
            let mut name = None;
            // What is there of the last run is deleted before the next one.
            let named = rewritten(&hook.manifest, &mut |object| {
                let given = names.give(object, |_, _| false);
                name = object["metadata"]["name"].as_str().map(str::to_owned);
                Ok(given)
            })?;
            if let (Some(named), Some(name)) = (named, name) {
                (hook.manifest, hook.name) = (named, name);
            }
        }
    }
    Ok(())
}

/// Whether an object of these two states is made anew under another name: of Jobs and pods nearly nothing can be changed.
fn is_renewed(before: &Value, now: &Value) -> bool {
    let nameless = |object: &Value| {
        let mut object = object.clone();
        if let Some(metadata) = object["metadata"].as_object_mut() {
            metadata.shift_remove("name");
            metadata.shift_remove("namespace");
        }
        object
    };
    matches!(now["kind"].as_str(), Some("Job" | "Pod")) && nameless(before) != nameless(now)
}

/// The objects that were named before and that none has been taken for yet.
struct Names {
    before: Vec<Value>,
    random: RandomState,
}

impl Names {
    fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Self> {
        let mut before = vec![];
        for text in texts.into_iter().filter(|text| text.contains("generateName")) {
            before.extend(documents(text)?.into_iter().map(|document| document.object.json().clone()));
        }
        before.retain(|object| {
            object["metadata"]["generateName"].is_string() && object["metadata"]["name"].is_string()
        });
        Ok(Self { before, random: RandomState::new() })
    }

    /// Names an object that has no name; gives whether it did.
    fn give(&mut self, object: &mut Value, is_renewed: impl Fn(&Value, &Value) -> bool) -> bool {
        let metadata = &object["metadata"];
        let Some(stem) = metadata["generateName"].as_str().map(str::to_owned) else { return false };
        if metadata["name"].as_str().is_some_and(|name| !name.is_empty()) {
            return false;
        }
        let is_same = |known: &Value| {
            let same = |key: &str| known["metadata"][key] == object["metadata"][key];
            known["kind"] == object["kind"] && same("generateName") && same("namespace")
        };
        let known = self.before.iter().position(is_same).map(|index| self.before.remove(index));
        let kept = known.filter(|known| !is_renewed(known, object));
        let name = match kept.as_ref().and_then(|known| known["metadata"]["name"].as_str()) {
            Some(name) => name.to_owned(),
            None => self.made_of(&stem),
        };
        object["metadata"]["name"] = name.into();
        true
    }

    fn made_of(&mut self, stem: &str) -> String {
        // Every state hashes with keys of its own.
        self.random = RandomState::new();
        let mut rest = self.random.hash_one(stem);
        let stem: String = stem.chars().take(LONGEST - SUFFIX).collect();
        let letters = (0..SUFFIX).map(|_| {
            let letter = LETTERS[(rest % LETTERS.len() as u64) as usize];
            rest /= LETTERS.len() as u64;
            char::from(letter)
        });
        stem.chars().chain(letters).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Hook;

    fn document(kind: &str, more: &str) -> String {
        format!(
            "---\n# Source: a/x.yaml\napiVersion: v1\nkind: {kind}\nmetadata:\n  generateName: made-up-{more}\n"
        )
    }

    fn release(manifest: String) -> Release {
        let hook = Hook { manifest: document("Job", "hook-"), ..Hook::default() };
        Release { manifest, hooks: vec![hook], ..Release::default() }
    }

    fn names(release: &Release) -> Vec<String> {
        let all = documents(&release.manifest).unwrap();
        all.iter().map(|document| document.object.name().to_owned()).collect()
    }

    #[test]
    fn an_object_keeps_its_name_unless_it_must_be_made_anew() {
        let text = format!(
            "{}{}{}---\nkind: Pod\napiVersion: v1\nmetadata: {{name: own}} # as it was\n",
            document("ConfigMap", ""),
            document("ConfigMap", ""),
            document("Job", "")
        );
        let mut first = release(text.clone());
        name_objects(&mut first, None).unwrap();
        let given = names(&first);
        assert!(given[..3].iter().all(|name| name.starts_with("made-up-") && name.len() == 13), "{given:?}");
        assert_ne!(given[0], given[1]);
        assert_eq!(given[3], "own");
        assert!(first.manifest.ends_with("metadata: {name: own} # as it was\n"), "{}", first.manifest);
        assert!(
            first.manifest.starts_with("---\n# Source: a/x.yaml\napiVersion: v1\n"),
            "{}",
            first.manifest
        );
        assert_eq!(first.hooks[0].name.len(), "made-up-hook-".len() + 5);

        let mut same = release(text.clone());
        name_objects(&mut same, Some(&first)).unwrap();
        assert_eq!((names(&same), &same.hooks[0].name), (given.clone(), &first.hooks[0].name));

        let mut other = release(text.replace("apiVersion", "data: {k: v}\napiVersion"));
        name_objects(&mut other, Some(&first)).unwrap();
        assert_eq!(names(&other)[..2], given[..2], "fields of these change");
        assert_ne!(names(&other)[2], given[2], "a Job cannot be changed");
    }
}
