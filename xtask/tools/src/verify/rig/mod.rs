//! A rig for the templates: the AWS CLI creates, updates and deletes every stack in an emulator of AWS.
//!
//! What the emulator (ministack) answers otherwise than AWS is not asked: whether capabilities suffice, whether a
//! property's value is right (that is cfn-lint's work), what a change replaces, what an inert resource does, and how long
//! anything takes. What it does as AWS does is asserted: intrinsic functions and the order that follows from them, the life
//! of a change set, the states of a stack, rollback, deletion policies, and deletion protection, which it is taught.

mod aws;
mod change_set;
mod emulator;
mod events;
mod fill;
mod life;
mod planned;
mod stack;
mod template;

use super::environment::Environment;
use super::tools::{self, Program};
use super::{install, overlaid};
use anyhow::{Context, Result, bail};
pub(super) use emulator::Emulator;
use life::{Figures, Life};
use std::fs;
use std::thread;
use std::time::Instant;

/// What each environment gets for its update: another value of a tag, which most resources carry and none is replaced for. No
/// further tag: the template of `prod` must still fit into a call.
const ANOTHER_TAG: &str = "tags:\n  environment: next\n";

/// The programs of the rig.
pub(super) struct Rig {
    aws: Program,
    emulator: Program,
}

impl Rig {
    /// Installs what is not there.
    pub(super) fn install() -> Result<Self> {
        Ok(Self {
            aws: tools::aws_cli()?,
            emulator: tools::emulator()?,
        })
    }

    /// The life of every environment's stack, all at once.
    pub(super) fn run(&self, environments: &[Environment]) -> Result<Vec<String>> {
        let started = Instant::now();
        let folder = install::folder().join("rig");
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("removing {}", folder.display()))?;
        }
        let home = folder.join("home");
        fs::create_dir_all(&home).with_context(|| format!("making {}", home.display()))?;
        let changed = folder.join("changed");
        overlaid::project(&changed, environments, |_| Ok(ANOTHER_TAG.to_owned()))?;
        let emulator = Emulator::start(&self.emulator, &folder, None)?;
        let live = |(number, environment): (usize, &Environment)| {
            Life::of(environment, number, self, &emulator, &home, &changed)
                .and_then(|life| life.live())
                .with_context(|| format!("the stack of {}", environment.name()))
        };
        let ends: Vec<Result<Figures>> = thread::scope(|scope| {
            let lives: Vec<_> = environments
                .iter()
                .enumerate()
                .map(|numbered| scope.spawn(move || live(numbered)))
                .collect();
            let ends = lives.into_iter().map(thread::ScopedJoinHandle::join);
            ends.map(|end| end.expect("bug in eksight: a panic in verify"))
                .collect()
        });
        let figures = sum(ends)?;
        Ok(vec![format!(
            "{} and {}: {} stacks of {} templates with {} resources, rolled back, or created, updated and deleted, in \
             {} steps and {:.0} s",
            self.aws.name,
            self.emulator.name,
            2 * environments.len(),
            environments.len(),
            figures.resources,
            figures.steps,
            started.elapsed().as_secs_f64()
        )])
    }
}

/// All figures together, or what went wrong with every stack that did not come to its end.
fn sum(ends: Vec<Result<Figures>>) -> Result<Figures> {
    let (mut sum, mut faults) = (Figures::default(), Vec::new());
    for end in ends {
        match end {
            Ok(figures) => {
                sum.resources += figures.resources;
                sum.steps += figures.steps;
            }
            Err(fault) => faults.push(format!("{fault:#}")),
        }
    }
    if faults.is_empty() {
        return Ok(sum);
    }
    let told = faults.join("\n");
    bail!("{told}\nthe emulator's own words are in target/verify/rig/emulator.log")
}

#[cfg(test)]
mod tests {
    use super::{Figures, sum};
    use anyhow::anyhow;

    #[test]
    fn every_fault_is_told() {
        let figures = || Figures {
            resources: 2,
            steps: 3,
        };
        let total = sum(vec![Ok(figures()), Ok(figures())]).unwrap();
        assert_eq!((total.resources, total.steps), (4, 6));
        let faults = sum(vec![
            Err(anyhow!("a").context("dev")),
            Ok(figures()),
            Err(anyhow!("b")),
        ]);
        let told = faults.unwrap_err().to_string();
        assert!(told.starts_with("dev: a\nb\n"), "{told}");
    }
}
