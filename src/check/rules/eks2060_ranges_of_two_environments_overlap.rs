//! EKS2060: two environments whose VPCs have addresses in common.

use crate::fleet::Member;
use crate::{Finding, at};

pub(super) fn run(members: &[Member]) -> Vec<(String, Finding)> {
    let mut sorted: Vec<&Member> = members.iter().collect();
    sorted.sort_by_key(|member| (member.range.first(), member.range.prefix(), &member.name));
    let mut found = Vec::new();
    // Sorted by their first address, a range overlaps an earlier one only if it begins before the farthest ends.
    let mut farthest: Option<&Member> = None;
    for member in sorted {
        if let Some(other) = farthest.filter(|other| other.range.overlaps(member.range)) {
            let message = format!(
                "`{}` overlaps `{}` of the environment `{}`, so their VPCs can never be connected",
                member.range, other.range, other.name
            );
            let finding = Finding::at(at!(network.cidr), message)
                .help("give one of them a range of its own, or except this where they stay apart");
            found.push((member.name.clone(), finding));
        }
        if farthest.is_none_or(|other| other.range.last() < member.range.last()) {
            farthest = Some(member);
        }
    }
    found
}
