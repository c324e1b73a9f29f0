//! EKS2060: environments whose VPCs have addresses in common.

use crate::Finding;
use crate::diag::FieldPath;
use crate::diag::listed::{MOST_LISTED, listed};
use crate::fleet::Member;

pub(super) fn run(members: &[Member]) -> Vec<(String, Finding)> {
    let mut sorted: Vec<&Member> = members.iter().collect();
    sorted.sort_by_key(|member| (member.range.first(), member.range.prefix(), &member.name));
    let mut found = Vec::new();
    // Of each environment: those that overlap it and itself, in this order.
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); sorted.len()];
    // Two ranges overlap only where one holds the other, so those that hold the next one lie in each other.
    let mut around: Vec<usize> = Vec::new();
    for (position, member) in sorted.iter().enumerate() {
        let ends = |outer: &mut usize| !sorted[*outer].range.contains(member.range);
        while around.pop_if(ends).is_some() {}
        for outer in &around {
            let other = sorted[*outer];
            if is_one_vpc(other, member) {
                continue;
            }
            let accepted = accepted(other, member);
            if accepted.is_empty() {
                groups[*outer].push(position);
                groups[position].push(*outer);
            }
            found.extend(accepted);
        }
        groups[position].push(position);
        around.push(position);
    }
    let told = sorted.iter().zip(&groups).filter(|(_, group)| group.len() > 1);
    found.extend(told.map(|(member, group)| {
        let group: Vec<&Member> = group.iter().map(|position| sorted[*position]).collect();
        (member.name.clone(), overlap(member, &group))
    }));
    found
}

/// Whether both are in one VPC that exists; its owner may have shared it with the account of the other.
fn is_one_vpc(one: &Member, other: &Member) -> bool {
    one.vpc.is_some() && one.vpc == other.vpc && one.region == other.region
}

/// The overlap at each exception that names it. One is enough: both environments are known to who wrote it.
fn accepted(one: &Member, other: &Member) -> Vec<(String, Finding)> {
    let sides = [(one, other), (other, one)].into_iter();
    let sides = sides.filter_map(|(member, other)| {
        let path = member.stands_apart_from(other)?;
        Some((member.name.clone(), overlap_at(path, &[member, other])))
    });
    sides.collect()
}

/// What is told to each of them; in the same words, so that people read it once.
fn overlap(member: &Member, group: &[&Member]) -> Finding {
    overlap_at(member.range_at.clone(), group).help(format!(
        "give each a range of its own; where two shall never be connected, except `{}[\"…\"]` with the name of the other",
        member.range_at
    ))
}

fn overlap_at(path: FieldPath, group: &[&Member]) -> Finding {
    let (first, more) = group.split_at(group.len().min(MOST_LISTED));
    let first: Vec<String> = first
        .iter()
        .map(|member| format!("`{}` ({})", member.name, member.range))
        .collect();
    let names = first.iter().map(String::as_str);
    let names = names.chain(more.iter().map(|member| member.name.as_str()));
    let message = format!(
        "the ranges of these environments overlap, and VPCs with addresses in common can never be connected: {}",
        listed(&names.collect::<Vec<_>>())
    );
    Finding::at(path, message)
}
