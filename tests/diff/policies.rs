//! The risk of changes of what roles allow: by statements, and not by the words in them.

use eksight::diff::{Difference, Effect, Risk};
use serde_json::{Value, json};

use crate::{changed, difference, of, prod};

/// Object, path and reason of each effect on a role or policy that is exposure.
fn exposed(difference: &Difference) -> Vec<(&str, String, &str)> {
    let is_policy = |effect: &&Effect| effect.kind.starts_with("AWS::IAM::") && effect.risk == Risk::Exposure;
    let effects = difference.effects.iter().filter(is_policy);
    effects
        .map(|effect| {
            let reason = effect.reason.as_deref().unwrap_or_default();
            (effect.object.as_str(), effect.path.join("."), reason)
        })
        .collect()
}

fn between(old: &[(&str, Value)], new: &[(&str, Value)]) -> Difference {
    let loaded = prod();
    difference(&loaded, &changed(&loaded, old), &changed(&loaded, new))
}

#[test]
fn a_statement_that_comes_is_exposure_and_one_that_goes_is_not() {
    let without = [("/cluster/zonalShift", json!(false))];
    let come = between(&without, &[]);
    let found = exposed(&come);
    assert_eq!(found.len(), 1, "{found:?}");
    let (object, path, reason) = &found[0];
    assert_eq!(*object, "RoleKarpenter");
    assert!(
        path.starts_with("Properties.Policies.0.PolicyDocument.Statement."),
        "{path}"
    );
    assert!(
        reason.starts_with("more is allowed than before: `arc-zonal-shift:"),
        "{reason}"
    );
    assert_eq!(exposed(&between(&[], &without)), []);
}

#[test]
fn a_role_that_is_new_is_exposure() {
    let store = json!({ "store": { "url": "https://aps-workspaces.ap-northeast-2.amazonaws.com/workspaces/ws-1/api/v1/remote_write", "auth": { "sigv4": {} } } });
    let difference = between(&[], &[("/monitoring/prometheus/remoteWrite", store)]);
    assert_eq!(
        exposed(&difference),
        [(
            "RolePrometheus",
            String::new(),
            "it is new, and allows `aps:RemoteWrite`"
        )]
    );
}

#[test]
fn a_role_that_another_may_take_is_exposure() {
    let difference = of(&[("/identities/overrides", json!({ "external-dns": "irsa" }))]);
    assert_eq!(
        exposed(&difference),
        [(
            "RoleExternalDns",
            "Properties.AssumeRolePolicyDocument.Fn::Sub".to_owned(),
            "another may take the role, or another of `Federated ${OidcProvider.Arn}`"
        )]
    );
}

#[test]
fn another_name_of_the_cluster_in_conditions_is_not_more() {
    assert_eq!(exposed(&of(&[("/cluster/name", json!("prod-eks2"))])), []);
}
