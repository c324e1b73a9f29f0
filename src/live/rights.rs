//! Who may do what in a cluster: access entries of EKS with their policies and groups, and what the cluster's own bindings
//! give to people.

use serde::{Deserialize, Serialize};

use super::objects::{Metadata, all};
use super::{Fault, Programs};

/// An access entry. Source: EKS API reference, `AccessEntry` and `AssociatedAccessPolicy`, as of 2026-11.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AccessEntry {
    /// The ARN of the role or user.
    pub principal: String,
    /// `STANDARD` for people and pipelines, `EC2_LINUX` and others for nodes.
    #[serde(rename = "type")]
    pub of: String,
    /// The groups that bindings know it by.
    pub groups: Vec<String>,
    /// What EKS itself lets it do.
    pub policies: Vec<AccessPolicy>,
}

/// An access policy of EKS, and where it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AccessPolicy {
    /// Its name: `AmazonEKSViewPolicy`.
    pub name: String,
    /// Where it holds; everywhere where there is none.
    pub namespaces: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entries {
    access_entries: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Described {
    access_entry: Entry,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    #[serde(rename = "type", default)]
    of: String,
    #[serde(default)]
    kubernetes_groups: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Associated {
    associated_access_policies: Vec<Policy>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Policy {
    policy_arn: String,
    #[serde(default)]
    access_scope: Scope,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Scope {
    namespaces: Vec<String>,
}

/// The access entries, with what each may do.
///
/// # Errors
/// When they cannot be told.
pub fn access_entries(programs: &Programs<'_>, cluster: &str) -> Result<Vec<AccessEntry>, Fault> {
    let list = ["eks", "list-access-entries", "--cluster-name", cluster];
    let principals = programs.ask_aws::<Entries>(&list)?.access_entries;
    let mut entries = Vec::new();
    for principal in principals {
        match access_entry(programs, cluster, &principal) {
            // Somebody has deleted it meanwhile.
            Err(fault) if fault.is_absent() => {}
            other => entries.push(other?),
        }
    }
    Ok(entries)
}

fn access_entry(programs: &Programs<'_>, cluster: &str, principal: &str) -> Result<AccessEntry, Fault> {
    let of = ["--cluster-name", cluster, "--principal-arn", principal];
    let described: Described = programs.ask_aws(&[&["eks", "describe-access-entry"][..], &of].concat())?;
    let associated: Associated =
        programs.ask_aws(&[&["eks", "list-associated-access-policies"][..], &of].concat())?;
    let policy = |policy: Policy| AccessPolicy {
        name: last_segment(&policy.policy_arn).to_owned(),
        namespaces: policy.access_scope.namespaces,
    };
    Ok(AccessEntry {
        principal: principal.to_owned(),
        of: described.access_entry.of,
        groups: described.access_entry.kubernetes_groups,
        policies: associated
            .associated_access_policies
            .into_iter()
            .map(policy)
            .collect(),
    })
}

/// `arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy` ends with the policy's name.
fn last_segment(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

/// A role that people have by a binding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Binding {
    /// Namespace and name; the name alone of one for the whole cluster.
    pub name: String,
    /// Where it holds; everywhere where there is none.
    pub namespace: Option<String>,
    /// Kind and name of the role: `ClusterRole view`.
    pub role: String,
    /// Kind and name of each who has it: `Group developers`.
    pub subjects: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bound {
    metadata: Metadata,
    role_ref: Named,
    #[serde(default)]
    subjects: Vec<Named>,
}

#[derive(Deserialize)]
struct Named {
    kind: String,
    name: String,
}

/// The bindings that give a role to users and groups. Those that Kubernetes brings itself bear a label (Kubernetes
/// documentation, Using RBAC Authorization, default roles and role bindings), those of EKS begin with `eks:`; neither says
/// anything about this cluster. What accounts of programs have is the charts' affair.
///
/// # Errors
/// When they cannot be told.
pub fn bindings(programs: &Programs<'_>) -> Result<Vec<Binding>, Fault> {
    let bound: Vec<Bound> = all(programs, "clusterrolebindings,rolebindings")?;
    Ok(bound.into_iter().filter_map(of_people).collect())
}

fn of_people(bound: Bound) -> Option<Binding> {
    let Bound {
        metadata,
        role_ref,
        subjects,
    } = bound;
    let is_default = metadata
        .labels
        .get("kubernetes.io/bootstrapping")
        .is_some_and(|value| value == "rbac-defaults");
    if is_default || metadata.name.starts_with("eks:") {
        return None;
    }
    let word = |it: &Named| format!("{} {}", it.kind, it.name);
    let people = subjects.iter().filter(|subject| subject.kind != "ServiceAccount");
    let subjects: Vec<String> = people.map(word).collect();
    (!subjects.is_empty()).then(|| Binding {
        name: metadata.address(),
        role: word(&role_ref),
        subjects,
        namespace: Some(metadata.namespace).filter(|namespace| !namespace.is_empty()),
    })
}

#[cfg(test)]
mod tests {
    use super::{Binding, Bound, of_people};
    use serde_json::{Value, json};

    fn binding(metadata: &Value, subjects: &Value) -> Option<Binding> {
        let role = json!({ "kind": "ClusterRole", "name": "view" });
        let bound = json!({ "metadata": metadata, "roleRef": role, "subjects": subjects });
        of_people(serde_json::from_value::<Bound>(bound).unwrap())
    }

    #[test]
    fn bindings_of_people_are_told_with_their_place() {
        let subjects = json!([
            { "kind": "Group", "name": "developers" },
            { "kind": "ServiceAccount", "name": "agent" },
            { "kind": "User", "name": "auditor" },
        ]);
        let told = |name: &str, namespace: Option<&str>| {
            Some(Binding {
                name: name.to_owned(),
                namespace: namespace.map(str::to_owned),
                role: "ClusterRole view".to_owned(),
                subjects: vec!["Group developers".to_owned(), "User auditor".to_owned()],
            })
        };
        let in_web = json!({ "name": "readers", "namespace": "web" });
        assert_eq!(binding(&in_web, &subjects), told("web/readers", Some("web")));
        assert_eq!(
            binding(&json!({ "name": "readers" }), &subjects),
            told("readers", None)
        );
        let agent = json!([{ "kind": "ServiceAccount", "name": "agent" }]);
        assert_eq!(binding(&in_web, &agent), None);
        assert_eq!(binding(&in_web, &json!([])), None);
    }

    #[test]
    fn bindings_that_every_cluster_has_are_passed_over() {
        let everybody = json!([{ "kind": "Group", "name": "system:authenticated" }]);
        let labels = json!({ "kubernetes.io/bootstrapping": "rbac-defaults" });
        let default = json!({ "name": "system:basic-user", "labels": labels });
        assert_eq!(binding(&default, &everybody), None);
        assert_eq!(binding(&json!({ "name": "eks:nodes" }), &everybody), None);
        // One that somebody made for everybody is what one looks for.
        assert!(binding(&json!({ "name": "open-to-all" }), &everybody).is_some());
    }
}
