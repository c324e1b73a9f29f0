//! A Helm release: pinned, with its whole values, taken back when it does not come up; and locks that a killed Helm left.

use std::time::Duration;

use serde_json::Value;

use super::engine::{Engine, Pauses};
use super::event::Outcome;
use super::failure::explain;
use super::watch::{self, Waiting};
use crate::emit::plan::Chart;
use crate::live::{self, Fault, Programs, ReleaseStatus};

/// What a release is to be.
#[derive(Debug, Clone)]
pub(super) struct Wanted<'a> {
    pub(super) step: &'a str,
    pub(super) name: &'a str,
    pub(super) namespace: &'a str,
    pub(super) chart: &'a Chart,
    /// The values file, with outputs of the stack.
    pub(super) values: &'a str,
    /// The same as a tree.
    pub(super) tree: &'a Value,
}

/// Installs or upgrades it, unless it is as wanted.
pub(super) fn apply(engine: &Engine<'_>, wanted: &Wanted<'_>) -> Result<Outcome, Fault> {
    let programs = &engine.programs;
    wait_for_helm(engine, wanted.step, wanted.name)?;
    if let Some(release) = live::release(programs, wanted.name, wanted.namespace)? {
        if release.newest().status.is_pending() {
            unlock(engine, wanted, &release)?;
        } else if is_as_wanted(&engine.programs, wanted)? {
            return Ok(unchanged(wanted));
        }
    }
    let told = upgrade(engine, wanted);
    if let Err(Fault::Stopped) = told {
        return Err(Fault::Stopped);
    }
    // What Helm's code says of it is not what counts: an answer may have been lost.
    if programs.finishing(|programs| is_as_wanted(programs, wanted))? {
        return Ok(Outcome::Changed(format!(
            "{} {}",
            wanted.chart.name, wanted.chart.version
        )));
    }
    Err(told.map_or_else(
        |fault| explain(engine, wanted, fault),
        |_| {
            Fault::refused(
                format!(
                    "helm says that `{}` is installed, and it is not as its values say",
                    wanted.name
                ),
                "somebody else changes the release at the same time",
                format!(
                    "{} tells who; end that, then {}",
                    engine.in_cluster(&format!(
                        "helm history {} --namespace {}",
                        wanted.name, wanted.namespace
                    )),
                    engine.again(wanted.step)
                ),
            )
        },
    ))
}

/// Whether it is as wanted.
pub(super) fn observe(engine: &Engine<'_>, wanted: &Wanted<'_>) -> Result<Outcome, Fault> {
    if is_as_wanted(&engine.programs, wanted)? {
        return Ok(unchanged(wanted));
    }
    let release = live::release(&engine.programs, wanted.name, wanted.namespace)?;
    let chart = format!("{} {}", wanted.chart.name, wanted.chart.version);
    Ok(Outcome::Would(match release {
        None => format!("install {chart}"),
        Some(release) => {
            let newest = release.newest();
            format!(
                "upgrade to {chart}; revision {} is {} with {}",
                newest.revision,
                newest.status.word(),
                newest.chart
            )
        }
    }))
}

fn unchanged(wanted: &Wanted<'_>) -> Outcome {
    let Chart { name, version, .. } = wanted.chart;
    Outcome::Unchanged(format!("{name} {version} is deployed with these values"))
}

fn is_as_wanted(programs: &Programs<'_>, wanted: &Wanted<'_>) -> Result<bool, Fault> {
    let release = live::release(programs, wanted.name, wanted.namespace)?;
    let Some(release) = release else {
        return Ok(false);
    };
    let newest = release.newest();
    let same_chart = newest
        .chart
        .strip_prefix(last_segment(&wanted.chart.name))
        .and_then(|rest| rest.strip_prefix('-'))
        // Some charts write their version with a `v`.
        .is_some_and(|version| {
            version.trim_start_matches('v') == wanted.chart.version.trim_start_matches('v')
        });
    Ok(newest.status == ReleaseStatus::Deployed
        && same_chart
        && is_same(
            &live::values(programs, wanted.name, wanted.namespace)?,
            wanted.tree,
        ))
}

/// The chart's own name, also of one that is named by its address.
fn last_segment(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// Whether two values files say the same. Helm keeps numbers as floating point, and leaves out what is set to nothing.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let set = |fields: &serde_json::Map<String, Value>| {
                fields.values().filter(|value| !value.is_null()).count()
            };
            set(one) == set(other)
                && one
                    .iter()
                    .filter(|(_, value)| !value.is_null())
                    .all(|(key, value)| other.get(key).is_some_and(|other| is_same(value, other)))
        }
        // No values at all.
        (Value::Null, Value::Object(fields)) | (Value::Object(fields), Value::Null) => fields.is_empty(),
        (one, other) => one == other,
    }
}

fn upgrade(engine: &Engine<'_>, wanted: &Wanted<'_>) -> Result<String, Fault> {
    let timeout = seconds(engine.limits.release);
    let mut arguments = vec!["upgrade", "--install", wanted.name];
    arguments.extend(wanted.chart.arguments());
    arguments.extend([
        "--namespace",
        wanted.namespace,
        "--values",
        "-",
        "--wait",
        "--timeout",
        &timeout,
    ]);
    arguments.push(match engine.versions.is_helm_4() {
        true => "--rollback-on-failure",
        false => "--atomic",
    });
    let waiting = Waiting {
        step: wanted.step,
        program: "helm",
        arguments: &arguments,
        input: wanted.values,
        most: most(engine.limits.release),
    };
    watch::tell(engine, wanted.namespace, &waiting)
}

/// Helm's own form of a time.
pub(super) fn seconds(time: Duration) -> String {
    format!("{}s", time.as_secs().max(1))
}

/// A release that does not come up is taken back, which may take as long again.
pub(super) const fn most(timeout: Duration) -> Duration {
    timeout.saturating_mul(2).saturating_add(Duration::from_secs(5))
}

/// A release that a run of Helm holds: one of ours that was killed is taken back, anybody else's is theirs.
fn unlock(engine: &Engine<'_>, wanted: &Wanted<'_>, release: &live::Release) -> Result<(), Fault> {
    let newest = release.newest();
    let Wanted { name, namespace, .. } = wanted;
    let word = newest.status.word();
    let good = release.last_good().map(|good| good.revision.to_string());
    let back = match &good {
        Some(good) => vec!["rollback", name, good, "--namespace", namespace],
        None => vec!["uninstall", name, "--namespace", namespace],
    };
    let then = engine.again(wanted.step);
    not_of_others(engine, wanted.step, release, name, &back, &then)?;
    engine.note(
        wanted.step,
        &format!(
            "an earlier run was killed while `{name}` was {word}; helm {}",
            back.join(" ")
        ),
    );
    let timeout = seconds(engine.limits.release);
    let arguments = [back.as_slice(), &["--wait", "--timeout", &timeout]].concat();
    engine
        .programs
        .tell("helm", &arguments, "", most(engine.limits.release))
        .map(drop)
}

/// Refuses a release that is on its way by a run of Helm which is none of ours. The words are how Helm takes it back, and what
/// comes then.
pub(super) fn not_of_others(
    engine: &Engine<'_>,
    step: &str,
    release: &live::Release,
    name: &str,
    back: &[&str],
    then: &str,
) -> Result<(), Fault> {
    let newest = release.newest();
    // It makes its revision before it waits for anything, and the one that takes it back when it has waited.
    let longest = most(engine.limits.release);
    let began = engine.history.half_done_since(step);
    if began.is_some_and(|began| release.may_be_held_since(began, longest)) {
        return Ok(());
    }
    Err(Fault::refused(
        format!(
            "the release `{name}` is {} since {}: revision {}, which is of no run from here",
            newest.status.word(),
            newest.updated,
            newest.revision
        ),
        "another run of helm is at work, or was killed; helm refuses every other run until the lock is gone",
        format!(
            "wait for it; if nobody works on it, {} and then {then}",
            engine.in_cluster(&format!("helm {}", back.join(" ")))
        ),
    ))
}

/// A Helm that outlived the run that started it for this step works on.
pub(super) fn wait_for_helm(engine: &Engine<'_>, step: &str, name: &str) -> Result<(), Fault> {
    if engine.history.half_done_since(step).is_none() {
        return Ok(());
    }
    let Some(process) = engine.history.last_process("helm") else {
        return Ok(());
    };
    let mut pauses = Pauses::within(most(engine.limits.release));
    while live::is_running(process, "helm") {
        pauses.pause(&engine.programs, || {
            format!("helm of an earlier run (process {process}) still works on `{name}`")
        })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::is_same;
    use serde_json::{Value, json};

    #[test]
    fn values_are_compared_as_helm_keeps_them() {
        let wanted = json!({"a": 1, "b": {"c": ["x", 2], "d": null}});
        let kept = json!({"b": {"c": ["x", 2.0]}, "a": 1.0});
        assert!(is_same(&kept, &wanted));
        for other in [
            json!({"a": 1, "b": {"c": ["x", 3]}}),
            json!({"a": 1, "b": {"c": ["x"]}}),
            json!({"a": 1, "b": {"c": ["x", 2]}, "e": true}),
            json!({"a": "1", "b": {"c": ["x", 2]}}),
            Value::Null,
        ] {
            assert!(!is_same(&other, &wanted), "{other}");
        }
        assert!(is_same(&Value::Null, &json!({})));
    }
}
