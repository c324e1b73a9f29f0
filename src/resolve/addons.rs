//! EKS add-ons: when each is installed, and with what configuration.

use serde_json::{Map, Value, json};

use crate::catalog::{Catalogue, Installation};
use crate::model::value::{AddonName, AddonVersion};
use crate::model::{Addon, Environment, Texts, Workload};

/// What follows for an add-on.
#[derive(Debug, Clone, PartialEq)]
pub struct ResolvedAddon {
    /// Exact version.
    pub version: String,
    /// One that the catalogue does not know waits for nodes.
    pub installation: Installation,
    /// Whether the VPC CNI's node agent sends the logs of network policies to CloudWatch.
    pub writes_policy_logs: bool,
    configuration: Map<String, Value>,
}

impl ResolvedAddon {
    pub(super) fn resolve(
        environment: &Environment,
        name: &AddonName,
        addon: &Addon,
        catalogue: &Catalogue,
    ) -> Self {
        let known = catalogue.eks().add_on(name);
        let mut configuration = (*addon.configuration).clone();
        let writes_policy_logs =
            name.as_str() == "vpc-cni" && writes_policy_logs(&addon.version, &configuration);
        if name.as_str() == Workload::AwsEbsCsiDriver.name() && !environment.tags.is_empty() {
            tag_volumes(&mut configuration, &environment.tags);
        }
        Self {
            version: addon.version.to_string(),
            installation: known.map_or(Installation::AfterNodeGroups, |addon| addon.installation),
            writes_policy_logs,
            configuration,
        }
    }

    /// The environment's configuration and what belongs to it, as the text that EKS takes; `None` for none.
    #[must_use]
    pub fn configuration(&self) -> Option<String> {
        let text =
            || serde_json::to_string(&self.configuration).expect("bug in eksight: values are plain data");
        (!self.configuration.is_empty()).then(text)
    }
}

/// The version of the VPC CNI whose node agent first logs the policies' decisions on demand only; before it logged all.
const LOGS_ON_DEMAND: (u32, u32, u32) = (1, 15, 1);

/// Without network policies the agent makes no client that could write, and it looks for its log group only where it logs the
/// policies' decisions. The chart takes it away by `false` alone, for a text is true to a template. Sources:
/// aws/aws-network-policy-agent, main.go and pkg/ebpf/bpf_client.go (`NewBpfClient`) at v1.0.2, v1.0.4 and of 2026-08;
/// aws/amazon-vpc-cni-k8s, charts/aws-vpc-cni at v1.15.0, v1.15.1 and of 2026; read 2026-11-30.
fn writes_policy_logs(version: &AddonVersion, configuration: &Map<String, Value>) -> bool {
    let is_on = |value: Option<&Value>| value.is_some_and(|value| value == "true");
    let agent = |key: &str| configuration.get("nodeAgent")?.get(key);
    is_on(configuration.get("enableNetworkPolicy"))
        && is_on(agent("enableCloudWatchLogs"))
        && (is_on(agent("enablePolicyEventLogs")) || version.numbers() < LOGS_ON_DEMAND)
        && agent("enabled") != Some(&Value::Bool(false))
}

/// Volumes that the driver makes bear the environment's tags as everything else does, beside those of the configuration,
/// whose values win. In a StorageClass they could never be changed. Source: the add-on's configuration schema,
/// `controller.extraVolumeTags` (turbot/steampipe-plugin-aws#1514), as of 2026-11.
fn tag_volumes(configuration: &mut Map<String, Value>, tags: &Texts) {
    let controller = configuration.entry("controller").or_insert_with(|| json!({}));
    let Value::Object(controller) = controller else {
        return;
    };
    let written = controller.entry("extraVolumeTags").or_insert_with(|| json!({}));
    if let Value::Object(written) = written {
        for (key, value) in tags {
            written.entry(key.as_str()).or_insert_with(|| json!(value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policy_logs_need_policies_their_decisions_and_an_agent() {
        let writes_at = |version: &str, configuration: Value| {
            writes_policy_logs(&version.parse().unwrap(), configuration.as_object().unwrap())
        };
        let writes = |configuration: Value| writes_at("v1.23.0-eksbuild.1", configuration);
        let with = |policies: &str, decisions: &str, logs: &str| {
            json!({
                "enableNetworkPolicy": policies,
                "nodeAgent": {"enablePolicyEventLogs": decisions, "enableCloudWatchLogs": logs},
            })
        };
        assert!(writes(with("true", "true", "true")));
        assert!(!writes(with("false", "true", "true")));
        assert!(!writes(with("true", "false", "true")));
        assert!(!writes(with("true", "true", "false")));
        let undecided = json!({"enableNetworkPolicy": "true", "nodeAgent": {"enableCloudWatchLogs": "true"}});
        assert!(!writes(undecided.clone()));
        assert!(!writes_at("v1.15.1-eksbuild.1", undecided.clone()));
        assert!(writes_at("v1.15.0-eksbuild.2", undecided));
        let mut without = with("true", "true", "true");
        without["nodeAgent"]["enabled"] = json!(false);
        assert!(!writes(without.clone()));
        without["nodeAgent"]["enabled"] = json!("false");
        assert!(writes(without));
    }

    fn tagged(configuration: Value) -> Value {
        let Value::Object(mut configuration) = configuration else {
            panic!("a configuration is a map");
        };
        let tags = Texts::from([("owner".to_owned(), "platform".to_owned())]);
        tag_volumes(&mut configuration, &tags);
        Value::Object(configuration)
    }

    #[test]
    fn the_configuration_has_the_last_word() {
        assert_eq!(
            tagged(json!({"controller": {"loggingFormat": "json"}})),
            json!({"controller": {"loggingFormat": "json", "extraVolumeTags": {"owner": "platform"}}})
        );
        assert_eq!(
            tagged(json!({"controller": {"extraVolumeTags": {"team": "a"}}})),
            json!({"controller": {"extraVolumeTags": {"team": "a", "owner": "platform"}}})
        );
        let own = json!({"controller": {"extraVolumeTags": {"owner": "a"}}});
        assert_eq!(tagged(own.clone()), own);
    }
}
