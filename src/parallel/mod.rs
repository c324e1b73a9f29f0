//! Work on many environments at once; the results come in their order, whichever was done first.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// As many threads as the system says that it has processors for.
#[must_use]
pub fn processors() -> NonZero<usize> {
    thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN)
}

/// What `work` makes of each of them, by so many threads at most.
pub fn in_parallel<I: Sync, T: Send>(
    items: &[I],
    threads: NonZero<usize>,
    work: impl Fn(&I) -> T + Sync,
) -> Vec<T> {
    let threads = threads.get().min(items.len());
    if threads <= 1 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        loop {
            let position = next.fetch_add(1, Ordering::Relaxed);
            match items.get(position) {
                Some(item) => done.push((position, work(item))),
                None => return done,
            }
        }
    };
    let mut done: Vec<(usize, T)> = thread::scope(|scope| {
        // This thread works too: a new one has to get all of its memory from the system.
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(take)).collect();
        let own = take();
        let joined = others.into_iter().map(thread::ScopedJoinHandle::join);
        joined
            .flat_map(|part| part.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .chain(own)
            .collect()
    });
    done.sort_by_key(|(position, _)| *position);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::in_parallel;
    use std::num::NonZero;

    #[test]
    fn results_stand_in_the_order_of_the_items_for_any_number_of_threads() {
        let items: Vec<usize> = (0..100).collect();
        let doubled: Vec<usize> = items.iter().map(|item| item * 2).collect();
        for threads in [1, 2, 7, 200] {
            let threads = NonZero::new(threads).expect("not zero");
            assert_eq!(in_parallel(&items, threads, |item| item * 2), doubled);
            assert!(in_parallel(&[], threads, |item: &usize| item * 2).is_empty());
        }
    }
}
