//! EKS add-ons: when each is installed, and with what configuration.

use serde_json::{Map, Value, json};

use crate::catalog::{Catalogue, Installation};
use crate::model::value::AddonName;
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
        let agent = configuration
            .get("nodeAgent")
            .filter(|_| name.as_str() == "vpc-cni");
        let logs = agent.and_then(|agent| agent.get("enableCloudWatchLogs"));
        let writes_policy_logs = logs.is_some_and(|logs| logs == "true");
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
