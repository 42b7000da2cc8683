// The official conformance suite of OCI registries.
module rhumb.invalid/testbed/conformance

go 1.25.0

tool github.com/opencontainers/distribution-spec/conformance
