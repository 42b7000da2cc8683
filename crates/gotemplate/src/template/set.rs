//! The templates that see each other.

use std::collections::HashMap;
use std::sync::Arc;

use diagnostic::{Source, nearest};
use foldhash::fast::RandomState;

use super::compiled::Template;
use super::later::Later;
use crate::error::{Cause, ParseError};
use crate::function::Functions;
use crate::parse::{Definition, parse};

/// The templates of one text: its own, and those that it defines. It belongs to no set and can be added to many.
#[derive(Clone, Debug)]
pub struct Compiled {
    templates: Arc<[Arc<Template>]>,
    main: Arc<Template>,
}

impl Compiled {
    /// Compiles a text. Its own template is called what the source is called.
    pub fn new(source: &Arc<Source>, functions: &Functions) -> Result<Self, ParseError> {
        let (definitions, parts) = parse(source, functions)?;
        let parts = Arc::new(parts);
        let template = |name, ops, slots, empty| {
            let (source, parts) = (Arc::clone(source), Arc::clone(&parts));
            Arc::new(Template { name, source, ops, parts, slots, empty })
        };
        let templates: Arc<[_]> = definitions
            .into_iter()
            .map(|Definition { name, ops, slots, empty }| template(name, ops, slots, empty))
            .collect();
        // A text may define a template of its own name; then it is nothing else itself, or it would not parse.
        let main = templates.iter().find(|template| *template.name == *source.name);
        let main =
            main.cloned().unwrap_or_else(|| template(source.name.as_str().into(), Vec::new(), 1, true));
        Ok(Self { templates, main })
    }

    /// The template of the text itself.
    pub const fn main(&self) -> &Arc<Template> {
        &self.main
    }

    /// All templates of the text.
    pub fn templates(&self) -> &[Arc<Template>] {
        &self.templates
    }
}

/// The templates that see each other. A set can be derived from another, which costs nothing and leaves that one
/// as it is: what is added to the derived set is seen by all that is executed with it, the other's templates included.
#[derive(Debug)]
pub struct TemplateSet {
    name: Arc<str>,
    base: Option<Arc<Self>>,
    own: HashMap<Arc<str>, Member, RandomState>,
}

/// A template of a set.
#[derive(Debug)]
enum Member {
    Compiled(Arc<Template>),
    Later(Later),
}

impl TemplateSet {
    /// An empty set; its name only stands in the error text when a template is not found.
    pub fn new(name: impl Into<Arc<str>>) -> Self {
        Self { name: name.into(), base: None, own: HashMap::default() }
    }

    /// A set that has all templates of another and may get more.
    pub fn derived(base: &Arc<Self>) -> Self {
        Self { name: Arc::clone(&base.name), base: Some(Arc::clone(base)), own: HashMap::default() }
    }

    /// The name.
    pub const fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// Adds the templates of a text. A template replaces the one of the same name, unless it is nothing but space and
    /// comments (`Template.Parse` of text/template).
    pub fn add(&mut self, compiled: &Compiled) {
        for template in compiled.templates() {
            if !template.empty || !self.contains(&template.name) {
                let member = Member::Compiled(Arc::clone(template));
                self.own.insert(Arc::clone(&template.name), member);
            }
        }
    }

    /// Adds the template of a text that defines no other, uncompiled: it is compiled when another template calls it. Who
    /// executes it itself may compile it for that alone, and so spare the memory of all that wait.
    ///
    /// The set must not contain the name yet, since only compiling tells whether the text is empty.
    pub fn add_later(
        &mut self,
        name: impl Into<Arc<str>>,
        source: impl Fn() -> Arc<Source> + Send + Sync + 'static,
        functions: &Arc<Functions>,
    ) {
        self.own.insert(name.into(), Member::Later(Later::new(source, functions)));
    }

    /// Whether there is a template of that name.
    pub fn contains(&self, name: &str) -> bool {
        self.member(name).is_some()
    }

    /// Whether the template of that name was added uncompiled and has not been called yet.
    pub fn waits(&self, name: &str) -> bool {
        matches!(self.member(name), Some(Member::Later(later)) if later.waits())
    }

    /// The template of that name.
    ///
    /// # Errors
    /// It was added uncompiled, and does not parse.
    pub fn get(&self, name: &str) -> Result<Option<&Arc<Template>>, Cause> {
        match self.member(name) {
            None => Ok(None),
            Some(Member::Compiled(template)) => Ok(Some(template)),
            Some(Member::Later(later)) => later.template().map(Some),
        }
    }

    fn member(&self, name: &str) -> Option<&Member> {
        let mut set = self;
        loop {
            if let Some(member) = set.own.get(name) {
                return Some(member);
            }
            set = set.base.as_deref()?;
        }
    }

    /// The names of all templates, in no order; one that was replaced may come twice.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::successors(Some(self), |set| set.base.as_deref())
            .flat_map(|set| set.own.keys().map(|name| &**name))
    }

    /// The name closest to one that does not exist.
    pub(crate) fn nearest(&self, name: &str) -> Option<String> {
        nearest(name, self.names()).map(str::to_owned)
    }
}
