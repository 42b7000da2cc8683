//! Schema, values and context become a tree of form fields.
