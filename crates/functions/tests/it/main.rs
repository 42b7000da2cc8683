//! What Go's libraries answered, as tables.

mod numbers;
mod patterns;
mod secrets;
mod texts;
mod times;
