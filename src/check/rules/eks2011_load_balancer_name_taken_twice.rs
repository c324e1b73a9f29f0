//! EKS2011: two ingress groups whose load balancers have one name.

use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(ingress) = &subject.environment().ingress else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (index, (name, group)) in ingress.groups.iter().enumerate() {
        let mut earlier = ingress.groups.iter().take(index);
        let taken = &group.load_balancer_name;
        if let Some((other, _)) = earlier.find(|(_, other)| other.load_balancer_name == *taken) {
            found.push(
                Finding::at(
                    at!(ingress.groups[name].loadBalancerName),
                    format!("the load balancer of the group `{other}` is called `{taken}` too"),
                )
                .related(at!(ingress.groups[other].loadBalancerName), "the other one")
                .help(format!(
                    "give each group a name of its own, such as `{}-{name}`",
                    subject.environment().cluster.name
                )),
            );
        }
    }
    found
}
