//! The look behind an application: whether what was applied does its work, and what to do where it does not.

use super::engine::{Engine, Pauses};
use super::event::Outcome;
use super::journal::{Entry, digest};
use super::run::one;
use crate::emit::health::{Health, Page};
use crate::emit::teardown::Owned;
use crate::live::{self, Fault, Part, Target, kubeconfig};

/// The step behind all others.
pub const CHECKS: &str = "checks";

/// What one look has shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// It does its work.
    Well(String),
    /// It does not, or not yet.
    NotWell(String),
    /// Nobody can tell from here, and why.
    Untold(String),
}

/// One thing to look at.
pub struct Check<'a> {
    /// What it is about.
    pub name: String,
    look: Box<dyn Fn() -> Result<Seen, Fault> + 'a>,
    /// What to do where it does not do its work.
    pub mend: String,
}

impl Check<'_> {
    /// Looks once. That somebody cannot answer is an answer too.
    ///
    /// # Errors
    /// When somebody wants to stop, or the credentials have ended.
    pub fn look(&self) -> Result<Seen, Fault> {
        match (self.look)() {
            Err(Fault::Said { said, kind, .. }) if kind != live::Kind::Credentials => {
                Ok(Seen::NotWell(said.lines().next().unwrap_or_default().to_owned()))
            }
            Err(Fault::TooLate { after, .. }) => {
                Ok(Seen::NotWell(format!("no answer within {} s", after.as_secs())))
            }
            other => other,
        }
    }
}

/// Everything that is looked at.
pub fn checks<'a>(engine: &'a Engine<'_>, health: &'a Health) -> Vec<Check<'a>> {
    let mut checks = vec![
        Check {
            name: "nodes".to_owned(),
            look: Box::new(|| Ok(nodes(&live::nodes(&engine.programs)?, health.nodes))),
            mend: "kubectl describe nodes tells why a node is not ready; for one that is missing, aws eks describe-nodegroup \
                   tells of its node group's health"
                .to_owned(),
        },
        Check {
            name: "volume claims".to_owned(),
            look: Box::new(|| Ok(claims(&live::claims(&engine.programs)?, &health.owned))),
            mend: "kubectl describe pvc --all-namespaces tells what the storage driver waits for".to_owned(),
        },
    ];
    if let Some(namespace) = &health.prometheus {
        checks.push(Check {
            name: "scrape targets".to_owned(),
            look: Box::new(move || Ok(targets(&live::targets(&engine.programs, namespace)?))),
            mend: format!(
                "kubectl port-forward --namespace {namespace} service/prometheus-operated 9090, and look at \
                 http://localhost:9090/targets"
            ),
        });
    }
    checks.extend(health.pages.iter().map(|page| Check {
        name: format!("{} at {}", page.what, page.url),
        look: Box::new(move || answers(engine, page)),
        mend: "kubectl describe ingress --all-namespaces tells what the load balancer controller objects to; a new record takes \
               some minutes to be known"
            .to_owned(),
    }));
    checks.extend(health.log_groups.iter().map(|group| Check {
        name: format!("log group {group}"),
        look: Box::new(move || logs(engine, group)),
        mend: "for the control plane, aws eks describe-cluster tells which logs are on; for agents, kubectl get pods \
               --namespace amazon-cloudwatch tells whether they run"
            .to_owned(),
    }));
    checks
}

/// Looks until everything does its work, or the time is up.
///
/// # Errors
/// What does not do its work.
pub fn look_behind(
    engine: &Engine<'_>,
    health: &Health,
    now: fn() -> u64,
    write: &dyn Fn(&Entry) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let input = digest(&[CHECKS]);
    one(engine, CHECKS, &input, now, write, || wait(engine, health))
}

fn wait(engine: &Engine<'_>, health: &Health) -> Result<Outcome, Fault> {
    kubeconfig(&engine.programs, &engine.place)?;
    let mut left = checks(engine, health);
    let count = left.len();
    let mut pauses = Pauses::within(engine.limits.other);
    loop {
        let mut bad = Vec::new();
        for check in left {
            match check.look()? {
                Seen::Well(text) | Seen::Untold(text) => {
                    engine.note(CHECKS, &format!("{}: {text}", check.name));
                }
                Seen::NotWell(text) => bad.push((check, text)),
            }
        }
        if bad.is_empty() {
            return Ok(Outcome::Unchanged(format!("{count} looks, and all is well")));
        }
        let told = || {
            let lines = bad.iter().map(|(check, text)| format!("{}: {text}", check.name));
            lines.collect::<Vec<_>>().join("\n  ")
        };
        match pauses.pause(&engine.programs, told) {
            Err(Fault::Slow { .. }) => return Err(not_well(engine, &bad)),
            other => other?,
        }
        left = bad.into_iter().map(|(check, _)| check).collect();
    }
}

fn not_well(engine: &Engine<'_>, bad: &[(Check<'_>, String)]) -> Fault {
    let lines = |line: &dyn Fn(&(Check<'_>, String)) -> String| -> String {
        let mut lines: Vec<String> = bad.iter().map(line).collect();
        lines.dedup();
        lines.join("\n    ")
    };
    Fault::refused(
        format!(
            "everything is applied, and not all of it does its work:\n    {}",
            lines(&|(check, text)| format!("{}: {text}", check.name))
        ),
        "an alert, a page or a volume that is missing now is missing when it is needed",
        format!(
            "{}\n    then cargo xtask apply {} --only {CHECKS}",
            lines(&|(check, _)| check.mend.clone()),
            engine.place.environment
        ),
    )
}

fn nodes(nodes: &[Part], least: u32) -> Seen {
    let not_ready: Vec<&str> = nodes
        .iter()
        .filter(|node| !node.is_well)
        .map(|node| node.name.as_str())
        .collect();
    let ready = nodes.len() - not_ready.len();
    if !not_ready.is_empty() {
        Seen::NotWell(format!("{ready} ready, not so {}", not_ready.join(", ")))
    } else if ready < least as usize {
        Seen::NotWell(format!("{ready} ready, and {least} are wanted at least"))
    } else {
        Seen::Well(format!("{ready} ready"))
    }
}

/// Claims in the namespaces of the environment's releases; those of others are theirs.
fn claims(claims: &[Part], owned: &Owned) -> Seen {
    let ours = |claim: &&Part| {
        let mut releases = owned.releases.iter();
        releases.any(|release| release.namespace == claim.namespace)
    };
    let pending: Vec<String> = claims
        .iter()
        .filter(ours)
        .filter(|claim| !claim.is_well)
        .map(|claim| format!("{}/{}", claim.namespace, claim.name))
        .collect();
    match pending.is_empty() {
        true => Seen::Well(format!("{} bound", claims.iter().filter(ours).count())),
        false => Seen::NotWell(format!("not bound: {}", pending.join(", "))),
    }
}

fn targets(targets: &[Target]) -> Seen {
    let down: Vec<&Target> = targets.iter().filter(|target| target.health != "up").collect();
    match (targets.is_empty(), down.first()) {
        (true, _) => Seen::NotWell("Prometheus has none".to_owned()),
        (false, None) => Seen::Well(format!("{} up", targets.len())),
        (false, Some(first)) => Seen::NotWell(format!(
            "{} of {} not up, {} among them: {}",
            down.len(),
            targets.len(),
            first.scrape_pool,
            first.last_error
        )),
    }
}

fn answers(engine: &Engine<'_>, page: &Page) -> Result<Seen, Fault> {
    if page.internal {
        return Ok(Seen::Untold("not looked at: only the VPC reaches it".to_owned()));
    }
    match live::page(&engine.programs, &page.url) {
        Err(Fault::Tool(error)) => Ok(Seen::Untold(format!("not looked at: {error}"))),
        Err(fault) => Err(fault),
        // Whoever is not logged in is answered too.
        Ok(status) if status.starts_with('5') => Ok(Seen::NotWell(format!("it answers with {status}"))),
        Ok(status) => Ok(Seen::Well(format!(
            "it answers with {status}, and its certificate is good"
        ))),
    }
}

fn logs(engine: &Engine<'_>, group: &str) -> Result<Seen, Fault> {
    Ok(match live::has_logs(&engine.programs, group)? {
        true => Seen::Well("something is written to it".to_owned()),
        false => Seen::NotWell("nothing was ever written to it".to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::{Seen, claims, nodes, targets};
    use crate::apply::fixture::owned;
    use crate::live::{Part, Target};

    fn part(namespace: &str, name: &str, is_well: bool) -> Part {
        Part {
            namespace: namespace.to_owned(),
            name: name.to_owned(),
            is_well,
        }
    }

    #[test]
    fn a_node_that_is_missing_or_not_ready_is_told() {
        let two = [part("", "a", true), part("", "b", true)];
        assert_eq!(nodes(&two, 2), Seen::Well("2 ready".to_owned()));
        let missing = "2 ready, and 3 are wanted at least".to_owned();
        assert_eq!(nodes(&two, 3), Seen::NotWell(missing));
        let one = [part("", "a", true), part("", "b", false)];
        assert_eq!(nodes(&one, 1), Seen::NotWell("1 ready, not so b".to_owned()));
    }

    #[test]
    fn claims_of_others_are_not_looked_at() {
        let owned = owned();
        let theirs = part("shop", "data", false);
        let bound = [part("web", "data", true), theirs.clone()];
        assert_eq!(claims(&bound, &owned), Seen::Well("1 bound".to_owned()));
        let pending = [part("web", "data", false), theirs];
        assert_eq!(
            claims(&pending, &owned),
            Seen::NotWell("not bound: web/data".to_owned())
        );
    }

    #[test]
    fn a_target_that_is_down_is_told_with_its_fault() {
        let target = |health: &str, last_error: &str| Target {
            scrape_pool: "podMonitor/web/nginx/0".to_owned(),
            health: health.to_owned(),
            last_error: last_error.to_owned(),
        };
        let up = target("up", "");
        assert_eq!(targets(&[]), Seen::NotWell("Prometheus has none".to_owned()));
        assert_eq!(targets(std::slice::from_ref(&up)), Seen::Well("1 up".to_owned()));
        let told = "1 of 2 not up, podMonitor/web/nginx/0 among them: connection refused".to_owned();
        let down = target("down", "connection refused");
        assert_eq!(targets(&[up, down]), Seen::NotWell(told));
    }
}
