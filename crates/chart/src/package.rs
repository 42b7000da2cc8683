//! A chart as a .tgz.

use std::io::{self, Write};

use flate2::{Compression, GzBuilder};
use tar::{Builder, EntryType, Header};
use yaml::Node;

use crate::{Chart, Error, Rule, Violation};

/// What Helm writes into the extra field of the gzip header.
const GZIP_EXTRA: &[u8] = b"rr\x28\x00aHR0cHM6Ly95b3V0dS5iZS96OVV6MWljandyTQo=";

/// Modification times in the archive, in seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// Those of the files; this one where a file has none.
    Kept {
        /// The present.
        now: i64,
    },
    /// This one everywhere (`SOURCE_DATE_EPOCH`), in the lock too, so that the same chart gives the same bytes.
    Fixed(i64),
}

impl Chart {
    /// The file name of the archive: `name-version.tgz`.
    pub fn archive_name(&self) -> String {
        format!("{}.tgz", self.metadata.full_name())
    }

    /// Packs the chart: Chart.yaml written anew, Chart.lock, values.yaml, values.schema.json, templates, other
    /// files, then the subcharts as folders, all in the order they were loaded in (pkg/chart/v2/util/save.go).
    ///
    /// # Errors
    /// A rule of Chart.yaml is not kept, the schema is not JSON, a chart for Helm depends on a native one, or a file
    /// that was not read yet cannot be read.
    pub fn pack(&self, times: Times) -> Result<Vec<u8>, Error> {
        self.check_dialects()?;
        let gzip = GzBuilder::new()
            .extra(GZIP_EXTRA)
            .comment("Helm")
            .operating_system(255)
            .write(vec![], Compression::default());
        let mut tar = Packer { tar: Builder::new(gzip), times };
        tar.chart(self, "")?;
        let broken = |error| Error::io("pack", self.archive_name())(error);
        tar.tar.into_inner().and_then(flate2::write::GzEncoder::finish).map_err(broken)
    }

    /// Refuses a chart that Helm can read with a native one below it, which Helm would take for Go templates.
    ///
    /// # Errors
    /// [`Error::NativeDependency`] for the first one.
    pub fn check_dialects(&self) -> Result<(), Error> {
        for dependency in &self.dependencies {
            if dependency.metadata.is_native() && !self.metadata.is_native() {
                return Err(Error::NativeDependency {
                    chart: self.name().to_owned(),
                    api_version: self.metadata.api_version.clone(),
                    dependency: dependency.name().to_owned(),
                });
            }
            dependency.check_dialects()?;
        }
        Ok(())
    }
}

struct Packer<W: Write> {
    tar: Builder<W>,
    times: Times,
}

impl<W: Write> Packer<W> {
    /// Adds a chart; `prefix` is empty or ends in `/`.
    fn chart(&mut self, chart: &Chart, prefix: &str) -> Result<(), Error> {
        chart.metadata.clone().validate()?;
        let name = chart.name();
        if name.contains('/') {
            let rule = Rule::NameInvalid(name.to_owned());
            return Err(Violation { rule, origin: diagnostic::Origin::none() }.into());
        }
        let base = format!("{prefix}{name}/");
        let first_version = chart.metadata.api_version == "v1";
        let modified = |name: &str| chart.raw_file(name).and_then(|file| file.modified);
        let mut files: Vec<(&str, &[u8], Option<i64>)> = vec![];

        let mut metadata = chart.metadata.clone();
        if first_version {
            // They stand in requirements.yaml, which is among the files.
            metadata.dependencies.clear();
        }
        let chart_yaml = text(&metadata.to_node())?;
        files.push(("Chart.yaml", chart_yaml.as_bytes(), modified("Chart.yaml")));

        let lock = chart.lock.as_ref().filter(|_| !first_version).cloned().map(|lock| self.times.stamp(lock));
        let lock_yaml = lock.as_ref().map(|lock| text(&lock.to_node())).transpose()?;
        if let (Some(lock), Some(text)) = (&lock, &lock_yaml) {
            let generated = lock.generated.parse().ok().map(jiff::Timestamp::as_second);
            files.push(("Chart.lock", text.as_bytes(), generated));
        }
        for values in chart.raw.iter().filter(|file| &*file.name == "values.yaml") {
            files.push(("values.yaml", values.bytes()?, values.modified));
        }
        if let Some(schema) = &chart.schema {
            if serde_json::from_slice::<serde::de::IgnoredAny>(schema).is_err() {
                return Err(Error::Schema { chart: name.to_owned() });
            }
            files.push(("values.schema.json", schema, modified("values.schema.json")));
        }
        for file in chart.templates.iter().chain(&chart.files) {
            files.push((&file.name, file.bytes()?, file.modified));
        }

        for (name, data, modified) in files {
            let path = format!("{base}{name}");
            self.file(&path, data, modified).map_err(Error::io("pack", path.as_str()))?;
        }
        for dependency in &chart.dependencies {
            self.chart(dependency, &format!("{base}charts/"))?;
        }
        Ok(())
    }

    /// Adds a file, its header byte for byte as Go's tar writer makes it.
    fn file(&mut self, path: &str, data: &[u8], modified: Option<i64>) -> io::Result<()> {
        let mut header = Header::new_ustar();
        header.set_entry_type(EntryType::Regular);
        header.set_mode(0o644);
        header.set_uid(0);
        header.set_gid(0);
        header.set_size(data.len() as u64);
        header.set_mtime(u64::try_from(self.times.of(modified)).unwrap_or_default());
        header.set_device_major(0)?;
        header.set_device_minor(0)?;
        if header.set_path(path).is_err() {
            // Too long for its fields: the writer puts an entry before it that holds the name.
            return self.tar.append_data(&mut header, path, data);
        }
        header.set_cksum();
        let sum = format!("{:06o}\0 ", header.cksum()?);
        header.as_old_mut().cksum.copy_from_slice(sum.as_bytes());
        self.tar.append(&header, data)
    }
}

impl Times {
    fn of(self, modified: Option<i64>) -> i64 {
        match self {
            Self::Fixed(time) => time,
            Self::Kept { now } => modified.unwrap_or(now),
        }
    }

    fn stamp(self, mut lock: crate::Lock) -> crate::Lock {
        if let Self::Fixed(time) = self
            && let Ok(time) = jiff::Timestamp::from_second(time)
        {
            lock.generated = time.to_string();
        }
        lock
    }
}

fn text(node: &Node) -> Result<String, Error> {
    // Neither a Chart.yaml nor a lock holds numbers, so that it always prints.
    yaml::to_yaml(node).map_err(|error| Error::io("print", "Chart.yaml")(io::Error::other(error)))
}
