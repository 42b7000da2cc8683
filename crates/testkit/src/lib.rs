//! Fixtures, goldens and filters for tests.
