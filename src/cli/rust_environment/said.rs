//! What a panic says, and where, instead of what Rust prints of it.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::Once;

/// A panic.
pub(super) struct Said {
    /// Its message.
    pub(super) message: String,
    /// The file, line and column of the program; of another package's code the path is absolute.
    pub(super) place: Option<(String, u32, u32)>,
}

thread_local! {
    static LISTENS: Cell<bool> = const { Cell::new(false) };
    static HEARD: RefCell<Option<Said>> = const { RefCell::new(None) };
}

/// What `work` gives, or what it panicked with. Panics elsewhere are told as before. A program that aborts by a panic ends here,
/// and Rust has printed why.
pub(super) fn listen<T>(work: impl FnOnce() -> T) -> Result<T, Said> {
    static HOOK: Once = Once::new();
    if cfg!(panic = "unwind") {
        HOOK.call_once(|| {
            let others = panic::take_hook();
            panic::set_hook(Box::new(move |info| match LISTENS.get() {
                true => HEARD.set(Some(Said::of(info))),
                false => others(info),
            }));
        });
    }
    LISTENS.set(true);
    // Nothing that it may have left half done is looked at again.
    let done = panic::catch_unwind(AssertUnwindSafe(work));
    LISTENS.set(false);
    done.map_err(|_| {
        HEARD.take().unwrap_or_else(|| Said {
            message: "it did not say why".to_owned(),
            place: None,
        })
    })
}

impl Said {
    fn of(info: &PanicHookInfo<'_>) -> Self {
        let place = info.location();
        Self {
            message: info.payload_as_str().unwrap_or("it did not say why").to_owned(),
            place: place.map(|at| (at.file().replace('\\', "/"), at.line(), at.column())),
        }
    }
}
