//! What goes on, as a tree that folds what is done: the release, its stages, the objects that are awaited, their pods.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use console::{measure_text_width, truncate_str};
use release::Event;
use release::event::Stage;
use release::object::ObjectRef;
use release::readiness::PodState;

use super::lines::planned;

/// As many pods are shown of an object.
const PODS: usize = 4;
/// Columns before the name of an object.
const OBJECT: usize = 6;
/// The least that is left of an object's name.
const LEAST: usize = 16;
const SPINNER: [&str; 10] = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/// How much of a terminal there is.
#[derive(Clone, Copy)]
pub(super) struct Size {
    pub(super) columns: usize,
    pub(super) lines: usize,
}

/// What goes on.
pub(super) struct Tree {
    begun: Instant,
    title: String,
    stages: Vec<StageRow>,
    /// What is awaited in the last stage.
    objects: Vec<ObjectRow>,
}

struct StageRow {
    stage: Stage,
    begun: Instant,
    ended: Option<Instant>,
    total: usize,
    done: usize,
    note: String,
}

struct ObjectRow {
    object: ObjectRef,
    begun: Instant,
    ready: bool,
    message: String,
    pods: BTreeMap<String, (PodState, String)>,
}

impl Tree {
    pub(super) fn new(now: Instant) -> Self {
        Self { begun: now, title: String::new(), stages: vec![], objects: vec![] }
    }

    /// Takes an event into account.
    pub(super) fn take(&mut self, event: &Event, now: Instant) {
        match event {
            Event::Started { operation, release, .. } => {
                self.begun = now;
                self.title = format!("{release}: {}", operation);
            }
            Event::Planned { revision, summary, .. } => {
                if *revision > 0 {
                    self.title.push_str(&format!(", revision {revision}"));
                }
                if let Some(stage) = self.stages.last_mut() {
                    stage.note = planned(summary).unwrap_or_else(|| "nothing to change".into());
                    stage.done = stage.total;
                }
            }
            Event::Stage { stage, objects } => self.begin(*stage, *objects, now),
            Event::Applied { .. } => {
                if let Some(stage) = self.stages.last_mut() {
                    stage.done += 1;
                }
            }
            Event::Progress { object, ready, message } => {
                let row = self.row(object, now);
                (row.ready, row.message) = (*ready, message.clone());
                self.count();
            }
            Event::Hook { on, object, phase } => {
                let row = self.row(object, now);
                row.ready = phase == "Succeeded";
                row.message = format!("{on} hook: {}", phase.to_lowercase());
                self.count();
            }
            Event::Pod { object, pod, state, message } => {
                let row = self.row(object, now);
                match state {
                    PodState::Gone => drop(row.pods.remove(pod)),
                    state => drop(row.pods.insert(pod.clone(), (*state, message.clone()))),
                }
            }
            _ => {}
        }
    }

    fn begin(&mut self, stage: Stage, total: usize, now: Instant) {
        if let Some(last) = self.stages.last_mut() {
            last.ended = Some(now);
        }
        self.objects.clear();
        self.stages.push(StageRow { stage, begun: now, ended: None, total, done: 0, note: String::new() });
    }

    fn row(&mut self, object: &ObjectRef, now: Instant) -> &mut ObjectRow {
        let index = self.objects.iter().position(|row| row.object == *object).unwrap_or_else(|| {
            let (object, pods) = (object.clone(), BTreeMap::new());
            self.objects.push(ObjectRow { object, begun: now, ready: false, message: String::new(), pods });
            self.objects.len() - 1
        });
        &mut self.objects[index]
    }

    fn count(&mut self) {
        let ready = self.objects.iter().filter(|row| row.ready).count();
        if let Some(stage) = self.stages.last_mut() {
            stage.done = ready;
        }
    }

    /// The tree in at most so many lines of at most so many columns.
    pub(super) fn lines(&self, now: Instant, size: Size) -> Vec<String> {
        let since = now.saturating_duration_since(self.begun);
        let spinner = SPINNER[(since.as_millis() / 120) as usize % SPINNER.len()];
        let mut lines = vec![format!("{spinner} {}  {}", self.title, elapsed(since))];
        let stages = self.stages.len();
        for (index, stage) in self.stages.iter().enumerate() {
            let is_last = index + 1 == stages;
            let branch = if is_last { "└─" } else { "├─" };
            let took = stage.ended.unwrap_or(now).saturating_duration_since(stage.begun);
            lines.push(format!("{branch} {}  {}", stage.text(), elapsed(took)));
        }
        let waiting: Vec<&ObjectRow> = self.objects.iter().filter(|row| !row.ready).collect();
        for (index, row) in waiting.iter().enumerate() {
            let is_last = index + 1 == waiting.len();
            let (branch, below) = if is_last { ("└─", "  ") } else { ("├─", "│ ") };
            let took = elapsed(now.saturating_duration_since(row.begun));
            let rest = format!("  {}  {took}", row.message);
            let room = size.columns.saturating_sub(OBJECT + measure_text_width(&rest));
            lines.push(format!("   {branch} {}{rest}", short(&row.object.to_string(), room)));
            lines.extend(row.pod_lines().into_iter().map(|line| format!("   {below} {line}")));
        }
        if lines.len() > size.lines {
            let more = lines.len() - size.lines + 1;
            lines.truncate(size.lines - 1);
            lines.push(format!("   … {more} more"));
        }
        lines.iter().map(|line| truncate_str(line, size.columns, "…").into_owned()).collect()
    }
}

/// A name in so much room, its middle left out; of a very narrow one enough is left to know it by.
fn short(name: &str, room: usize) -> String {
    let letters: Vec<char> = name.chars().collect();
    let room = room.max(LEAST);
    if letters.len() <= room {
        return name.to_owned();
    }
    let tail = (room - 1) / 2;
    let head = room - 1 - tail;
    letters[..head].iter().chain(&['…']).chain(&letters[letters.len() - tail..]).collect()
}

impl StageRow {
    fn text(&self) -> String {
        let name = match self.stage {
            Stage::Plan => "plan",
            Stage::Definitions => "definitions",
            Stage::Hooks => "hooks",
            Stage::Apply => "apply",
            Stage::Delete => "delete",
            Stage::Wait => "wait",
            Stage::Rollback => "going back",
        };
        let count = match self.stage {
            Stage::Rollback => String::new(),
            Stage::Plan if self.done < self.total => format!(": {} object(s)", self.total),
            Stage::Plan => String::new(),
            _ => format!(": {} of {}", self.done.min(self.total), self.total),
        };
        let note = if self.note.is_empty() { String::new() } else { format!(": {}", self.note) };
        format!("{name}{count}{note}")
    }
}

impl ObjectRow {
    /// The pods that are on their way or in trouble; those that are as they should be are folded.
    fn pod_lines(&self) -> Vec<String> {
        let shown: Vec<_> = self
            .pods
            .iter()
            .filter(|(_, (state, _))| !matches!(state, PodState::Ready | PodState::Completed))
            .collect();
        let mut lines: Vec<String> = shown
            .iter()
            .take(PODS)
            .enumerate()
            .map(|(index, (name, (state, message)))| {
                let branch = if index + 1 == shown.len() { "└─" } else { "├─" };
                let separator = if message.is_empty() { "" } else { ": " };
                // The name of its owner stands above.
                let name = match name.strip_prefix(self.object.name.as_str()) {
                    Some(rest) if rest.starts_with('-') => format!("…{rest}"),
                    _ => (*name).clone(),
                };
                format!("{branch} {name}  {}{separator}{message}", pod_word(*state))
            })
            .collect();
        if shown.len() > PODS {
            lines.push(format!("└─ {} more", shown.len() - PODS));
        }
        lines
    }
}

fn pod_word(state: PodState) -> &'static str {
    match state {
        PodState::Pending => "pending",
        PodState::Running => "running",
        PodState::Ready => "ready",
        PodState::Completed => "completed",
        PodState::Trouble => "in trouble",
        PodState::Terminating => "terminating",
        PodState::Gone => "gone",
    }
}

/// `7s`, `3m05s`, `1h02m`.
fn elapsed(time: Duration) -> String {
    let seconds = time.as_secs();
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds}s"),
        (0, minutes, seconds) => format!("{minutes}m{seconds:02}s"),
        (hours, minutes, _) => format!("{hours}h{minutes:02}m"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use release::plan::Operation;

    fn object(name: &str) -> ObjectRef {
        let namespace = Some("ns".to_owned());
        ObjectRef { api_version: "apps/v1".into(), kind: "Deployment".into(), namespace, name: name.into() }
    }

    fn pod(owner: &str, pod: &str, state: PodState, message: &str) -> Event {
        Event::Pod { object: object(owner), pod: pod.into(), state, message: message.into() }
    }

    fn progress(name: &str, ready: bool, message: &str) -> Event {
        Event::Progress { object: object(name), ready, message: message.into() }
    }

    #[test]
    fn rows_fold_when_what_they_show_is_ready() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut tree = Tree::new(start);
        let mut take = |seconds, event| tree.take(&event, at(seconds));
        take(
            0,
            Event::Started {
                operation: Operation::Upgrade.into(),
                release: "web".into(),
                namespace: "ns".into(),
            },
        );
        take(0, Event::Stage { stage: Stage::Plan, objects: 2 });
        let summary = release::plan::Summary { create: 1, update: 1, ..Default::default() };
        take(1, Event::Planned { release: "web".into(), revision: 4, summary });
        take(1, Event::Stage { stage: Stage::Wait, objects: 2 });
        take(2, progress("a", false, "available: 0/1"));
        take(2, progress("b", false, "available: 0/2"));
        take(2, pod("b", "b-1", PodState::Trouble, "ImagePullBackOff: not found"));
        take(3, pod("b", "b-2", PodState::Ready, ""));
        take(3, progress("a", true, ""));
        let lines = tree.lines(at(75), Size { columns: 80, lines: 20 });
        assert_eq!(lines[0].split_once(' ').unwrap().1, "web: upgrade, revision 4  1m15s");
        assert_eq!(
            lines[1..],
            [
                "├─ plan: 1 to create, 1 to update  1s",
                "└─ wait: 1 of 2  1m14s",
                "   └─ Deployment/b  available: 0/2  1m13s",
                "      └─ …-1  in trouble: ImagePullBackOff: not found",
            ]
        );
        let narrow = tree.lines(at(75), Size { columns: 30, lines: 20 });
        assert_eq!(narrow[3..], ["   └─ Deployment/b  available…", "      └─ …-1  in trouble: Ima…"]);
    }

    #[test]
    fn long_names_leave_room_for_what_is_said() {
        let now = Instant::now();
        let mut tree = Tree::new(now);
        tree.take(&Event::Stage { stage: Stage::Wait, objects: 1 }, now);
        tree.take(&progress("database-with-a-rather-long-name", false, "available: 0/6"), now);
        let lines = tree.lines(now, Size { columns: 50, lines: 10 });
        assert_eq!(lines[2], "   └─ Deployment/d…r-long-name  available: 0/6  0s");
    }

    #[test]
    fn many_rows_are_cut() {
        let now = Instant::now();
        let mut tree = Tree::new(now);
        tree.take(&Event::Stage { stage: Stage::Wait, objects: 30 }, now);
        for index in 0..30 {
            tree.take(&progress(&format!("d{index}"), false, "waiting"), now);
        }
        let lines = tree.lines(now, Size { columns: 80, lines: 10 });
        assert_eq!((lines.len(), lines[9].as_str()), (10, "   … 23 more"));
    }
}
