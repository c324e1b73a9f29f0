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
    /// Its number in an undisturbed run of the step, from 1.
    pub(super) at: usize,
    pub(super) way: Way,
}

/// How many points of failure are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Points {
    /// So many, evenly spread over the steps.
    Sample(usize),
    /// Every call and every request, each in every way.
    All,
}

/// One of several who share the points of a run: every one takes all steps, and of each step's points those that fall to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lane {
    /// From 0.
    pub(super) number: usize,
    pub(super) of: usize,
}

impl Lane {
    /// Nobody shares.
    pub(super) const ALONE: Self = Self { number: 0, of: 1 };

    /// Those who share these points. All of them are tried by several, for most of a point's time is a wait: for a call
    /// that hangs, or a question that is asked again. A sample has few points of each step, and one tries them.
    pub(super) fn of(points: Points) -> impl Iterator<Item = Self> {
        let of = match points {
            Points::All => 4,
            Points::Sample(_) => Self::ALONE.of,
        };
        (0..of).map(move |number| Self { number, of })
    }

    /// Its points.
    pub(super) fn share(self, points: Vec<Point>) -> Vec<Point> {
        points.into_iter().skip(self.number).step_by(self.of).collect()
    }
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

/// All points of a run of one step. Each begins with the same looks: at the account, the cluster, the versions of programs,
/// and whether the way into the cluster is the right one. Those go wrong where they come first.
pub(super) fn of_step(calls: &[String], requests: usize, seen: &mut Seen) -> Vec<Point> {
    let begins = |word: &str| calls.iter().position(|call| call.starts_with(word));
    let versions = begins("kubectl version").filter(|_| std::mem::replace(&mut seen.versions, true));
    let way_in = begins("kubectl config view").filter(|_| std::mem::replace(&mut seen.way_in, true));
    // The programs are asked for their versions side by side with no request to AWS: two come before, two with the way in.
    let (first_call, first_request) = match (versions, way_in) {
        (Some(_), Some(last)) => (last + 1, 4),
        (Some(last), None) => (last + 1, 2),
        (None, _) => (0, 0),
    };
    let of_calls = (first_call..calls.len()).flat_map(|at| OF_CALLS.map(|way| Point { at: at + 1, way }));
    let ways = proxy::Way::ALL.map(Way::Request);
    let of_requests = (first_request..requests).flat_map(|at| ways.map(|way| Point { at: at + 1, way }));
    of_calls.chain(of_requests).collect()
}

/// The looks that have gone wrong.
#[derive(Debug, Default)]
pub(super) struct Seen {
    versions: bool,
    way_in: bool,
}

/// So many of a step's points, evenly spread, and beginning elsewhere in each step, so that every way has its turn.
pub(super) fn chosen(wanted: Option<usize>, step: usize, all: Vec<Point>) -> Vec<Point> {
    let Some(wanted) = wanted else {
        return all;
    };
    let count = all.len();
    let places = (0..wanted.min(count)).map(|number| (number * count / wanted + 5 * step) % count);
    places.map(|place| all[place]).collect()
}

impl Points {
    /// How many of a step's points are tried; all where it is not said.
    pub(super) fn of_step(self, step: usize, steps: usize) -> Option<usize> {
        match self {
            Self::All => None,
            Self::Sample(count) => Some((step + 1) * count / steps - step * count / steps),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Lane, Point, Points, Seen, Way, chosen, of_step};

    fn calls(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn what_every_step_begins_with_goes_wrong_once() {
        let mut seen = Seen::default();
        let looks = ["aws sts", "aws eks", "kubectl version", "helm version"];
        let stack = calls(&[&looks[..], &["aws cloudformation"]].concat());
        assert_eq!(of_step(&stack, 3, &mut seen).len(), 5 * 4 + 3 * 5);
        let way_in = ["aws eks", "aws eks update-kubeconfig", "kubectl config view"];
        let file = calls(&[&looks[..], &way_in, &["kubectl diff"]].concat());
        // The way in comes first here.
        assert_eq!(of_step(&file, 4, &mut seen).len(), 5 * 4 + 2 * 5);
        let later = of_step(&file, 5, &mut seen);
        assert_eq!(later.len(), 4 + 5);
        let first = Point {
            at: 8,
            way: Way::Refuse,
        };
        assert_eq!(later[0], first);
        assert_eq!(later[4].at, 5);
    }

    #[test]
    fn lanes_share_all_points_and_none_twice() {
        let all = of_step(&calls(&["a", "b", "c"]), 1, &mut Seen::default());
        assert_eq!(all.len(), 3 * 4 + 5);
        let shared: Vec<Vec<Point>> = Lane::of(Points::All)
            .map(|lane| lane.share(all.clone()))
            .collect();
        assert_eq!(shared.iter().map(Vec::len).sum::<usize>(), all.len());
        assert!(
            all.iter()
                .all(|point| shared.iter().flatten().any(|taken| taken == point))
        );
        assert!(Lane::of(Points::Sample(40)).eq([Lane::ALONE]));
        assert_eq!(Lane::ALONE.share(all.clone()), all);
    }

    #[test]
    fn a_sample_is_spread_over_the_steps_and_their_points() {
        let shares =
            |points: Points| -> Vec<Option<usize>> { (0..5).map(|step| points.of_step(step, 5)).collect() };
        assert_eq!(shares(Points::Sample(2)), [0, 0, 1, 0, 1].map(Some));
        assert_eq!(shares(Points::Sample(7)), [1, 1, 2, 1, 2].map(Some));
        assert_eq!(shares(Points::All), [None; 5]);
        let all = of_step(&calls(&["a", "b", "c"]), 0, &mut Seen::default());
        assert_eq!(chosen(None, 3, all.clone()), all);
        assert_eq!(chosen(Some(2), 1, all.clone()), [all[5], all[11]]);
        assert_eq!(chosen(Some(99), 0, all.clone()).len(), 12);
    }
}
