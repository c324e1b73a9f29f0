//! The kinds that a cluster serves: Kubernetes' own, and those of its custom resource definitions.

use super::object::text;
use super::store::Store;
use serde_json::Value;

/// A kind in one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kind {
    /// Empty for the core group.
    pub(super) group: String,
    pub(super) version: String,
    pub(super) kind: String,
    pub(super) plural: String,
    pub(super) namespaced: bool,
    pub(super) short_names: Vec<String>,
}

/// The groups of Kubernetes' own kinds; `-` is the core group. Each word is `kind/plural[/short name]`.
const BUILT_IN: [(&str, &str, bool, &str); 20] = [
    (
        "-",
        "v1",
        true,
        "ConfigMap/configmaps/cm Endpoints/endpoints/ep Event/events/ev PersistentVolumeClaim/persistentvolumeclaims/pvc \
         Pod/pods/po Secret/secrets Service/services/svc ServiceAccount/serviceaccounts/sa",
    ),
    (
        "-",
        "v1",
        false,
        "Namespace/namespaces/ns Node/nodes/no PersistentVolume/persistentvolumes/pv",
    ),
    (
        "admissionregistration.k8s.io",
        "v1",
        false,
        "MutatingWebhookConfiguration/mutatingwebhookconfigurations \
         ValidatingWebhookConfiguration/validatingwebhookconfigurations",
    ),
    (
        "apiextensions.k8s.io",
        "v1",
        false,
        "CustomResourceDefinition/customresourcedefinitions/crd",
    ),
    ("apiregistration.k8s.io", "v1", false, "APIService/apiservices"),
    (
        "apps",
        "v1",
        true,
        "DaemonSet/daemonsets/ds Deployment/deployments/deploy ReplicaSet/replicasets/rs StatefulSet/statefulsets/sts",
    ),
    (
        "authorization.k8s.io",
        "v1",
        false,
        "SelfSubjectAccessReview/selfsubjectaccessreviews",
    ),
    (
        "autoscaling",
        "v2",
        true,
        "HorizontalPodAutoscaler/horizontalpodautoscalers/hpa",
    ),
    ("batch", "v1", true, "CronJob/cronjobs/cj Job/jobs"),
    ("coordination.k8s.io", "v1", true, "Lease/leases"),
    ("discovery.k8s.io", "v1", true, "EndpointSlice/endpointslices"),
    ("events.k8s.io", "v1", true, "Event/events"),
    (
        "networking.k8s.io",
        "v1",
        true,
        "Ingress/ingresses/ing NetworkPolicy/networkpolicies/netpol",
    ),
    ("networking.k8s.io", "v1", false, "IngressClass/ingressclasses"),
    (
        "policy",
        "v1",
        true,
        "PodDisruptionBudget/poddisruptionbudgets/pdb",
    ),
    (
        "rbac.authorization.k8s.io",
        "v1",
        true,
        "Role/roles RoleBinding/rolebindings",
    ),
    (
        "rbac.authorization.k8s.io",
        "v1",
        false,
        "ClusterRole/clusterroles ClusterRoleBinding/clusterrolebindings",
    ),
    (
        "scheduling.k8s.io",
        "v1",
        false,
        "PriorityClass/priorityclasses/pc",
    ),
    (
        "storage.k8s.io",
        "v1",
        false,
        "CSIDriver/csidrivers CSINode/csinodes StorageClass/storageclasses/sc",
    ),
    (
        "storage.k8s.io",
        "v1",
        false,
        "VolumeAttachment/volumeattachments",
    ),
];

/// All kinds that are served now.
pub(super) fn served(store: &Store) -> Vec<Kind> {
    let definitions = store.list("apiextensions.k8s.io", "customresourcedefinitions", None);
    let custom = definitions.iter().flat_map(|(_, definition)| custom(definition));
    built_in().chain(custom).collect()
}

fn built_in() -> impl Iterator<Item = Kind> {
    BUILT_IN.iter().flat_map(|(group, version, namespaced, kinds)| {
        kinds.split_whitespace().map(|words| {
            let mut words = words.split('/').map(str::to_owned);
            Kind {
                group: group.trim_matches('-').to_owned(),
                version: (*version).to_owned(),
                kind: words.next().unwrap_or_default(),
                plural: words.next().unwrap_or_default(),
                namespaced: *namespaced,
                short_names: words.collect(),
            }
        })
    })
}

/// What a definition has made known; nothing before it is established.
fn custom(definition: &Value) -> Vec<Kind> {
    let versions = definition["spec"]["versions"].as_array();
    let established = definition["status"]["conditions"].is_array();
    let versions = versions.filter(|_| established).into_iter().flatten();
    let names = &definition["spec"]["names"];
    let short = names["shortNames"].as_array().into_iter().flatten();
    let short: Vec<String> = short.filter_map(Value::as_str).map(str::to_owned).collect();
    versions
        .filter(|version| version["served"] == true)
        .map(|version| Kind {
            group: text(definition, "/spec/group").to_owned(),
            version: text(version, "/name").to_owned(),
            kind: text(names, "/kind").to_owned(),
            plural: text(names, "/plural").to_owned(),
            namespaced: text(definition, "/spec/scope") == "Namespaced",
            short_names: short.clone(),
        })
        .collect()
}

impl Kind {
    /// Such as `apps/v1`.
    pub(super) fn api_version(&self) -> String {
        match self.group.as_str() {
            "" => self.version.clone(),
            group => format!("{group}/{}", self.version),
        }
    }
}
