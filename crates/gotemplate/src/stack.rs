//! Room for templates that execute each other.

use crate::limits::Limits;

/// What an execution within an execution takes of the stack, with the functions and parentheses it stands in: 4 KiB
/// measured in an optimised build, 14 KiB in a debug build.
const PER_NESTING: usize = 24 << 10;

/// Does some work on a stack that is large enough for [`Limits::nesting`]: one that overflows ends the process, and no
/// thread has room for more than a few hundred executions by default. The memory is only taken when it is used.
///
/// The thread stays the same, since glibc gives others a heap that grows page by page, with a system call for each.
pub fn on_deep_stack<T>(limits: &Limits, work: impl FnOnce() -> T) -> T {
    stacker::grow((4 << 20) + limits.nesting.saturating_mul(PER_NESTING), work)
}
