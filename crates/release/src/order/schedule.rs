//! Which objects may be written next.

use super::graph::Order;

/// How far an object is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    Waiting,
    Started,
    Written,
    Ready,
}

/// Which objects may be written next, while others are being written.
pub struct Schedule<'a> {
    order: &'a Order,
    states: Vec<State>,
}

impl<'a> Schedule<'a> {
    /// Nothing is written yet.
    pub fn new(order: &'a Order) -> Self {
        Self { order, states: vec![State::Waiting; order.stages.len()] }
    }

    /// The objects that may be written now, at most so many; they count as started.
    pub fn start(&mut self, limit: usize) -> Vec<usize> {
        let open = |index: &usize| self.states[*index] < State::Written;
        let Some(stage) = (0..self.states.len()).filter(open).map(|index| self.order.stages[index]).min()
        else {
            return vec![];
        };
        let free = |index: usize| {
            let met = |need: &super::Need| {
                self.states[need.on] >= if need.ready { State::Ready } else { State::Written }
            };
            self.states[index] == State::Waiting
                && self.order.stages[index] == stage
                && self.order.needs[index].iter().all(met)
        };
        let next: Vec<usize> = (0..self.states.len()).filter(|&index| free(index)).take(limit).collect();
        for &index in &next {
            self.states[index] = State::Started;
        }
        next
    }

    /// An object was written.
    pub fn written(&mut self, index: usize) {
        self.states[index] = self.states[index].max(State::Written);
    }

    /// An object is ready.
    pub fn ready(&mut self, index: usize) {
        self.states[index] = State::Ready;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::object::Object;
    use crate::order::Rules;
    use serde_json::json;

    #[test]
    fn starts_what_may_start_and_nothing_else() {
        let job = |name: &str, after: &str| {
            Object::new(json!({"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": name,
                "annotations": {"rhumb.io/depends-on": after}}}))
        };
        let map = Object::new(json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "m"}}));
        let objects = [job("a", ""), job("b", "Job/a"), job("c", ""), map];
        let objects: Vec<&Object> = objects.iter().collect();
        let order = Order::of(&objects, &Rules::default()).unwrap();
        let mut schedule = Schedule::new(&order);
        assert_eq!(schedule.start(9), [3]);
        assert!(schedule.start(9).is_empty(), "the stage before is not written");
        schedule.written(3);
        assert_eq!(schedule.start(1), [0]);
        assert_eq!(schedule.start(1), [2]);
        schedule.written(0);
        assert!(schedule.start(9).is_empty(), "it is written, and not ready");
        schedule.ready(0);
        assert_eq!(schedule.start(9), [1]);
    }
}
