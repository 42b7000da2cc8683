//! Values: merge with origins, --set grammar, provenance, JSON Schema.
