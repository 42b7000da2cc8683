//! What the pipelines of a text consist of: lists, and places in them.

use std::marker::PhantomData;
use std::ops::{Index, IndexMut, Range};

use super::node::{Chain, Command, Literal, Node, Pipe, Target, TemplateCall, Variable};
use crate::value::{Str, Value};

/// What the pipelines of a text consist of, each kind in one list, so that a text takes a few pieces of memory and not a
/// few for each of its actions. All templates of the text share them.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    pipes: Vec<Pipe>,
    commands: Vec<Command>,
    nodes: Vec<Node>,
    names: Vec<Str>,
    targets: Vec<Target>,
    variables: Vec<Variable>,
    chains: Vec<Chain>,
    strings: Vec<Value>,
    literals: Vec<Literal>,
    calls: Vec<TemplateCall>,
}

impl Parts {
    /// Empty lists with room for that many actions, more or less.
    pub(super) fn for_actions(actions: usize) -> Self {
        Self {
            pipes: Vec::with_capacity(actions),
            commands: Vec::with_capacity(actions),
            nodes: Vec::with_capacity(2 * actions),
            names: Vec::with_capacity(actions),
            ..Self::default()
        }
    }

    /// Adds one and says where it is.
    pub(super) fn add<T: Part>(&mut self, part: T) -> Place<T> {
        let list = T::list_mut(self);
        list.push(part);
        Place::new(list.len() - 1)
    }

    /// Adds neighbours.
    pub(super) fn add_all<T: Part>(&mut self, parts: impl IntoIterator<Item = T>) -> Stretch<T> {
        let start = T::list(self).len();
        T::list_mut(self).extend(parts);
        self.since(start)
    }

    /// How many there are of a kind.
    pub(super) fn count<T: Part>(&self) -> usize {
        T::list(self).len()
    }

    /// Those that were added since there were so many.
    pub(super) fn since<T: Part>(&self, start: usize) -> Stretch<T> {
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Stretch { start: place(start), len: place(T::list(self).len() - start), of: PhantomData }
    }
}

impl<T: Part> Index<Place<T>> for Parts {
    type Output = T;

    #[inline]
    fn index(&self, place: Place<T>) -> &T {
        &T::list(self)[place.at as usize]
    }
}

impl<T: Part> IndexMut<Place<T>> for Parts {
    fn index_mut(&mut self, place: Place<T>) -> &mut T {
        &mut T::list_mut(self)[place.at as usize]
    }
}

impl<T: Part> Index<Stretch<T>> for Parts {
    type Output = [T];

    #[inline]
    fn index(&self, stretch: Stretch<T>) -> &[T] {
        &T::list(self)[stretch.range()]
    }
}

/// Where something is in its list of [`Parts`].
pub(crate) struct Place<T> {
    at: u32,
    of: PhantomData<fn() -> T>,
}

impl<T> Place<T> {
    fn new(at: usize) -> Self {
        Self { at: u32::try_from(at).unwrap_or(u32::MAX), of: PhantomData }
    }
}

/// Neighbours in their list of [`Parts`].
pub(crate) struct Stretch<T> {
    start: u32,
    len: u32,
    of: PhantomData<fn() -> T>,
}

impl<T> Stretch<T> {
    pub(crate) const fn is_empty(self) -> bool {
        self.len == 0
    }

    /// Where the only one of them is, if there is one only.
    pub(super) const fn only(self) -> Option<Place<T>> {
        if self.len == 1 { Some(Place { at: self.start, of: PhantomData }) } else { None }
    }

    const fn range(self) -> Range<usize> {
        self.start as usize..self.start as usize + self.len as usize
    }
}

// Derived, these would ask the same of `T`.

impl<T> Clone for Place<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Place<T> {}

impl<T> std::fmt::Debug for Place<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.at.fmt(f)
    }
}

impl<T> Clone for Stretch<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Stretch<T> {}

impl<T> std::fmt::Debug for Stretch<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.range().fmt(f)
    }
}

impl<T> Default for Stretch<T> {
    fn default() -> Self {
        Self { start: 0, len: 0, of: PhantomData }
    }
}

/// What has a list in [`Parts`].
pub(crate) trait Part: Sized {
    fn list(parts: &Parts) -> &Vec<Self>;
    fn list_mut(parts: &mut Parts) -> &mut Vec<Self>;
}

macro_rules! lists {
    ($($part:ty: $list:ident),* $(,)?) => {
        $(impl Part for $part {
            #[inline]
            fn list(parts: &Parts) -> &Vec<Self> {
                &parts.$list
            }

            #[inline]
            fn list_mut(parts: &mut Parts) -> &mut Vec<Self> {
                &mut parts.$list
            }
        })*
    };
}

lists! {
    Pipe: pipes,
    Command: commands,
    Node: nodes,
    Str: names,
    Target: targets,
    Variable: variables,
    Chain: chains,
    Value: strings,
    Literal: literals,
    TemplateCall: calls,
}
