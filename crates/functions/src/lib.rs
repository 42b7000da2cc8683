//! What both template dialects call, on plain types.
