//! What a change set announces.

use serde::Deserialize;
use std::collections::BTreeSet;

/// What `describe-change-set` says.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ChangeSet {
    status: String,
    #[serde(default)]
    status_reason: String,
    #[serde(default)]
    changes: Vec<Change>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Change {
    resource_change: ResourceChange,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ResourceChange {
    action: String,
    logical_resource_id: String,
    #[serde(default)]
    details: Vec<Detail>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Detail {
    change_source: Option<String>,
}

impl ChangeSet {
    /// The resources that are to be added.
    pub(super) fn added(&self) -> BTreeSet<String> {
        self.ids(|change| change.action == "Add")
    }

    /// The resources that the template adds, removes or changes. A change set also names what refers to something that
    /// changes, and may therefore have to change as well.
    pub(super) fn changed_directly(&self) -> BTreeSet<String> {
        let by_template = |detail: &Detail| detail.change_source.as_deref() == Some("DirectModification");
        self.ids(|change| change.action != "Modify" || change.details.iter().any(by_template))
    }

    /// Whether it was refused because the stack is as the template wants it: AWS makes a failed change set then.
    pub(super) fn is_empty(&self) -> bool {
        self.status == "FAILED" && self.status_reason.contains("didn't contain changes")
    }

    fn ids(&self, which: impl Fn(&ResourceChange) -> bool) -> BTreeSet<String> {
        let changes = self.changes.iter().map(|change| &change.resource_change);
        let changes = changes.filter(|change| which(change));
        changes.map(|change| change.logical_resource_id.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::ChangeSet;
    use serde_json::{Value, json};

    fn change_set(status: &str, reason: &str, changes: &[Value]) -> ChangeSet {
        let changes: Vec<Value> = changes
            .iter()
            .map(|change| json!({ "Type": "Resource", "ResourceChange": change }))
            .collect();
        let answer = json!({ "Status": status, "StatusReason": reason, "Changes": changes });
        serde_json::from_value(answer).unwrap()
    }

    #[test]
    fn what_merely_refers_to_a_change_is_not_changed_directly() {
        let modify = |id: &str, source: Value| {
            let details = [json!({ "ChangeSource": source })];
            json!({ "Action": "Modify", "LogicalResourceId": id, "Details": details })
        };
        let changes = [
            json!({ "Action": "Add", "LogicalResourceId": "Added" }),
            json!({ "Action": "Remove", "LogicalResourceId": "Removed" }),
            modify("Changed", json!("DirectModification")),
            modify("Referring", json!("ResourceReference")),
            modify("Retagged", json!(null)),
        ];
        let change_set = change_set("CREATE_COMPLETE", "", &changes);
        assert_eq!(change_set.added(), ["Added".to_owned()].into());
        let direct = ["Added", "Changed", "Removed"].map(str::to_owned);
        assert_eq!(change_set.changed_directly(), direct.into());
        assert!(!change_set.is_empty());
    }

    #[test]
    fn an_empty_change_set_is_told_from_a_failed_one() {
        let reason = "The submitted information didn't contain changes. Submit different information.";
        assert!(change_set("FAILED", reason, &[]).is_empty());
        assert!(!change_set("FAILED", "Transform failed", &[]).is_empty());
        assert!(!change_set("CREATE_COMPLETE", "", &[]).is_empty());
    }
}
