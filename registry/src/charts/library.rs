//! Every version of every chart, kept up to date.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use redb::ReadableTable;
use serde_json::{Map, Value};
use tokio::sync::Semaphore;

use super::derive::{self, ChartFiles};
use super::entry::{ChartVersion, preferred};
use super::index::{self, IndexDocument};
use crate::reference::{Digest, Repository, Tag};
use crate::store::{ChartParts, Store, TagChange, blocking, tables};
use crate::{Error, Event, Events};

/// Archives that are unpacked at once: each may take 100 MiB.
const AT_ONCE: usize = 2;
/// Bytes of unpacked files that are kept in memory.
const KEPT: usize = 8 << 20;

/// Chart.yaml as JSON, or why the archive could not be read, as the index keeps it.
type Derived = Result<Map<String, Value>, String>;
/// How a version is named in the store.
type Name = (Repository, Tag);
/// The versions of a repository, the newest first.
type Versions = Vec<Arc<ChartVersion>>;

/// The charts of a store; cloning is cheap.
///
/// Changes of tags are noted as they happen and worked off when somebody next asks, so that a push pays
/// nothing and every reader sees all that was pushed before.
#[derive(Clone)]
pub struct Library(Arc<Inner>);

struct Inner {
    store: Store,
    events: Events,
    changes: Changes,
    /// Held while changes are worked off.
    refreshing: tokio::sync::Mutex<bool>,
    charts: RwLock<Arc<BTreeMap<Repository, Versions>>>,
    indexes: Mutex<HashMap<String, Arc<IndexDocument>>>,
    files: Mutex<HashMap<Digest, Arc<ChartFiles>>>,
    unpacking: Semaphore,
}

/// Tags that moved since the library last looked.
#[derive(Clone, Default)]
pub(crate) struct Changes(Arc<Mutex<BTreeSet<Name>>>);

impl Changes {
    pub(crate) fn note(&self, moved: &[TagChange]) {
        if !moved.is_empty() {
            self.lock().extend(moved.iter().map(|change| (change.repository.clone(), change.tag.clone())));
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeSet<Name>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Library {
    pub(crate) fn new(store: Store, events: Events, changes: Changes) -> Self {
        Self(Arc::new(Inner {
            store,
            events,
            changes,
            refreshing: tokio::sync::Mutex::new(false),
            charts: RwLock::default(),
            indexes: Mutex::default(),
            files: Mutex::default(),
            unpacking: Semaphore::new(AT_ONCE),
        }))
    }

    /// The repositories that hold charts, with their versions, the newest first.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn charts(&self) -> Result<Arc<BTreeMap<Repository, Vec<Arc<ChartVersion>>>>, Error> {
        self.refresh().await?;
        Ok(Arc::clone(&self.0.charts.read().unwrap_or_else(PoisonError::into_inner)))
    }

    /// The versions of a chart, the newest first.
    ///
    /// # Errors
    /// [`Error::ChartUnknown`].
    pub async fn versions(&self, repository: &Repository) -> Result<Vec<Arc<ChartVersion>>, Error> {
        let charts = self.charts().await?;
        charts.get(repository).cloned().ok_or_else(|| unknown(format!("chart `{repository}`")))
    }

    /// One version of a chart; `latest` is the newest release.
    ///
    /// # Errors
    /// [`Error::ChartUnknown`].
    pub async fn version(&self, repository: &Repository, version: &str) -> Result<Arc<ChartVersion>, Error> {
        let versions = self.versions(repository).await?;
        let found = if version == "latest" {
            let newest = preferred(versions.iter().map(Arc::as_ref)).map(|newest| newest.tag.clone());
            versions.iter().find(|it| Some(&it.tag) == newest.as_ref())
        } else {
            versions.iter().find(|it| it.version() == version || it.tag.as_str() == version)
        };
        found.cloned().ok_or_else(|| unknown(format!("version {version} of the chart `{repository}`")))
    }

    /// The files of a version that user interfaces want.
    ///
    /// # Errors
    /// [`Error::ChartInvalid`], or those of the store.
    pub async fn files(&self, version: &ChartVersion) -> Result<Arc<ChartFiles>, Error> {
        let archive = &version.parts.archive;
        let kept = || self.0.files.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(files) = kept().get(archive).cloned() {
            return Ok(files);
        }
        let chart = self.unpack(&version.repository, archive).await?;
        let files = Arc::new(ChartFiles::of(&chart));
        let mut kept = kept();
        if kept.values().map(|files| files.size()).sum::<usize>() + files.size() > KEPT {
            kept.clear();
        }
        if files.size() <= KEPT {
            kept.insert(archive.clone(), Arc::clone(&files));
        }
        Ok(files)
    }

    /// The archive of a version, unpacked in memory.
    ///
    /// # Errors
    /// [`Error::ChartInvalid`], or those of the store.
    pub async fn chart(&self, version: &ChartVersion) -> Result<chart::Chart, Error> {
        self.unpack(&version.repository, &version.parts.archive).await
    }

    /// The index.yaml of a namespace and all below it; of the whole registry where it is empty.
    ///
    /// # Errors
    /// [`Error::ChartUnknown`] for a namespace without charts; the whole registry always has an index.
    pub async fn index(&self, namespace: &str) -> Result<Arc<IndexDocument>, Error> {
        let charts = self.charts().await?;
        let kept = self.0.indexes.lock().unwrap_or_else(PoisonError::into_inner).get(namespace).cloned();
        if let Some(document) = kept.filter(|document| document.is_of(&charts)) {
            return Ok(document);
        }
        let (library, namespace) = (self.clone(), namespace.to_owned());
        blocking(move || {
            let document = index::build(&charts, &namespace)
                .map(Arc::new)
                .ok_or_else(|| unknown(format!("chart below `{namespace}`")))?;
            let mut kept = library.0.indexes.lock().unwrap_or_else(PoisonError::into_inner);
            // Those of an older state serve nobody any more.
            kept.retain(|_, document| document.is_of(&charts));
            kept.insert(namespace, Arc::clone(&document));
            Ok(document)
        })
        .await
    }

    pub(super) fn store(&self) -> &Store {
        &self.0.store
    }

    async fn unpack(&self, repository: &Repository, archive: &Digest) -> Result<chart::Chart, Error> {
        let _permit = self.0.unpacking.acquire().await.map_err(|_| Error::Closed)?;
        let blob = self.0.store.blob(repository, archive).await?;
        blocking(move || derive::unpack(blob)).await
    }

    /// Works off what changed since the last time; all of the store the first time.
    async fn refresh(&self) -> Result<(), Error> {
        let mut filled = self.0.refreshing.lock().await;
        if *filled && self.0.changes.lock().is_empty() {
            return Ok(());
        }
        let changed = std::mem::take(&mut *self.0.changes.lock());
        match self.apply(*filled, &changed).await {
            Ok(()) => {
                *filled = true;
                Ok(())
            }
            Err(error) => {
                self.0.changes.lock().extend(changed);
                Err(error)
            }
        }
    }

    async fn apply(&self, filled: bool, changed: &BTreeSet<Name>) -> Result<(), Error> {
        let names: Vec<Name> =
            if filled { changed.iter().cloned().collect() } else { self.all_tags().await? };
        let library = self.clone();
        let rows = blocking(move || library.rows(names)).await?;
        let mut charts = match filled {
            true => BTreeMap::clone(&self.0.charts.read().unwrap_or_else(PoisonError::into_inner)),
            false => BTreeMap::new(),
        };
        let mut read = Vec::new();
        for (name, row) in rows {
            let versions: &mut Versions = charts.entry(name.0.clone()).or_default();
            versions.retain(|version| version.tag != name.1);
            let Some(row) = row else { continue };
            let derived = match row.derived {
                Some(derived) => derived,
                None => {
                    let derived = self.derive(&name, &row.parts).await?;
                    read.push((row.parts.archive.clone(), derived.clone()));
                    derived
                }
            };
            if let Ok(metadata) = derived {
                let version = ChartVersion::new(name, (row.manifest, row.parts, row.created), metadata);
                versions.push(Arc::new(version));
            }
        }
        charts.retain(|_, versions| !versions.is_empty());
        for (repository, versions) in &mut charts {
            if !filled || changed.iter().any(|(name, _)| name == repository) {
                versions.sort_by(|a, b| ChartVersion::newest_first(a, b));
            }
        }
        self.keep(read).await?;
        *self.0.charts.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(charts);
        Ok(())
    }

    /// Reads what an archive says of its chart; an archive that is no chart is told once, and is no error.
    async fn derive(&self, (repository, tag): &Name, parts: &ChartParts) -> Result<Derived, Error> {
        let chart = match self.unpack(repository, &parts.archive).await {
            Ok(chart) => derive::metadata(&chart),
            Err(error) => Err(error),
        };
        match chart {
            Ok(metadata) => Ok(Ok(metadata)),
            Err(Error::Closed) => Err(Error::Closed),
            Err(error) => {
                let reason = error.to_string();
                tracing::warn!(%repository, %tag, reason, "a chart is not listed");
                self.0.events.tell(Event::ChartUnreadable {
                    repository: repository.to_string(),
                    tag: tag.to_string(),
                    reason: reason.clone(),
                });
                Ok(Err(reason))
            }
        }
    }

    /// Keeps what was read out of archives in the index; a full disk only means reading them again.
    async fn keep(&self, read: Vec<(Digest, Derived)>) -> Result<(), Error> {
        if read.is_empty() {
            return Ok(());
        }
        let kept = self.0.store.commit(move |transaction| {
            read.iter()
                .try_for_each(|(archive, derived)| transaction.keep_chart(archive, &tables::encode(derived)?))
        });
        match kept.await {
            Err(Error::StorageFull { .. }) | Ok(()) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn all_tags(&self) -> Result<Vec<Name>, Error> {
        let store = self.0.store.clone();
        blocking(move || {
            store.read(|read| {
                let tags = read.open_table(tables::TAGS)?;
                let mut names = Vec::new();
                for row in tags.iter()? {
                    let (key, _) = row?;
                    let (repository, tag) = key.value();
                    names.push((Repository::parse(repository)?, Tag::parse(tag)?));
                }
                Ok(names)
            })
        })
        .await
    }

    /// What the index knows of tags; nothing for one that is gone or is no chart.
    fn rows(&self, names: Vec<Name>) -> Result<Vec<(Name, Option<Row>)>, Error> {
        self.0.store.read(|read| {
            let tags = read.open_table(tables::TAGS)?;
            let manifests = read.open_table(tables::MANIFESTS)?;
            let charts = read.open_table(tables::CHARTS)?;
            let row = |(repository, tag): &Name| -> Result<Option<Row>, Error> {
                let Some(target) = tables::tag(&tags, repository, tag)? else { return Ok(None) };
                let record = tables::manifest(&manifests, repository, &target.digest)?;
                let Some(parts) = record.and_then(|record| record.chart) else { return Ok(None) };
                let derived = charts.get(parts.archive.as_str())?.map(|bytes| tables::decode(bytes.value()));
                let derived = derived.transpose()?;
                Ok(Some(Row { manifest: target.digest, parts, created: target.moved, derived }))
            };
            names.into_iter().map(|name| Ok((name.clone(), row(&name)?))).collect()
        })
    }
}

struct Row {
    manifest: Digest,
    parts: ChartParts,
    created: i64,
    derived: Option<Derived>,
}

fn unknown(what: String) -> Error {
    Error::ChartUnknown { what }
}

impl std::fmt::Debug for Library {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Library").finish_non_exhaustive()
    }
}
