//! Maps of Kubernetes that charts pass on as a whole: which keys stand below them, whatever defaults a chart has there.
//! Source: Kubernetes API reference v1.36, core/v1, apps/v1 and policy/v1, read 2026-11-30.

use crate::catalog::nearest;

/// What Kubernetes has in a map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keys {
    /// These keys and no others, each with what is below it.
    These(&'static [(&'static str, Keys)]),
    /// These and what people name, such as `nvidia.com/gpu`.
    Some(&'static [&'static str]),
    /// What people name.
    Any,
}

use Keys::{Any, Some as Names, These};

const AMOUNTS: Keys = Names(&["cpu", "memory", "ephemeral-storage"]);
const RESOURCES: Keys = These(&[("limits", AMOUNTS), ("requests", AMOUNTS), ("claims", Any)]);

const EXEC: (&str, Keys) = ("exec", These(&[("command", Any)]));
const TCP: (&str, Keys) = ("tcpSocket", These(&[("host", Any), ("port", Any)]));
const HTTP: (&str, Keys) = (
    "httpGet",
    These(&[
        ("host", Any),
        ("httpHeaders", Any),
        ("path", Any),
        ("port", Any),
        ("scheme", Any),
    ]),
);
const PROBE: Keys = These(&[
    EXEC,
    HTTP,
    TCP,
    ("grpc", These(&[("port", Any), ("service", Any)])),
    ("initialDelaySeconds", Any),
    ("timeoutSeconds", Any),
    ("periodSeconds", Any),
    ("successThreshold", Any),
    ("failureThreshold", Any),
    ("terminationGracePeriodSeconds", Any),
]);
const HOOK: Keys = These(&[EXEC, HTTP, TCP, ("sleep", These(&[("seconds", Any)]))]);
const LIFECYCLE: Keys = These(&[("postStart", HOOK), ("preStop", HOOK), ("stopSignal", Any)]);

const PROFILE: Keys = These(&[("type", Any), ("localhostProfile", Any)]);
/// Of a pod and of a container: charts call both so.
const SECURITY_CONTEXT: Keys = These(&[
    ("allowPrivilegeEscalation", Any),
    ("appArmorProfile", PROFILE),
    ("capabilities", These(&[("add", Any), ("drop", Any)])),
    ("fsGroup", Any),
    ("fsGroupChangePolicy", Any),
    ("privileged", Any),
    ("procMount", Any),
    ("readOnlyRootFilesystem", Any),
    ("runAsGroup", Any),
    ("runAsNonRoot", Any),
    ("runAsUser", Any),
    ("seLinuxChangePolicy", Any),
    (
        "seLinuxOptions",
        These(&[("level", Any), ("role", Any), ("type", Any), ("user", Any)]),
    ),
    ("seccompProfile", PROFILE),
    ("supplementalGroups", Any),
    ("supplementalGroupsPolicy", Any),
    ("sysctls", Any),
    ("windowsOptions", Any),
]);

const STRATEGY: Keys = These(&[
    ("type", Any),
    (
        "rollingUpdate",
        These(&[("maxSurge", Any), ("maxUnavailable", Any), ("partition", Any)]),
    ),
]);
const DISRUPTION_BUDGET: Keys = These(&[
    ("minAvailable", Any),
    ("maxUnavailable", Any),
    ("unhealthyPodEvictionPolicy", Any),
]);
const RULES: Keys = These(&[
    ("requiredDuringSchedulingIgnoredDuringExecution", Any),
    ("preferredDuringSchedulingIgnoredDuringExecution", Any),
]);
const AFFINITY: Keys = These(&[
    ("nodeAffinity", RULES),
    ("podAffinity", RULES),
    ("podAntiAffinity", RULES),
]);

/// The name of a map, alone or at the end of a longer one such as `podSecurityContext`.
const MAPS: [(&str, Keys); 14] = [
    ("resources", RESOURCES),
    ("probe", PROBE),
    ("securityContext", SECURITY_CONTEXT),
    ("strategy", STRATEGY),
    ("disruptionBudget", DISRUPTION_BUDGET),
    ("nodeAffinity", RULES),
    ("podAffinity", RULES),
    ("podAntiAffinity", RULES),
    ("affinity", AFFINITY),
    ("lifecycle", LIFECYCLE),
    ("lifecycleHooks", LIFECYCLE),
    ("nodeSelector", Any),
    ("labels", Any),
    ("annotations", Any),
];

/// What Kubernetes has below the path of a value; `None` where it is no map of Kubernetes.
pub(super) fn at(path: &str) -> Option<Keys> {
    path.split('.').fold(None, |above, key| match above {
        Some(These(keys)) => {
            let below = keys.iter().find(|(name, _)| *name == key);
            below.map(|(_, below)| *below).or_else(|| named(key))
        }
        Some(Names(_) | Any) => Some(Any),
        None => named(key),
    })
}

fn named(key: &str) -> Option<Keys> {
    // `podLabels` ends in a word, `prelabels` does not.
    let is = |name: &str| {
        let rest = key.strip_suffix(name.get(1..).unwrap_or_default());
        rest.is_some_and(|rest| {
            let first = name.get(..1).unwrap_or_default();
            rest == first || rest.ends_with(&first.to_ascii_uppercase())
        })
    };
    MAPS.iter().find(|(name, _)| is(name)).map(|(_, keys)| *keys)
}

impl Keys {
    /// The keys with a meaning of their own.
    pub(super) fn names(self) -> Vec<&'static str> {
        match self {
            These(keys) => keys.iter().map(|(name, _)| *name).collect(),
            Names(names) => names.to_vec(),
            Any => Vec::new(),
        }
    }

    /// Whether a key may stand there, beside a chart's own defaults.
    pub(super) fn have<'d>(self, key: &str, defaults: impl IntoIterator<Item = &'d str>) -> bool {
        let names = self.names();
        match self {
            _ if names.contains(&key) => true,
            These(_) => false,
            // A name with a number, a dot or a slash is somebody's own.
            Names(_) | Any => {
                let is_word = |name: &&str| {
                    name.bytes()
                        .all(|byte| byte.is_ascii_alphabetic() || byte == b'-')
                };
                let words = names.iter().copied().chain(defaults).filter(is_word);
                !is_word(&key) || nearest(key, words).is_none()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{AMOUNTS, Any, DISRUPTION_BUDGET, RESOURCES, SECURITY_CONTEXT, at};

    #[test]
    fn a_map_is_known_by_its_name_and_by_what_is_above_it() {
        assert_eq!(at("controller.resources"), Some(RESOURCES));
        assert_eq!(at("controller.resources.limits"), Some(AMOUNTS));
        assert_eq!(at("resources.server.podSecurityContext"), Some(SECURITY_CONTEXT));
        assert_eq!(at("podDisruptionBudget"), Some(DISRUPTION_BUDGET));
        assert_eq!(at("service.labels"), Some(Any));
        assert_eq!(at("metricLabels"), Some(Any));
        for other in ["", "prelabels", "probes", "metrics.service", "resourcesPreset"] {
            assert_eq!(at(other), None, "{other}");
        }
    }

    #[test]
    fn what_people_name_is_left_alone_and_what_looks_like_a_key_is_not() {
        let none: [&str; 0] = [];
        assert!(RESOURCES.have("claims", none));
        assert!(!RESOURCES.have("limit", none));
        for own in ["hugepages-2Mi", "nvidia.com/gpu", "pods", "memory"] {
            assert!(AMOUNTS.have(own, none), "{own}");
        }
        assert!(!AMOUNTS.have("memroy", none));
        assert!(!Any.have("enbled", ["enabled"]));
        assert!(Any.have("team", ["enabled"]));
        assert!(Any.have("kubernetes.io/arch", ["kubernetes.io/os"]));
    }
}
