//! Where a run can go wrong, and how.

use eksight_rigs::proxy;

/// How something goes wrong: a call of a program, as tests/rigs/shim.sh has it, or a request to AWS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// The program is not started, and its service says that it is busy.
    Refuse,
    /// The program does its work, and a fault is heard of.
    Break,
    /// The program is not started, and nothing is heard of.
    Hang,
    /// The program does its work, and eksight is killed.
    Kill,
    /// A request goes wrong.
    Request(proxy::Way),
}

const OF_CALLS: [Way; 4] = [Way::Refuse, Way::Break, Way::Hang, Way::Kill];

/// One call or request, and how it goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Point {
    /// Its number in an undisturbed run, from 1.
    pub(super) at: usize,
    pub(super) way: Way,
}

/// How many points of failure are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::verify) enum Points {
    /// So many of all, evenly spread.
    Sample(usize),
    /// Every call and every request, each in every way.
    All,
}

impl Way {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Refuse => "refuse",
            Self::Break => "break",
            Self::Hang => "hang",
            Self::Kill => "kill",
            Self::Request(proxy::Way::Throttle) => "throttle",
            Self::Request(proxy::Way::ServerError) => "server error",
            Self::Request(proxy::Way::Expired) => "expired",
            Self::Request(proxy::Way::DropBefore) => "drop before",
            Self::Request(proxy::Way::DropAfter) => "drop after",
        }
    }
}

/// All points of a run with so many calls, and so many requests to AWS among them.
pub(super) fn all(calls: usize, requests: usize) -> Vec<Point> {
    let of_calls = (1..=calls).flat_map(|at| OF_CALLS.map(|way| Point { at, way }));
    let ways = proxy::Way::ALL.map(Way::Request);
    let of_requests = (1..=requests).flat_map(|at| ways.map(|way| Point { at, way }));
    of_calls.chain(of_requests).collect()
}

impl Points {
    /// Those of all that are tried. A sample takes steps that share no divisor with the numbers of ways, so that all ways
    /// are in it.
    pub(super) fn of(self, all: Vec<Point>) -> Vec<Point> {
        let Self::Sample(most) = self else {
            return all;
        };
        let count = all.len();
        let step = (1..)
            .map(|extra| count / most.max(1) + extra)
            .find(|step| step % 2 != 0 && step % 5 != 0);
        all.into_iter().step_by(step.unwrap_or(1)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Points, Way, all};

    #[test]
    fn a_sample_is_spread_over_the_run_and_has_every_way() {
        assert_eq!(all(100, 40).len(), 600);
        assert_eq!(Points::All.of(all(3, 2)), all(3, 2));
        let sample = Points::Sample(18).of(all(100, 40));
        assert!((12..=18).contains(&sample.len()), "{}", sample.len());
        let mut names: Vec<&str> = sample.iter().map(|point| point.way.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), 9, "{names:?}");
        let of_calls = sample
            .iter()
            .filter(|point| !matches!(point.way, Way::Request(_)));
        let last = of_calls.map(|point| point.at).max().unwrap();
        assert!(last > 80, "{last}");
    }
}
