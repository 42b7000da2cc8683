//! Both programs on one batch of templates.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use end_to_end::{Desk, Run};

use super::idioms;
use super::piece::Piece;

/// Both programs and a desk to run them at.
pub(super) struct Programs {
    desk: Desk,
    helm: PathBuf,
    /// rhumb, where it behaves as Helm does.
    rhumb: PathBuf,
}

/// What a program answers to one template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) renders: bool,
    /// stdout, or the error without log lines.
    pub(super) text: String,
}

/// A template that the programs answer differently.
pub(super) struct Disagreement {
    pub(super) values: String,
    pub(super) template: Piece,
    pub(super) helm: Answer,
    pub(super) rhumb: Answer,
}

const CHART: &str = "fuzz";

impl Programs {
    pub(super) fn new(rhumb: &Path) -> Result<Self> {
        let desk = Desk::new();
        let link = desk.home().join("helm");
        std::os::unix::fs::symlink(rhumb, &link).context("cannot link rhumb")?;
        Ok(Self { desk, helm: testbed::helm()?, rhumb: link })
    }

    /// The first disagreement over a batch, not yet minimised. What rhumb renders is given to Helm all at once; an error
    /// ends a render, so that each of those is asked for alone, `errors` of them.
    pub(super) fn disagreement(
        &self,
        values: &str,
        templates: &[Piece],
        errors: usize,
    ) -> Result<Option<Disagreement>> {
        let alone =
            |template: &Piece, program: &Path| self.answer(program, values, std::slice::from_ref(template));
        let mut rendered = Vec::new();
        let mut failed = Vec::new();
        for template in templates {
            if alone(template, &self.rhumb)?.renders { &mut rendered } else { &mut failed }
                .push(template.clone());
        }
        let same = rendered.is_empty()
            || self.answer(&self.helm, values, &rendered)? == self.answer(&self.rhumb, values, &rendered)?;
        // Those that are asked for alone: all of them where the batch as a whole differs.
        let suspects = if same { &[][..] } else { &rendered[..] };
        for template in suspects.iter().chain(failed.iter().take(errors)) {
            let (helm, rhumb) = (alone(template, &self.helm)?, alone(template, &self.rhumb)?);
            if helm != rhumb && !helm.is_crash() {
                let (values, template) = (values.to_owned(), template.clone());
                return Ok(Some(Disagreement { values, template, helm, rhumb }));
            }
        }
        Ok(None)
    }

    /// What both answer to a template: Helm's answer first.
    pub(super) fn both(&self, values: &str, template: &Piece) -> Result<[Answer; 2]> {
        let templates = std::slice::from_ref(template);
        Ok([self.answer(&self.helm, values, templates)?, self.answer(&self.rhumb, values, templates)?])
    }

    fn answer(&self, program: &Path, values: &str, templates: &[Piece]) -> Result<Answer> {
        let folder = self.desk.path().join(CHART);
        if folder.exists() {
            std::fs::remove_dir_all(&folder).context("cannot remove the last chart")?;
        }
        for (name, text) in chart(values, templates) {
            self.desk.write(format!("{CHART}/{name}"), &text);
        }
        Ok(Answer::of(&self.desk.run(program, &["template", "r", CHART], "")))
    }
}

impl Answer {
    /// Whether the program ended without an answer: Go's stack overflows over a map that holds itself.
    fn is_crash(&self) -> bool {
        self.text.contains("\nfatal error: ")
    }

    fn of(run: &Run) -> Self {
        if run.code() == Some(0) {
            return Self { renders: true, text: without_addresses(&run.stdout()) };
        }
        let stderr = run.stderr();
        let lines = stderr.split_inclusive('\n').filter(|line| !line.starts_with("level="));
        Self { renders: false, text: without_addresses(&lines.collect::<String>()) }
    }
}

/// The text with every pointer that Go prints as the same one.
fn without_addresses(text: &str) -> String {
    let mut parts = text.split("0x");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let address = part.bytes().take_while(u8::is_ascii_hexdigit).count();
        if address < 10 { text + "0x" + part } else { text + "0x…" + &part[address..] }
    })
}

/// The files of a chart of these templates.
pub(super) fn chart(values: &str, templates: &[Piece]) -> Vec<(String, String)> {
    let mut files = vec![
        ("Chart.yaml".to_owned(), "apiVersion: v2\nname: fuzz\nversion: 1.0.0\n".to_owned()),
        ("values.yaml".to_owned(), values.to_owned()),
        ("templates/_helper.tpl".to_owned(), "{{ define \"helper\" }}[{{ . | toJson }}]{{ end }}".to_owned()),
    ];
    files.extend(idioms::FILES.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
    for (index, template) in templates.iter().enumerate() {
        let text = format!(
            "{{{{- define \"case{index}\" }}}}{}{{{{ end }}}}case: {{{{ include \"case{index}\" . | toJson }}}}\n",
            template.shown()
        );
        files.push((format!("templates/case{index:03}.yaml"), text));
    }
    files
}
