//! The look behind an application: whether what was applied does its work, and what to do where it does not.

use super::engine::{Engine, Pauses};
use super::event::Outcome;
use crate::emit::health::{At, Look, Page};
use crate::emit::plan::Step;
use crate::live::{self, Fault, Part, Target};

/// What one look has shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// It does its work.
    Well(String),
    /// It does not, or not yet.
    NotWell(String),
    /// Nobody can tell from here, which says nothing of how it does.
    Untold {
        /// Why.
        why: String,
        /// What has to be done so that it can be told; nothing where that is as it should be.
        mend: Option<String>,
    },
}

/// Looks once. That somebody cannot answer is an answer too.
///
/// # Errors
/// When somebody wants to stop, or the credentials have ended.
pub fn see(engine: &Engine<'_>, look: &Look) -> Result<Seen, Fault> {
    let programs = &engine.programs;
    let seen = match &look.at {
        At::Nodes(least) => live::nodes(programs).map(|found| nodes(&found, *least)),
        At::Claims(namespaces) => live::claims(programs).map(|found| claims(&found, namespaces)),
        At::Targets(path) => live::targets(programs, path).map(|found| targets(&found)),
        At::Page(page) => answers(engine, page),
        At::LogGroup(group) => live::has_logs(programs, group).map(logs),
    };
    match seen {
        Err(fault) if fault.is_denied() || matches!(fault, Fault::Tool(_)) => Ok(untold(&fault)),
        Err(Fault::Said { said, kind, .. }) if kind != live::Kind::Credentials => {
            Ok(Seen::NotWell(first_line(&said)))
        }
        Err(Fault::TooLate { after, .. }) => {
            Ok(Seen::NotWell(format!("no answer within {} s", after.as_secs())))
        }
        other => other,
    }
}

fn first_line(said: &str) -> String {
    said.lines().next().unwrap_or_default().to_owned()
}

/// Whoever asks may not, or has not the program to ask with.
fn untold(fault: &Fault) -> Seen {
    let why = match fault {
        Fault::Said { said, .. } => first_line(said),
        fault => fault.refusal().state().to_owned(),
    };
    Seen::Untold {
        why,
        mend: Some(fault.refusal().mend().to_owned()),
    }
}

/// Looks once at everything, and says what an application would wait for.
pub(super) fn observe(engine: &Engine<'_>, step: &Step) -> Result<Outcome, Fault> {
    let (bad, untold) = round(engine, step, step.looks.iter().collect())?;
    Ok(match bad.is_empty() {
        true => well(step, untold.all),
        false => {
            for (look, text) in &bad {
                engine.note(
                    &step.id,
                    &format!("{}: {text}; wanted: {}", look.name, look.wanted),
                );
            }
            let names: Vec<&str> = bad.iter().map(|(look, _)| look.name.as_str()).collect();
            Outcome::Would(format!("wait for {}", names.join(", ")))
        }
    })
}

/// Looks until everything does its work, or the time is up.
pub(super) fn wait(engine: &Engine<'_>, step: &Step) -> Result<Outcome, Fault> {
    let mut left = step.looks.iter().collect();
    let mut untold = Untold::default();
    let mut pauses = Pauses::within(engine.limits.other);
    loop {
        let (bad, more) = round(engine, step, left)?;
        untold.all += more.all;
        untold.mendable += more.mendable;
        if bad.is_empty() && engine.options.proves && untold.all == step.looks.len() && untold.mendable > 0 {
            return Err(nothing_seen(engine, step));
        }
        if bad.is_empty() {
            return Ok(well(step, untold.all));
        }
        let told = || {
            let lines = bad.iter().map(|(look, text)| format!("{}: {text}", look.name));
            lines.collect::<Vec<_>>().join("\n  ")
        };
        match pauses.pause(&engine.programs, told) {
            Err(Fault::Slow { .. }) => return Err(not_well(engine, step, &bad)),
            other => other?,
        }
        left = bad.into_iter().map(|(look, _)| look).collect();
    }
}

/// What cannot be told is not said to be well.
fn well(step: &Step, untold: usize) -> Outcome {
    let all = step.looks.len();
    let looks = match all {
        1 => "one look".to_owned(),
        count => format!("{count} looks"),
    };
    Outcome::Unchanged(match untold {
        0 => format!("{looks}, and all is well"),
        _ => format!("{looks}: {} well, {untold} not told", all - untold),
    })
}

/// What does not do its work, and what it does instead.
type Bad<'a> = Vec<(&'a Look, String)>;

/// How many looks could not be taken.
#[derive(Default)]
struct Untold {
    all: usize,
    /// Those that a right or a program more would let be taken.
    mendable: usize,
}

/// Tells what does its work, and what cannot be told; gives back what does not, with what it does instead, and how many
/// could not be told.
fn round<'a>(engine: &Engine<'_>, step: &Step, looks: Vec<&'a Look>) -> Result<(Bad<'a>, Untold), Fault> {
    let (mut bad, mut untold) = (Vec::new(), Untold::default());
    for look in looks {
        let note = |text: &str| engine.note(&step.id, text);
        match see(engine, look)? {
            Seen::Well(text) => note(&format!("{}: {text}", look.name)),
            Seen::NotWell(text) => bad.push((look, text)),
            Seen::Untold { why, mend } => {
                untold.all += 1;
                untold.mendable += usize::from(mend.is_some());
                note(&format!("{}: not told: {why}", look.name));
                if let Some(mend) = mend {
                    note(&format!("  mend: {mend}"));
                }
            }
        }
    }
    Ok((bad, untold))
}

/// Where not one look could be taken, nobody knows more than before.
fn nothing_seen(engine: &Engine<'_>, step: &Step) -> Fault {
    Fault::refused(
        match step.looks.len() {
            1 => "the one look could not be taken".to_owned(),
            count => format!("none of the {count} looks could be taken"),
        },
        "whether what was applied does its work, nobody can tell from here",
        format!(
            "do what each look says above, then cargo xtask apply {} --only {}",
            engine.place.environment, step.id
        ),
    )
}

fn not_well(engine: &Engine<'_>, step: &Step, bad: &[(&Look, String)]) -> Fault {
    let lines = |line: &dyn Fn(&(&Look, String)) -> String| -> String {
        let mut lines: Vec<String> = bad.iter().map(line).collect();
        lines.dedup();
        lines.join("\n    ")
    };
    Fault::refused(
        format!(
            "everything is applied, and not all of it does its work:\n    {}",
            lines(&|(look, text)| format!("{}: {text}; wanted: {}", look.name, look.wanted))
        ),
        "an alert, a page or a volume that is missing now is missing when it is needed",
        format!(
            "{}\n    then cargo xtask apply {} --only {}",
            lines(&|(look, _)| look.mend.clone()),
            engine.place.environment,
            step.id
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

/// Claims in these namespaces; those of others are theirs.
fn claims(claims: &[Part], namespaces: &[String]) -> Seen {
    let ours: Vec<&Part> = claims
        .iter()
        .filter(|claim| namespaces.contains(&claim.namespace))
        .collect();
    let pending: Vec<String> = ours
        .iter()
        .filter(|claim| !claim.is_well)
        .map(|claim| format!("{}/{}", claim.namespace, claim.name))
        .collect();
    match pending.is_empty() {
        true => Seen::Well(format!("{} bound", ours.len())),
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
        return Ok(Seen::Untold {
            why: "only the VPC reaches it".to_owned(),
            mend: None,
        });
    }
    let status = live::page(&engine.programs, &page.url)?;
    Ok(match status {
        // Whoever is not logged in is answered too.
        status if status.starts_with('5') => Seen::NotWell(format!("it answers with {status}")),
        status => Seen::Well(format!("it answers with {status}, and its certificate is good")),
    })
}

fn logs(has_some: bool) -> Seen {
    match has_some {
        true => Seen::Well("something is written to it".to_owned()),
        false => Seen::NotWell("nothing was ever written to it".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Seen, claims, nodes, targets};
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
        let ours = ["web".to_owned()];
        let theirs = part("shop", "data", false);
        let bound = [part("web", "data", true), theirs.clone()];
        assert_eq!(claims(&bound, &ours), Seen::Well("1 bound".to_owned()));
        let pending = [part("web", "data", false), theirs];
        assert_eq!(
            claims(&pending, &ours),
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
