//! From a chart and a user's values to sorted documents: what `template`, `lint`, `install` and `upgrade` share.

use std::sync::Arc;

use chart::Chart;
use diagnostic::{Diagnostic, Kind};
use engine::{Capabilities, Cluster, NoCluster, ReleaseInfo, RenderInput, Rendered};
use manifest::{INSTALL_ORDER, Sorted};
use values::{Library, UserValues};
use yaml::Node;

use crate::unrendered::{Stage, Unrendered};
use crate::{Context, Failure, PostRenderer, Result};

pub use functions::moment::Moment;

/// Options of [`render`].
#[derive(Clone)]
pub struct Render {
    /// The release that is rendered for.
    pub release: ReleaseInfo,
    /// What is known of the cluster's versions.
    pub capabilities: Capabilities,
    /// What `lookup` sees.
    pub cluster: Arc<dyn Cluster>,
    /// `--skip-schema-validation`.
    pub skip_schema_validation: bool,
    /// The time that templates see.
    pub now: Moment,
    /// `--post-renderer`.
    pub post_renderer: Option<PostRenderer>,
}

impl Render {
    /// Without a cluster, under Helm's offline capabilities.
    pub fn offline(release: ReleaseInfo, now: Moment) -> Self {
        Self {
            release,
            capabilities: Capabilities::default(),
            cluster: Arc::new(NoCluster),
            skip_schema_validation: false,
            now,
            post_renderer: None,
        }
    }
}

/// A chart rendered, with everything that a record of it needs.
#[derive(Clone, Debug)]
pub struct RenderedChart {
    /// The chart, its dependencies processed: no disabled subchart, aliases applied.
    pub chart: Chart,
    /// The values that templates saw at first.
    pub values: Node,
    /// The files and notes.
    pub rendered: Rendered,
    /// The documents, sorted for installation.
    pub sorted: Sorted,
}

/// Checks that a chart can be installed: it is no library, and its dependencies are there.
///
/// # Errors
/// It cannot.
pub fn check_installable(cx: &Context, chart: &Chart) -> Result<()> {
    if chart.metadata.is_library() {
        return Err(Failure::new(
            Kind::Chart,
            format!(
                "{} is a library: it lends its templates to other charts and installs nothing",
                chart.name()
            ),
        )
        .in_helms_words("library charts are not installable"));
    }
    if chart.metadata.deprecated {
        let message = format!("the chart {} is deprecated", chart.metadata.full_name());
        cx.events.warn(Diagnostic::warning(Kind::Chart, message));
    }
    crate::package::check_dependencies(chart).map_err(|failure| {
        let helm = format!(
            "an error occurred while checking for chart dependencies. You may need to run 'helm dependency build' \
             to fetch missing dependencies: {}",
            failure.helm_text()
        );
        failure.in_helms_words(helm)
    })
}

/// Checks a release's name as Helm does: parts of letters, digits and `-`, with dots between, 53 characters in all.
///
/// # Errors
/// It is too long, or has other characters.
pub fn check_release_name(name: &str) -> Result<()> {
    let part = |part: &str| {
        let legal = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        !part.is_empty() && part.bytes().all(legal) && !part.starts_with('-') && !part.ends_with('-')
    };
    if name.len() <= MAX_RELEASE_NAME && name.split('.').all(part) {
        return Ok(());
    }
    let helm = match name {
        "" => "release name check failed: release name \"\": no name provided".to_owned(),
        _ => format!(
            "release name check failed: release name {name:?}: invalid release name, must match regex \
         ^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$ and the length must not be longer than 53"
        ),
    };
    let failure = if name.len() > MAX_RELEASE_NAME {
        let length = name.len();
        Failure::usage(format!("the release name `{name}` has {length} characters; 53 are allowed"))
            .hint("charts add to it, and names in Kubernetes end at 63: choose a shorter one")
    } else {
        Failure::usage(format!("`{name}` is no name for a release"))
            .hint("use small letters, digits, `-` and `.`; begin and end with a letter or digit")
    };
    Err(failure.in_helms_words(helm))
}

/// Longest name of a release, in bytes (`maxReleaseNameLen` of pkg/chart/v2/util/validate_name.go).
const MAX_RELEASE_NAME: usize = 53;

/// The text of a `--name-template`, which sees no data.
///
/// # Errors
/// It does not parse or execute.
pub fn name_from_template(template: &str, now: &Moment) -> Result<String> {
    Ok(engine::render_text("name-template", template, None, now)?)
}

/// Renders a chart: values merged and validated, templates executed, documents read and sorted.
///
/// # Errors
/// Values that do not fit, a template that fails, a document that is no object.
pub fn render(
    cx: &Context,
    chart: Chart,
    user: UserValues,
    options: Render,
) -> std::result::Result<RenderedChart, Unrendered> {
    let (chart, values, warnings) = resolved(chart, user, options.skip_schema_validation)?;
    let input = RenderInput {
        capabilities: options.capabilities,
        cluster: options.cluster,
        limits: cx.settings.limits.clone(),
        ..RenderInput::new(&chart, &values, options.release, options.now)
    };
    let mut rendered =
        engine::render(&input).map_err(|error| Unrendered::at(Stage::Templates(vec![]), error))?;
    if let Some(post_renderer) = &options.post_renderer {
        let files = post_renderer.apply(cx, &rendered.files);
        rendered.files = files.map_err(|failure| Unrendered::at(Stage::Templates(vec![]), failure))?;
    }
    for warning in warnings.into_iter().chain(rendered.warnings.iter().cloned()) {
        cx.events.warn(warning);
    }
    match rendered.sorted(INSTALL_ORDER) {
        Ok(sorted) => Ok(RenderedChart { chart, values, rendered, sorted }),
        Err(error) => {
            let failure = Failure::from(error.diagnostic()).in_helms_words(error.to_string());
            Err(Unrendered::at(Stage::Templates(rendered.files), failure))
        }
    }
}

/// The chart with its dependencies processed and its values, checked against its schemas; and what is odd about them.
fn resolved(
    mut chart: Chart,
    user: UserValues,
    skip_schema_validation: bool,
) -> std::result::Result<(Chart, Node, Vec<Diagnostic>), Unrendered> {
    let of_values = |error: values::Error| Unrendered::at(Stage::Values, error);
    let mut warnings = values::check_unknown(&chart, &user.values).map_err(of_values)?;
    warnings.extend(
        values::process_dependencies(&mut chart, &user.values)
            .map_err(|error| Unrendered::at(Stage::Dependencies, error))?,
    );
    let (values, more) = values::coalesce_values(&chart, user.values).map_err(of_values)?;
    warnings.extend(more);
    if !skip_schema_validation && has_schema(&chart, b"{") {
        // Most schemas refer to nothing outside themselves.
        let refers = has_schema(&chart, b"$ref");
        let library = if refers { Library::bundled() } else { Library::empty() };
        values::validate(&chart, &values, &library).map_err(|error| of_values(error.into()))?;
    }
    Ok((chart, values, warnings))
}

/// Whether a schema of the chart or a subchart holds these bytes.
fn has_schema(chart: &Chart, bytes: &[u8]) -> bool {
    let own = chart.schema.as_ref().is_some_and(|schema| memchr::memmem::find(schema, bytes).is_some());
    own || chart.dependencies.iter().any(|chart| has_schema(chart, bytes))
}
