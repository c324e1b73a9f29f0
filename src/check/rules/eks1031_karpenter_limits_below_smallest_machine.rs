//! EKS1031: limits of a Karpenter pool that are smaller than every machine that it may start.

use crate::capacity::offered;
use crate::catalog::InstanceType;
use crate::diag::FieldPath;
use crate::fields::pools_at_work;
use crate::model::NodePool;
use crate::resolve::pool_kinds;
use crate::{Finding, Subject};

/// What Karpenter takes off the memory of a type that it has not started yet, for the hypervisor: what is left counts
/// against the limit. Source: Karpenter documentation, settings, `vmMemoryOverheadPercent`, as of 2026-11.
const OVERHEAD_PER_MILLE: u128 = 75;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let pools = pools_at_work(subject.environment()).into_iter();
    pools
        .filter_map(|(at, pool)| too_small(subject, &at, pool))
        .collect()
}

fn too_small(subject: &Subject<'_>, at: &FieldPath, pool: &NodePool) -> Option<Finding> {
    let limits = &pool.limits;
    let mut kinds = pool_kinds(subject.catalogue, pool);
    // What no zone offers is started nowhere; EKS1012 speaks when nothing is left.
    kinds.retain(|kind| {
        let zones = offered(subject, std::slice::from_ref(kind));
        zones.iter().any(|(_, offered)| *offered != Some(false))
    });
    let enough_cpu = |kind: &&InstanceType| kind.vcpu <= limits.cpu;
    let enough_memory = |kind: &&InstanceType| counted_bytes(kind) <= u128::from(limits.memory.bytes());
    if kinds.iter().any(|kind| enough_cpu(kind) && enough_memory(kind)) {
        return None;
    }
    let smallest = kinds.iter().min_by_key(|kind| (kind.vcpu, kind.memory_mib))?;
    let at = at.field("limits");
    let at = match (kinds.iter().any(enough_cpu), kinds.iter().any(enough_memory)) {
        (false, true) => at.field("cpu"),
        (true, false) => at.field("memory"),
        _ => at,
    };
    let (name, cpu, memory) = (&smallest.name, smallest.vcpu, smallest.memory_mib);
    let message = format!(
        "the pool can never start a node: its smallest machine, `{name}`, has {cpu} vCPU and {memory} MiB, and the limits \
         are {} and `{}`",
        limits.cpu, limits.memory
    );
    Some(
        Finding::at(at, message)
            .help(format!(
                "write at least `cpu: {cpu}` and `memory: {memory}Mi`, times the number of nodes; or add smaller sizes"
            ))
            .note("limits hold for all nodes of the pool together"),
    )
}

/// The memory of a machine as Karpenter counts it before it has seen one, at least.
fn counted_bytes(kind: &InstanceType) -> u128 {
    (u128::from(kind.memory_mib) << 20) * (1000 - OVERHEAD_PER_MILLE) / 1000
}
