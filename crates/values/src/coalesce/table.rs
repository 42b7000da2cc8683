//! Tables shared by reference, as Go's maps are.

use std::cell::{RefCell, RefMut};
use std::rc::Rc;
use std::sync::Arc;

use diagnostic::Origin;
use foldhash::fast::RandomState;
use indexmap::IndexMap;
use yaml::{Entry, Mapping, Node, Value};

/// A table that several places may hold; a clone is the same table.
#[derive(Clone, Debug)]
pub(super) struct Table(Rc<RefCell<Inner>>);

#[derive(Clone, Debug, Default)]
struct Inner {
    origin: Origin,
    content: Content,
}

type Slots = IndexMap<Arc<str>, Slot, RandomState>;

/// What a table holds.
#[derive(Clone, Debug)]
enum Content {
    /// A table as it was read: nobody has looked into it yet, as happens to most tables of most charts.
    Whole(Mapping),
    /// A table whose inner tables others may hold.
    Slots(Slots),
}

impl Default for Content {
    fn default() -> Self {
        Self::Slots(Slots::default())
    }
}

impl Inner {
    /// The slots of the table, which are made when they are asked for.
    fn open(&mut self) -> &mut Slots {
        if let Content::Whole(mapping) = &mut self.content {
            let slots = std::mem::take(mapping).into_iter().map(|(key, entry)| {
                let value = if matches!(entry.node.value, Value::Mapping(_)) {
                    Held::Table(Table::from_node(entry.node))
                } else {
                    Held::Leaf(entry.node)
                };
                (key, Slot { key: entry.key, value })
            });
            self.content = Content::Slots(slots.collect());
        }
        match &mut self.content {
            Content::Slots(slots) => slots,
            Content::Whole(_) => unreachable!("it was opened just now"),
        }
    }
}

/// What a table holds for a key.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    /// Where the key stands.
    pub(super) key: Origin,
    /// Its value.
    pub(super) value: Held,
}

/// A value in a table.
#[derive(Clone, Debug)]
pub(super) enum Held {
    /// A table, shared.
    Table(Table),
    /// Anything else.
    Leaf(Node),
}

impl Held {
    pub(super) fn is_null(&self) -> bool {
        matches!(self, Self::Leaf(node) if node.is_null())
    }

    pub(super) fn origin(&self) -> Origin {
        match self {
            Self::Table(table) => table.0.borrow().origin.clone(),
            Self::Leaf(node) => node.origin.clone(),
        }
    }

    fn deep_copy(&self) -> Self {
        match self {
            Self::Table(table) => Self::Table(table.deep_copy()),
            Self::Leaf(node) => Self::Leaf(node.clone()),
        }
    }
}

impl Table {
    pub(super) fn new() -> Self {
        Self(Rc::default())
    }

    /// The table of a node, which is consumed; an empty one for anything else.
    pub(super) fn from_node(node: Node) -> Self {
        let Value::Mapping(mapping) = node.value else { return Self::new() };
        Self::of(Inner { origin: node.origin, content: Content::Whole(mapping) })
    }

    fn of(inner: Inner) -> Self {
        Self(Rc::new(RefCell::new(inner)))
    }

    /// The node of this table. What nobody else holds is moved, what is shared is copied.
    pub(super) fn into_node(self) -> Node {
        let Inner { origin, content } = match Rc::try_unwrap(self.0) {
            Ok(inner) => inner.into_inner(),
            Err(shared) => shared.borrow().clone(),
        };
        let slots = match content {
            Content::Whole(mapping) => return Node::with_origin(mapping, origin),
            Content::Slots(slots) => slots,
        };
        let mut mapping = Mapping::new();
        for (key, slot) in slots {
            let node = match slot.value {
                Held::Table(table) => table.into_node(),
                Held::Leaf(node) => node,
            };
            mapping.insert_entry(key, Entry { key: slot.key, node });
        }
        Node::with_origin(mapping, origin)
    }

    /// A table of its own all the way down.
    pub(super) fn deep_copy(&self) -> Self {
        let mut inner = self.0.borrow().clone();
        if let Content::Slots(slots) = &mut inner.content {
            slots.values_mut().for_each(|slot| slot.value = slot.value.deep_copy());
        }
        Self::of(inner)
    }

    /// A table of its own whose inner tables stay shared.
    pub(super) fn shallow_copy(&self) -> Self {
        let mut inner = self.0.borrow_mut();
        inner.open();
        Self::of(inner.clone())
    }

    /// Whether both are the same table.
    pub(super) fn is(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    pub(super) fn get(&self, key: &str) -> Option<Held> {
        self.slots().get(key).map(|slot| slot.value.clone())
    }

    pub(super) fn contains_key(&self, key: &str) -> bool {
        self.slots().contains_key(key)
    }

    pub(super) fn insert(&self, key: impl Into<Arc<str>>, slot: Slot) {
        self.slots().insert(key.into(), slot);
    }

    pub(super) fn remove(&self, key: &str) {
        self.slots().shift_remove(key);
    }

    /// The entries as they are now.
    pub(super) fn entries(&self) -> Vec<(Arc<str>, Slot)> {
        self.slots().iter().map(|(key, slot)| (Arc::clone(key), slot.clone())).collect()
    }

    /// Drops nulls here and in every table below.
    pub(super) fn drop_nulls(&self) {
        if matches!(&self.0.borrow().content, Content::Whole(mapping) if !holds_null(mapping)) {
            return;
        }
        self.slots().retain(|_, slot| !slot.value.is_null());
        for (_, slot) in self.entries() {
            if let Held::Table(table) = slot.value {
                table.drop_nulls();
            }
        }
    }

    fn slots(&self) -> RefMut<'_, Slots> {
        RefMut::map(self.0.borrow_mut(), Inner::open)
    }
}

/// Whether there is a null in the table or a table below, lists aside.
fn holds_null(mapping: &Mapping) -> bool {
    mapping.iter().any(|(_, node)| match &node.value {
        Value::Null => true,
        Value::Mapping(mapping) => holds_null(mapping),
        _ => false,
    })
}
