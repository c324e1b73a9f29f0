//! Pins of charts, and the secrets that lie in their namespaces.

use eksight::catalog::{Catalogue, Chart as Known};
use eksight::model::value::{ChartVersion, KubernetesVersion, Release, ResourceName, SecretName};
use eksight::model::{Autoscaling, Chart, ExternalSecret, KubernetesSecret, Named, ReleaseValues, Secret};

use crate::place::Place;
use crate::random::Random;
use crate::text::{self, parsed};

/// Charts and secrets of an environment, as its features ask for them.
pub(crate) struct Installed {
    version: KubernetesVersion,
    /// Whether nothing may wait for outputs of the stack.
    delivered: bool,
    /// Whether External Secrets gets a role, and reaches what it reads.
    fetches: bool,
    pub(crate) charts: Named<Release, Chart>,
    pub(crate) secrets: Named<SecretName, Secret>,
}

impl Installed {
    pub(crate) fn new(version: KubernetesVersion, place: &Place) -> Self {
        Self {
            version,
            delivered: place.delivered,
            fetches: place.is_native(),
            charts: Named::new(),
            secrets: Named::new(),
        }
    }

    /// Pins a chart in a version that fits the cluster's, and says into which namespace it goes.
    pub(crate) fn pin(&mut self, random: &mut Random, release: Release) -> ResourceName {
        let known = Catalogue::shipped()
            .charts()
            .chart(release.name())
            .expect("bug in eksight: an unknown release");
        let fits = |version: &str| {
            let least = known
                .line(version)
                .and_then(|line| line.min_kubernetes.as_deref());
            least.is_none_or(|least| parsed::<KubernetesVersion>(least) <= self.version)
        };
        // Charts before 1.11 want the id of the VPC.
        let old = |version: &str| {
            release == Release::AwsLoadBalancerController
                && parsed::<ChartVersion>(version).numbers() < (1, 11, 0)
        };
        let versions: Vec<&str> = known
            .pins
            .iter()
            .map(|pin| pin.version.as_str())
            .filter(|version| fits(version) && !(self.delivered && old(version)))
            .collect();
        let version = random.pick(&versions);
        let namespace = random.maybe(30, |random| {
            parsed::<ResourceName>(random.pick(&["on", "012", "tools", "kube-system"]))
        });
        let chart = Chart {
            version: parsed(version),
            namespace: namespace.clone(),
            repository: random.maybe(20, |random| parsed(mirror(random, known, version))),
            extra_values: ReleaseValues::from(random.maybe(50, text::foreign_values).unwrap_or_default()),
        };
        self.charts.insert(release, chart);
        namespace.unwrap_or_else(|| parsed(&known.namespace))
    }

    /// Declares where a secret lies: in the cluster, or in Secrets Manager where the stack gives a role.
    pub(crate) fn secret(
        &mut self,
        random: &mut Random,
        name: &str,
        namespace: &str,
        key: Option<&str>,
    ) -> SecretName {
        let name: SecretName = parsed(format!("{name}{}", random.pick(&["", "-on", "-012"])));
        let fetch = self.fetches && random.chance(30);
        let secret = if fetch {
            Secret::ExternalSecret(ExternalSecret {
                namespace: parsed(namespace),
                remote_key: parsed(format!("{}{name}", random.pick(&["", "prod/on/", "012/"]))),
                property: key.filter(|_| random.chance(70)).map(parsed),
            })
        } else {
            Secret::Kubernetes(KubernetesSecret {
                namespace: parsed(namespace),
                name: parsed(format!("{name}-1")),
                key: key.map(parsed),
            })
        };
        if fetch && !self.charts.contains_key(&Release::ExternalSecrets) {
            self.pin(random, Release::ExternalSecrets);
        }
        self.secrets.insert(name.clone(), secret);
        name
    }
}

fn mirror(random: &mut Random, known: &Known, version: &str) -> String {
    let oci = known.line(version).and_then(|line| line.oci.clone());
    match oci {
        Some(oci) if random.chance(50) => oci,
        _ => random
            .pick(&[
                "https://charts.example.com/mirror",
                "oci://registry.example.com/mirror/chart",
            ])
            .to_owned(),
    }
}

/// The chart of what adds and removes nodes.
pub(crate) fn scaler(autoscaling: &Autoscaling) -> Release {
    match autoscaling {
        Autoscaling::Karpenter(_) => Release::Karpenter,
        Autoscaling::ClusterAutoscaler(_) => Release::ClusterAutoscaler,
    }
}
