//! Objects → a graph of what comes after what.
//!
//! Four things order objects, the strongest first: what an author says (`depends-on`), a definition before the objects of
//! its kind, references between objects, and the stage of the kind. What is weaker gives way where it would close a
//! circle, so that every chart that Helm installs still installs; only authors can contradict themselves.

use crate::error::{Error, Result};
use crate::object::{Object, ObjectRef};

use super::references::{depends_on, references};
use super::rules::Rules;

/// That an object comes after another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need {
    /// The index of the other.
    pub on: usize,
    /// Whether the other must be ready, and not merely written.
    pub ready: bool,
}

/// What comes after what. Indices are those of the objects that it was made of.
#[derive(Clone, Debug, Default)]
pub struct Order {
    /// The stage of each object.
    pub(super) stages: Vec<usize>,
    /// What each object comes after, beside every object of an earlier stage.
    pub(super) needs: Vec<Vec<Need>>,
    /// What authors refer to and nobody brings.
    missing: Vec<(usize, String)>,
}

impl Order {
    /// Orders objects.
    ///
    /// # Errors
    /// [`Error::Circle`] where authors say that objects come after each other; [`Error::DependsOn`] where what they say
    /// cannot be read.
    pub fn of(objects: &[&Object], rules: &Rules) -> Result<Self> {
        let names: Vec<ObjectRef> = objects.iter().map(|object| object.reference()).collect();
        let mut graph = Self::by_kind(objects, rules);
        let find = |index: usize, named: &super::references::Named| {
            let here = names[index].namespace.as_deref();
            names.iter().position(|name| named.means(name, here)).filter(|&found| found != index)
        };
        for (index, object) in objects.iter().enumerate() {
            let said = depends_on(object)
                .map_err(|what| Error::DependsOn { object: Box::new(names[index].clone()), what })?;
            for named in said {
                match find(index, &named) {
                    Some(on) => graph.add(index, Need { on, ready: true }),
                    None => graph.missing.push((index, format!("{}/{}", named.kind, named.name))),
                }
            }
        }
        if let Some(circle) = graph.circle() {
            let members = circle.into_iter().map(|index| names[index].clone()).collect();
            return Err(Error::Circle { members });
        }
        for (on, definition) in objects.iter().enumerate() {
            let spec = &definition.json()["spec"];
            if definition.kind() != "CustomResourceDefinition" {
                continue;
            }
            for (index, name) in names.iter().enumerate() {
                if spec["names"]["kind"] == name.kind && spec["group"] == name.group() {
                    graph.add_weak(index, Need { on, ready: true });
                }
            }
        }
        for (index, object) in objects.iter().enumerate() {
            for named in references(object, rules) {
                if let Some(on) = find(index, &named) {
                    graph.add_weak(index, Need { on, ready: false });
                }
            }
        }
        graph.lift();
        Ok(graph)
    }

    /// Orders objects by their kinds alone.
    pub fn by_kind(objects: &[&Object], rules: &Rules) -> Self {
        Self {
            stages: objects.iter().map(|object| rules.stage(object.kind())).collect(),
            needs: vec![vec![]; objects.len()],
            missing: vec![],
        }
    }

    /// What an object comes after, beside what its stage says.
    pub fn needs(&self, index: usize) -> &[Need] {
        &self.needs[index]
    }

    /// What authors refer to and none of the objects is, with the index of the one that refers.
    pub fn missing(&self) -> &[(usize, String)] {
        &self.missing
    }

    /// Whether something waits until an object is ready.
    pub fn is_awaited(&self, index: usize) -> bool {
        self.needs.iter().flatten().any(|need| need.ready && need.on == index)
    }

    /// The objects in groups, each of which comes after those before it.
    pub fn waves(&self) -> Vec<Vec<usize>> {
        let mut waves: Vec<Vec<usize>> = vec![];
        let mut schedule = super::schedule::Schedule::new(self);
        loop {
            let wave = schedule.start(usize::MAX);
            if wave.is_empty() {
                return waves;
            }
            for &index in &wave {
                schedule.written(index);
                schedule.ready(index);
            }
            waves.push(wave);
        }
    }

    /// Puts the objects into the order of their waves; gives the waves with the indices that the objects had.
    pub(crate) fn sort(&mut self) -> Vec<Vec<usize>> {
        let waves = self.waves();
        let before: Vec<usize> = waves.iter().flatten().copied().collect();
        let mut now = vec![0; before.len()];
        for (index, &was) in before.iter().enumerate() {
            now[was] = index;
        }
        let moved = |need: &Need| Need { on: now[need.on], ..*need };
        self.needs = before.iter().map(|&was| self.needs[was].iter().map(moved).collect()).collect();
        self.stages = before.iter().map(|&was| self.stages[was]).collect();
        self.missing.iter_mut().for_each(|(index, _)| *index = now[*index]);
        waves
    }

    fn add(&mut self, index: usize, need: Need) {
        match self.needs[index].iter_mut().find(|known| known.on == need.on) {
            Some(known) => known.ready |= need.ready,
            None => self.needs[index].push(need),
        }
    }

    /// Adds what gives way to what is there.
    fn add_weak(&mut self, index: usize, need: Need) {
        if need.on != index && !self.comes_after(need.on, index) {
            self.add(index, need);
        }
    }

    /// Whether one object comes after another, directly or through others.
    fn comes_after(&self, index: usize, other: usize) -> bool {
        let mut seen = vec![false; self.needs.len()];
        let mut open = vec![index];
        while let Some(next) = open.pop() {
            if next == other {
                return true;
            }
            if !std::mem::replace(&mut seen[next], true) {
                open.extend(self.needs[next].iter().map(|need| need.on));
            }
        }
        false
    }

    /// Objects that come after each other, in the order of the circle; nothing where there are none.
    fn circle(&self) -> Option<Vec<usize>> {
        let mut done = vec![false; self.needs.len()];
        (0..self.needs.len()).find_map(|start| self.circle_from(start, &mut vec![], &mut done))
    }

    fn circle_from(&self, index: usize, path: &mut Vec<usize>, done: &mut [bool]) -> Option<Vec<usize>> {
        if let Some(begin) = path.iter().position(|&before| before == index) {
            return Some(path[begin..].to_vec());
        }
        if std::mem::replace(&mut done[index], true) {
            return None;
        }
        path.push(index);
        let found = self.needs[index].iter().find_map(|need| self.circle_from(need.on, path, done));
        path.pop();
        found
    }

    /// Moves objects to the stage of what they come after, where that is later: there the stage of the kind gives way.
    fn lift(&mut self) {
        // The graph has no circles, so that this ends after as many rounds as its longest path.
        loop {
            let mut changed = false;
            for index in 0..self.stages.len() {
                let latest = self.needs[index].iter().map(|need| self.stages[need.on]).max().unwrap_or(0);
                if latest > self.stages[index] {
                    self.stages[index] = latest;
                    changed = true;
                }
            }
            if !changed {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn object(kind: &str, name: &str, more: Value) -> Object {
        let mut json =
            json!({"apiVersion": "v1", "kind": kind, "metadata": {"name": name, "namespace": "ns"}});
        json_patch::merge(&mut json, &more);
        Object::new(json)
    }

    fn after(names: &str) -> Value {
        json!({"metadata": {"annotations": {"rhumb.io/depends-on": names}}})
    }

    fn waves(objects: &[Object]) -> Vec<Vec<String>> {
        let objects: Vec<&Object> = objects.iter().collect();
        let order = Order::of(&objects, &Rules::default()).unwrap();
        let name = |index: usize| objects[index].name().to_owned();
        order.waves().into_iter().map(|wave| wave.into_iter().map(name).collect()).collect()
    }

    #[test]
    fn puts_objects_behind_what_they_need() {
        let uses = |account: &str| json!({"spec": {"template": {"spec": {"serviceAccountName": account}}}});
        let scales = json!({"spec": {"scaleTargetRef": {"kind": "Deployment", "name": "web"}}});
        for (what, objects, expected) in [
            (
                "stages",
                vec![
                    object("Deployment", "web", uses("robot")),
                    object("ServiceAccount", "robot", json!({})),
                    object("ConfigMap", "files", json!({})),
                    object("Service", "web-service", json!({})),
                ],
                vec![vec!["robot", "files"], vec!["web-service"], vec!["web"]],
            ),
            (
                "references within a stage",
                vec![
                    object("HorizontalPodAutoscaler", "scaler", scales),
                    object("Deployment", "web", json!({})),
                ],
                vec![vec!["web"], vec!["scaler"]],
            ),
            (
                "an author against the kinds",
                vec![object("ConfigMap", "late", after("Job/first")), object("Job", "first", json!({}))],
                vec![vec!["first"], vec!["late"]],
            ),
            (
                "whoever needs what came late comes later",
                vec![
                    object("ServiceAccount", "robot", after("Job/first")),
                    object("Deployment", "web", uses("robot")),
                    object("Job", "first", json!({})),
                    object("Deployment", "free", json!({})),
                ],
                vec![vec!["first", "free"], vec!["robot"], vec!["web"]],
            ),
            (
                "a reference gives way to the author",
                vec![
                    object("Deployment", "web", json!({})),
                    object("HorizontalPodAutoscaler", "scaler", {
                        let mut scaler = after("Job/x");
                        json_patch::merge(
                            &mut scaler,
                            &json!({"spec": {"scaleTargetRef": {"kind": "Job", "name": "y"}}}),
                        );
                        scaler
                    }),
                    object("Job", "x", json!({})),
                    object("Job", "y", after("HorizontalPodAutoscaler/scaler")),
                ],
                vec![vec!["web", "x"], vec!["scaler"], vec!["y"]],
            ),
        ] {
            assert_eq!(waves(&objects), expected, "{what}");
        }
    }

    #[test]
    fn waits_for_what_authors_and_definitions_say() {
        let definition = json!({"spec": {"group": "example.org", "names": {"kind": "Backup"}}});
        let objects = [
            object("CustomResourceDefinition", "backups", definition),
            object("Backup", "nightly", json!({"apiVersion": "example.org/v1"})),
            object("ConfigMap", "a", after("Backup/nightly,Job/elsewhere")),
        ];
        let objects: Vec<&Object> = objects.iter().collect();
        let order = Order::of(&objects, &Rules::default()).unwrap();
        assert_eq!(order.needs(1), [Need { on: 0, ready: true }]);
        assert_eq!(order.needs(2), [Need { on: 1, ready: true }]);
        assert_eq!(order.missing(), [(2, "Job/elsewhere".to_owned())]);
        assert!(order.is_awaited(0) && order.is_awaited(1) && !order.is_awaited(2));
    }

    #[test]
    fn sorted_it_means_the_same() {
        let objects = [
            object("Deployment", "web", json!({})),
            object("HorizontalPodAutoscaler", "scaler", after("Deployment/web, Job/elsewhere")),
            object("ConfigMap", "files", json!({})),
        ];
        let objects: Vec<&Object> = objects.iter().collect();
        let mut order = Order::of(&objects, &Rules::default()).unwrap();
        assert_eq!(order.sort(), [vec![2], vec![0], vec![1]]);
        assert_eq!(order.needs(2), [Need { on: 1, ready: true }]);
        assert_eq!(order.missing(), [(2, "Job/elsewhere".to_owned())]);
        assert_eq!(order.sort(), [[0], [1], [2]]);
    }

    #[test]
    fn authors_who_contradict_themselves_are_told() {
        let objects = [
            object("ConfigMap", "free", json!({})),
            object("ConfigMap", "a", after("Secret/b")),
            object("Secret", "b", after("Job/c")),
            object("Job", "c", after("ConfigMap/a")),
        ];
        let objects: Vec<&Object> = objects.iter().collect();
        let error = Order::of(&objects, &Rules::default()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "objects depend on each other: ConfigMap/a → Secret/b → Job/c → ConfigMap/a"
        );
    }

    #[test]
    fn is_quick_with_many_objects() {
        let mut objects: Vec<Object> =
            (0..400).map(|n| object("ConfigMap", &format!("c{n}"), json!({}))).collect();
        let volumes: Vec<Value> = (0..400).map(|n| json!({"configMap": {"name": format!("c{n}")}})).collect();
        let pods = json!({"spec": {"template": {"spec": {"volumes": volumes}}}});
        objects.extend((0..20).map(|n| object("Deployment", &format!("d{n}"), pods.clone())));
        let waves = waves(&objects);
        assert_eq!((waves[0].len(), waves[1].len()), (400, 20));
    }
}
