//! `index.json`: the list of manifests that makes the data folder an image layout.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use redb::ReadableTable;
use serde::{Deserialize, Serialize};

use super::database::Database;
use super::document::media_type;
use super::layout::{Layout, sync_folder};
use super::record::Record;
use super::tables;
use crate::Error;
use crate::reference::Digest;

/// The annotation under which an image layout keeps names (image-spec, annotations.md).
pub(super) const REF_NAME: &str = "org.opencontainers.image.ref.name";

/// Shortest time between two writes.
const PAUSE: Duration = Duration::from_secs(1);

/// A manifest in `index.json`. Its name is `repository:tag`, or `repository@digest` where no tag points to it.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry {
    pub(super) media_type: String,
    pub(super) digest: Digest,
    pub(super) size: u64,
    #[serde(default)]
    pub(super) annotations: std::collections::BTreeMap<String, String>,
}

/// The document as it is read back.
#[derive(Deserialize)]
pub(super) struct Index {
    #[serde(default)]
    pub(super) manifests: Vec<Entry>,
}

/// The thread that writes `index.json` a moment after the index changed.
///
/// The file is for other tools and for a lost index, so it may lag; the index itself never does.
pub(crate) struct Checkpoint {
    marker: Marker,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// Tells the thread that there is something to write.
#[derive(Clone, Default)]
pub(crate) struct Marker(Arc<(Mutex<State>, Condvar)>);

#[derive(Default)]
struct State {
    dirty: bool,
    stopping: bool,
}

impl Marker {
    pub(crate) fn mark(&self) {
        self.set(|state| state.dirty = true);
    }

    fn set(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.0.0.lock().unwrap_or_else(PoisonError::into_inner));
        self.0.1.notify_all();
    }

    /// Waits until there is something to write; false when it is time to end.
    fn wait(&self) -> bool {
        let state = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut state =
            self.0.1.wait_while(state, |s| !s.dirty && !s.stopping).unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut state.dirty)
    }

    /// Lets some time pass, unless it is time to end.
    fn rest(&self, time: Duration) {
        let state = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.0.1.wait_timeout_while(state, time, |s| !s.stopping));
    }
}

impl Checkpoint {
    /// Starts the thread, which writes the file once if there is none.
    pub(crate) fn start(layout: Layout, database: Arc<Database>) -> Result<Self, Error> {
        let marker = Marker::default();
        if !layout.index().exists() {
            marker.mark();
        }
        let (theirs, path) = (marker.clone(), layout.index());
        let work = move || {
            while theirs.wait() {
                let started = Instant::now();
                if let Err(error) = write(&layout, &database) {
                    tracing::warn!(%error, "index.json could not be written");
                }
                // A large registry must not spend its time on this.
                theirs.rest(PAUSE.max(started.elapsed() * 20));
            }
        };
        let thread = std::thread::Builder::new()
            .name("registry-checkpoint".to_owned())
            .spawn(work)
            .map_err(Error::io("start the thread that writes", &path))?;
        Ok(Self { marker, thread: Mutex::new(Some(thread)) })
    }

    pub(crate) fn marker(&self) -> Marker {
        self.marker.clone()
    }

    /// Writes what is outstanding and ends the thread.
    pub(crate) fn stop(&self) {
        self.marker.set(|state| state.stopping = true);
        if let Some(thread) = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take() {
            let _ = thread.join();
        }
    }
}

fn write(layout: &Layout, database: &Database) -> Result<(), Error> {
    let path = layout.index();
    let draft = layout.uploads().join("index.json");
    let file = File::create(&draft).map_err(Error::io("create", &draft))?;
    let mut out = BufWriter::new(file);
    database.read(|read| write_entries(&mut out, read, &draft))?;
    let file = out.into_inner().map_err(|error| Error::io("write", &draft)(error.into_error()))?;
    file.sync_data().map_err(Error::io("sync", &draft))?;
    fs::rename(&draft, &path).map_err(Error::io("move into place", &path))?;
    sync_folder(layout.root())
}

fn write_entries(
    out: &mut impl Write,
    read: &redb::ReadTransaction,
    path: &std::path::Path,
) -> Result<(), Error> {
    let tags = read.open_table(tables::TAGS)?;
    let manifests = read.open_table(tables::MANIFESTS)?;
    let io = |result: std::io::Result<()>| result.map_err(Error::io("write", path));
    io(write!(out, r#"{{"schemaVersion":2,"mediaType":"{}","manifests":["#, media_type::INDEX))?;
    let mut separator = "\n";
    let mut entry = |record: &Record, digest: &str, name: String| -> Result<(), Error> {
        let entry = Entry {
            media_type: record.media_type.clone(),
            digest: Digest::parse(digest)?,
            size: record.size,
            annotations: [(REF_NAME.to_owned(), name)].into(),
        };
        io(out.write_all(separator.as_bytes()))?;
        separator = ",\n";
        io(out.write_all(&tables::encode(&entry)?))
    };
    let mut tagged = std::collections::HashSet::new();
    for row in tags.iter()? {
        let (key, value) = row?;
        let ((repository, tag), (digest, _)) = (key.value(), value.value());
        let Some(record) = manifests.get((repository, digest))? else { continue };
        entry(&tables::decode(record.value())?, digest, format!("{repository}:{tag}"))?;
        tagged.insert((repository.to_owned(), digest.to_owned()));
    }
    for row in manifests.iter()? {
        let (key, value) = row?;
        let (repository, digest) = key.value();
        if !tagged.contains(&(repository.to_owned(), digest.to_owned())) {
            entry(&tables::decode(value.value())?, digest, format!("{repository}@{digest}"))?;
        }
    }
    io(out.write_all(b"\n]}\n"))
}
