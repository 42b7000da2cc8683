//! Room for templates that execute each other.

use std::panic::resume_unwind;
use std::thread::{Builder, scope};

use crate::limits::Limits;

/// What an execution within an execution takes of the stack, with the functions and parentheses it stands in: 4 KiB
/// measured in an optimised build, 14 KiB in a debug build.
const PER_NESTING: usize = 24 << 10;

/// Does some work on a thread whose stack is large enough for [`Limits::nesting`], and waits for it: a stack that
/// overflows ends the process, and no thread has room for more than a few hundred executions by default. The memory
/// is only taken when it is used. If there can be no such thread, the work is done on this one.
pub fn on_deep_stack<T: Send>(limits: &Limits, work: impl FnOnce() -> T + Send) -> T {
    let mut work = Some(work);
    let size = (4 << 20) + limits.nesting.saturating_mul(PER_NESTING);
    let done = scope(|scope| {
        let work = &mut work;
        let thread =
            Builder::new().stack_size(size).spawn_scoped(scope, move || work.take().map(|work| work()));
        thread.ok().and_then(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)))
    });
    match (done, work) {
        (Some(done), _) => done,
        (None, Some(work)) => work(),
        (None, None) => unreachable!("the work was taken, so it was done"),
    }
}
