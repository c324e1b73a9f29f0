//! `cargo xtask trust`: which lives are lived, and which points of failure are tried, by what somebody types.

use super::point::{Lane, Points};
use super::sweep::{Plan, Run};
use super::{Job, OTHERS, RICHEST, Task, job, told, with_older_helm};
use anyhow::{Context, Result, bail, ensure};

/// What it consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Every environment applied, again and twice at once, and torn down; one of them with both Helms.
    Lives,
    /// Every point of failure of a run.
    Sweep(Run),
}

impl Part {
    const ALL: [Self; 3] = [Self::Lives, Self::Sweep(Run::Apply), Self::Sweep(Run::Teardown)];

    const fn name(self) -> &'static str {
        match self {
            Self::Lives => "lives",
            Self::Sweep(run) => run.name(),
        }
    }
}

/// What somebody wants of it: everything, however long it takes, where nothing is said.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::verify) struct Trust<'a> {
    parts: Vec<Part>,
    points: Points,
    /// The points of the steps before this one are not tried.
    from: Option<&'a str>,
    /// The only one that lives, and the one whose calls go wrong.
    environment: Option<&'static str>,
}

impl<'a> Trust<'a> {
    /// Reads what was typed: names of parts, a number of points, and options.
    pub(in crate::verify) fn of(arguments: &[&'a str]) -> Result<Self> {
        let mut wanted = Self {
            parts: Vec::new(),
            points: Points::All,
            from: None,
            environment: None,
        };
        let mut words = arguments.iter();
        while let Some(&word) = words.next() {
            let mut value = || words.next().with_context(|| format!("`{word}` wants a value"));
            match word {
                "--from" => wanted.from = Some(value()?),
                "--environment" => wanted.environment = Some(environment(value()?)?),
                _ => match word.parse() {
                    Ok(count) => wanted.points = Points::Sample(count),
                    Err(_) => wanted.parts.push(part(word)?),
                },
            }
        }
        if wanted.parts.is_empty() {
            wanted.parts = Part::ALL.to_vec();
        }
        Ok(wanted)
    }

    fn jobs(&self) -> Vec<Job<'a>> {
        let mut jobs = Vec::new();
        let disturbed = self.environment.unwrap_or(RICHEST);
        for part in &self.parts {
            match part {
                Part::Sweep(run) => jobs.extend(Lane::of(self.points).map(|lane| {
                    let plan = Plan {
                        run: *run,
                        points: self.points,
                        lane,
                        from: self.from,
                    };
                    job(disturbed, Task::Sweep(plan))
                })),
                Part::Lives => {
                    let life = |environment| job(environment, Task::Life { again: true });
                    let is_wanted = |name: &&str| self.environment.is_none_or(|only| only == *name);
                    jobs.extend(known().filter(is_wanted).map(life));
                    jobs.push(with_older_helm(life(disturbed)));
                }
            }
        }
        jobs
    }

    /// Lives and tries it all.
    pub(in crate::verify) fn run(&self) -> Result<Vec<String>> {
        told("trust", &self.jobs())
    }
}

/// The environments that are applied here.
fn known() -> impl Iterator<Item = &'static str> {
    [RICHEST].into_iter().chain(OTHERS)
}

fn environment(name: &str) -> Result<&'static str> {
    known().find(|known| *known == name).with_context(|| {
        let known: Vec<&str> = known().collect();
        format!(
            "`trust` has no environment `{name}`; its environments are {}",
            known.join(", ")
        )
    })
}

fn part(name: &str) -> Result<Part> {
    ensure!(
        !name.starts_with('-'),
        "`trust` has no option `{name}`; its options are --environment, --from"
    );
    match Part::ALL.into_iter().find(|part| part.name() == name) {
        Some(part) => Ok(part),
        None => bail!(
            "`trust` has no part `{name}`; its parts are {}",
            Part::ALL.map(Part::name).join(", ")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Job, Task};
    use super::{Part, Points, Run, Trust};

    fn fault(arguments: &[&str]) -> String {
        Trust::of(arguments).unwrap_err().to_string()
    }

    #[test]
    fn what_is_typed_is_what_is_wanted() {
        let all = Trust {
            parts: Part::ALL.to_vec(),
            points: Points::All,
            from: None,
            environment: None,
        };
        assert_eq!(Trust::of(&[]).unwrap(), all);
        let typed = ["--from", "stack", "teardown", "--environment", "dev", "40"];
        let wanted = Trust {
            parts: vec![Part::Sweep(Run::Teardown)],
            points: Points::Sample(40),
            from: Some("stack"),
            environment: Some("dev"),
        };
        assert_eq!(Trust::of(&typed).unwrap(), wanted);
    }

    #[test]
    fn what_is_not_known_is_refused_with_what_is() {
        assert_eq!(
            fault(&["lives", "aply"]),
            "`trust` has no part `aply`; its parts are lives, apply, teardown"
        );
        assert_eq!(
            fault(&["apply", "--environment", "study-2023"]),
            "`trust` has no environment `study-2023`; its environments are study, dev, prod"
        );
        assert_eq!(
            fault(&["--form", "stack"]),
            "`trust` has no option `--form`; its options are --environment, --from"
        );
        assert_eq!(fault(&["apply", "--from"]), "`--from` wants a value");
    }

    #[test]
    fn one_environment_has_all_the_points_and_the_only_lives() {
        let of = |arguments: &[&str]| -> Vec<(&'static str, bool)> {
            let jobs = Trust::of(arguments).unwrap().jobs();
            let with = |job: &Job<'_>| (job.environment, job.with_older_helm);
            jobs.iter().map(with).collect()
        };
        assert_eq!(of(&["apply", "--environment", "dev"]), [("dev", false); 4]);
        assert_eq!(of(&["apply", "9"]), [("study", false)]);
        assert_eq!(
            of(&["lives"]),
            [("study", false), ("dev", false), ("prod", false), ("study", true)]
        );
        assert_eq!(
            of(&["lives", "--environment", "prod"]),
            [("prod", false), ("prod", true)]
        );
        let jobs = Trust::of(&["apply", "--from", "stack"]).unwrap().jobs();
        assert!(jobs.iter().all(|job| match job.task {
            Task::Sweep(plan) => plan.from == Some("stack"),
            Task::Commands | Task::Life { .. } => false,
        }));
    }
}
