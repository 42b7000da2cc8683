use chart::Metadata;
use diagnostic::{Source, Style, render};

/// `.in` is a Chart.yaml; `.out` the JSON that Helm pushes as its configuration, `.err` the error as printed.
#[test]
fn chart_yaml_is_read_as_helm_reads_it() {
    testkit::cases(crate::cases("chart_yaml"), |case| {
        let result = Metadata::parse(&Source::file("Chart.yaml", case.input()));
        case.expect_result(
            result
                .map(|metadata| metadata.oci_config() + "\n")
                .map_err(|error| render(&error.diagnostic(), Style::Plain) + "\n"),
        );
    });
}
