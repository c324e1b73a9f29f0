//! What of a cluster is the environment's, of all that holds something outside it: Ingresses and Services have load
//! balancers, claims have volumes. No manifest of ours makes one; the releases do.

use super::{Installed, installed_where};
use crate::model::value::Release;
use crate::resolve::{ClaimField, Resolved};

/// How what is ours is known from what others brought into the cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owned {
    /// Helm writes on each object whose it is.
    pub releases: Vec<Installed>,
    /// What stateful sets make, Helm does not know.
    pub claims: Vec<Claims>,
    /// What a chart leaves when it is uninstalled, as namespace and name of a claim.
    pub kept: Vec<(String, String)>,
}

/// The volume claims of a stateful set, one for each of its pods. They stay when it goes, and nobody owns them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    /// Their namespace.
    pub namespace: String,
    /// What is before the number of the pod in their names.
    pub prefix: String,
    /// How many pods have one, as the environment is now.
    pub pods: u32,
}

impl Claims {
    /// Whether a claim is one of them, of whatever pod: there may have been more pods once.
    #[must_use]
    pub fn has(&self, namespace: &str, name: &str) -> bool {
        let number = name.strip_prefix(&self.prefix);
        namespace == self.namespace
            && number.is_some_and(|number| !number.is_empty() && number.bytes().all(|it| it.is_ascii_digit()))
    }
}

/// The operator calls a stateful set after the kind and the object, and its claims after those
/// (prometheus-operator, `pkg/prometheus/statefulset.go`, `volumeName` and `prefixedName`, and the same for Alertmanager);
/// the chart calls the object after the release and the kind. Kubecost 3 has a stateful set for its aggregator, and its
/// chart keeps two more claims (kubecost/kubecost, `helm.sh/resource-policy: keep`, as of 2026-11).
pub(super) fn owned(resolved: &Resolved) -> Owned {
    let (mut claims, mut kept) = (Vec::new(), Vec::new());
    for release in &resolved.releases {
        let (name, namespace) = (release.release.name(), &release.namespace);
        let sets = match release.release {
            Release::KubePrometheusStack => pods(resolved).map(|(kind, pods)| {
                let set = format!("{kind}-{name}-{kind}");
                (format!("{set}-db-{set}-"), pods)
            }),
            Release::Kubecost if release.line() >= (3, 0) => {
                let left = ["local-store", "cloud-cost-persistent-configs"];
                kept.extend(left.map(|claim| (namespace.clone(), format!("{name}-{claim}"))));
                ["aggregator-db-storage", "persistent-configs"]
                    .map(|claim| (format!("{claim}-{name}-aggregator-"), 1))
            }
            _ => continue,
        };
        claims.extend(sets.map(|(prefix, pods)| Claims {
            namespace: namespace.clone(),
            prefix,
            pods,
        }));
    }
    Owned {
        releases: installed_where(resolved, |_| true),
        claims,
        kept,
    }
}

/// The pods of Prometheus and of Alertmanager that have a volume.
fn pods(resolved: &Resolved) -> [(&'static str, u32); 2] {
    [ClaimField::Prometheus, ClaimField::Alertmanager].map(|field| {
        let claim = resolved.claims.iter().find(|claim| claim.field == field);
        let pods = claim.and_then(|claim| claim.sizes);
        (field.name(), pods.map_or(0, |(count, _)| count))
    })
}

#[cfg(test)]
mod tests {
    use super::Claims;

    #[test]
    fn a_claim_is_known_by_its_place_and_the_number_of_its_pod() {
        let claims = Claims {
            namespace: "monitoring".to_owned(),
            prefix: "data-db-".to_owned(),
            pods: 1,
        };
        assert!(claims.has("monitoring", "data-db-0"));
        assert!(claims.has("monitoring", "data-db-12"));
        let others = [
            ("default", "data-db-0"),
            ("monitoring", "data-db-"),
            ("monitoring", "data-db-x1"),
            ("monitoring", "my-data-db-0"),
        ];
        assert!(
            others
                .iter()
                .all(|(namespace, name)| !claims.has(namespace, name))
        );
    }
}
