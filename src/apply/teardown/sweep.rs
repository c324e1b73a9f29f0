//! The sweep: whether anything of the ledger is still there, by name and by tag. It changes nothing.

use std::collections::BTreeSet;

use super::Teardown;
use crate::emit::teardown::Trace;
use crate::engine::Engine;
use crate::event::Outcome;
use crate::live::{self, Fault, Leftover};
use crate::ownership;

/// What the looks came to.
#[derive(Default)]
struct Seen {
    /// Stack and cluster, with their states: while they stand, the rest is theirs.
    standing: Vec<String>,
    has_no_stack: bool,
    /// That the stack is somebody else's, or the cluster.
    foreign: Option<Fault>,
    left: Vec<Leftover>,
    /// What could not be told; whether stack and cluster stand comes first.
    untold: Vec<Fault>,
    /// Whether that is among it.
    may_stand: bool,
}

/// Looks for every row of the ledger, and tells of those that it does not look for.
pub(super) fn sweep(engine: &Engine<'_>, teardown: &Teardown<'_>, step: &str) -> Result<Outcome, Fault> {
    let rows = teardown.ledger.iter();
    let mut traces: BTreeSet<Trace> = rows.map(|row| row.trace).collect();
    // Records may be there of pages that the environment has no more, and so may keys and file systems.
    traces.extend(teardown.records.as_ref().map(|_| Trace::Records));
    if teardown.kept.is_some() {
        traces.extend([Trace::Key, Trace::FileSystem]);
    }
    let mut seen = Seen::default();
    for trace in &traces {
        match look(engine, teardown, *trace, &mut seen) {
            Ok(left) => seen.left.extend(left),
            Err(fault) if fault.is_of_one_look() => {
                engine.note(step, &format!("not told: {}", fault.in_a_line()));
                seen.may_stand |= matches!(trace, Trace::Stack | Trace::Cluster);
                seen.untold.push(fault);
            }
            Err(fault) => return Err(fault),
        }
    }
    for it in &seen.left {
        engine.note(step, &format!("still there: {} {}", it.kind, it.id));
    }
    let mut passed_over = 0;
    for row in teardown.ledger {
        let kept = teardown.keep.why_it_stays(row.trace);
        if let Some(why) = kept.or(row.trace.not_looked_for()) {
            passed_over += 1;
            engine.note(step, &format!("not looked for: {} {}: {why}", row.kind, row.name));
        }
    }
    seen.outcome(engine, teardown.ledger.len() - passed_over)
}

impl Seen {
    fn outcome(self, engine: &Engine<'_>, looked_for: usize) -> Result<Outcome, Fault> {
        let environment = &engine.place.environment;
        if let Some(foreign) = self.foreign {
            return Err(foreign);
        }
        if !self.standing.is_empty() {
            return Err(Fault::refused(
                format!("{} still stands: {}", environment, self.standing.join(", ")),
                "what it has made runs, and bills; none of that is to be deleted by hand while it stands",
                engine.teardown(""),
            ));
        }
        if let Some(first) = self.untold.first().filter(|_| self.may_stand) {
            return Err(Fault::refused(
                format!(
                    "whether `{environment}` stands nobody knows: {}",
                    first.in_a_line()
                ),
                "while it stands, what was found is in use, and none of it is to be deleted by hand",
                first.refusal().mend(),
            ));
        }
        if !self.left.is_empty() {
            let region = &engine.place.region;
            let deletions = self.left.iter().map(|it| it.deletion(region));
            return Err(Fault::refused(
                format!(
                    "after the teardown of `{environment}` something is still there: {}{}",
                    self.left.len(),
                    match self.untold.len() {
                        0 => String::new(),
                        count => format!(", and what {count} looks would have found nobody knows"),
                    }
                ),
                "they bill, or stop the next creation",
                format!(
                    "delete each of them:\n    {}\n    then {}",
                    deletions.collect::<Vec<_>>().join("\n    "),
                    engine.teardown(" --verify")
                ),
            ));
        }
        match self.untold.first() {
            Some(first) => Err(Fault::refused(
                format!(
                    "nothing was found of `{environment}`, and what {} of the looks would have found nobody knows: {}",
                    self.untold.len(),
                    first.in_a_line()
                ),
                "what nobody can see may bill",
                first.refusal().mend(),
            )),
            None => Ok(Outcome::Unchanged(format!(
                "nothing is left that can be found by tag or name, of {looked_for} rows of the ledger"
            ))),
        }
    }
}

/// What there is of rows with this trace.
fn look(
    engine: &Engine<'_>,
    teardown: &Teardown<'_>,
    trace: Trace,
    seen: &mut Seen,
) -> Result<Vec<Leftover>, Fault> {
    let (programs, cluster) = (&engine.programs, &engine.place.cluster);
    if teardown.keep.why_it_stays(trace).is_some() {
        return Ok(Vec::new());
    }
    match trace {
        Trace::Stack => {
            if let Some(found) = live::stack(programs, cluster)? {
                seen.foreign = ownership::ours(engine, &found).err();
                seen.standing
                    .push(format!("the stack `{cluster}` is in {}", found.word));
            } else {
                seen.has_no_stack = true;
            }
            Ok(Vec::new())
        }
        Trace::Cluster => {
            if let Some(found) = live::cluster(programs, cluster)? {
                if seen.has_no_stack {
                    seen.foreign = ownership::with_stack(engine, &found).err();
                }
                seen.standing
                    .push(format!("the cluster `{cluster}` is {}", found.status));
            }
            Ok(Vec::new())
        }
        Trace::LoadBalancers => live::load_balancers(programs, cluster),
        Trace::Records => match &teardown.records {
            Some((zone, owner)) => live::records(programs, zone, owner),
            None => Ok(Vec::new()),
        },
        Trace::Volumes => live::volumes(programs, cluster),
        Trace::Machines => live::machines(programs, cluster),
        Trace::InstanceProfiles => live::instance_profiles(programs, cluster),
        Trace::LaunchTemplates => live::launch_templates(programs, cluster),
        Trace::Interfaces => live::interfaces(programs, cluster),
        Trace::SecurityGroups => live::security_groups(programs, cluster),
        Trace::Vpcs => live::vpcs(programs, cluster),
        Trace::Addresses => live::addresses(programs, cluster),
        Trace::LogGroups => live::log_groups(programs, &teardown.log_groups),
        Trace::Key => match teardown.kept {
            Some(kept) => live::keys(programs, &kept.key, &kept.key_description),
            None => Ok(Vec::new()),
        },
        Trace::FileSystem => match teardown.kept {
            Some(kept) => live::file_systems(programs, &kept.file_system),
            None => Ok(Vec::new()),
        },
        Trace::InCluster | Trace::Elsewhere | Trace::OfStack | Trace::Nameless => Ok(Vec::new()),
    }
}
