//! Policies that stand inside the text of a `Fn::Sub`, where no linter looks: the roles of service accounts.

use serde_json::{Map, Value};

use crate::cases::{CASES, Case, none_wrong};
use crate::references::{functions, substitution, variables};
use eksight::model::{IdentityKind, Provisioner};
use eksight::resolve::WorkloadIdentity;

/// What stands for the host and path of the issuer once the stack is there.
const ISSUER: &str = "oidc.example.com/id/ABC";
const PROVIDER: &str = "arn:aws:iam::111122223333:oidc-provider/oidc.example.com/id/ABC";

/// The text of a `Fn::Sub` with each variable filled in.
fn filled(argument: &Value) -> String {
    let (text, own) = substitution(argument);
    let mut filled = text.to_owned();
    for name in variables(text) {
        filled = filled.replace(&format!("${{{name}}}"), &value(name, own.get(name)));
    }
    filled.replace("${!", "${")
}

/// What CloudFormation would put there: the provider's ARN, the issuer without its scheme, something for the rest.
fn value(name: &str, own: Option<&Value>) -> String {
    let without_scheme = own.is_some_and(|value| {
        let [position, pieces] = [&value["Fn::Select"][0], &value["Fn::Select"][1]["Fn::Split"]];
        let issuer = serde_json::json!(["Cluster", "OpenIdConnectIssuerUrl"]);
        *position == 1 && pieces[0] == "//" && pieces[1]["Fn::GetAtt"] == issuer
    });
    match name {
        _ if without_scheme => ISSUER.to_owned(),
        "OidcProvider.Arn" | "OidcProvider" => PROVIDER.to_owned(),
        _ => format!("value-of-{}", name.replace([':', '.'], "-")),
    }
}

/// A policy as CloudFormation reads it: a tree, or a text that is JSON.
fn policy(document: &Value) -> Result<Value, String> {
    match document.get("Fn::Sub") {
        Some(argument) => {
            let text = filled(argument);
            serde_json::from_str(&text).map_err(|fault| format!("{fault}: {text}"))
        }
        None => Ok(document.clone()),
    }
}

/// How the trust of a workload's role differs from the one statement that it must be.
fn fault(case: &Case, wanted: &WorkloadIdentity) -> Option<String> {
    let name = wanted.workload.name().replace('-', " ");
    let words = name.split(' ').map(|word| word[..1].to_uppercase() + &word[1..]);
    let id = format!("Role{}", words.collect::<String>());
    let document = &case.resources()[&id]["Properties"]["AssumeRolePolicyDocument"];
    let subject = format!(
        "system:serviceaccount:{}:{}",
        wanted.namespace, wanted.service_account
    );
    let conditions: Map<String, Value> = [
        (format!("{ISSUER}:aud"), "sts.amazonaws.com".into()),
        (format!("{ISSUER}:sub"), subject.into()),
    ]
    .into_iter()
    .collect();
    let expected = serde_json::json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": { "Federated": PROVIDER },
            "Action": ["sts:AssumeRoleWithWebIdentity"],
            "Condition": { "StringEquals": conditions },
        }],
    });
    match policy(document) {
        Ok(found) if listed(&found) == listed(&expected) => None,
        Ok(found) => Some(format!("{id}: {found}\nand not {expected}")),
        Err(fault) => Some(format!("{id}: {fault}")),
    }
}

/// A policy in which lists of one are what they hold, as IAM reads them.
fn listed(value: &Value) -> Value {
    match value {
        Value::Array(items) if items.len() == 1 => listed(&items[0]),
        Value::Array(items) => items.iter().map(listed).collect(),
        Value::Object(entries) => entries
            .iter()
            .map(|(key, value)| (key.clone(), listed(value)))
            .collect::<Map<_, _>>()
            .into(),
        other => other.clone(),
    }
}

fn by_issuer(case: &Case) -> Vec<WorkloadIdentity> {
    if case.environment.provisioner == Provisioner::Eksctl {
        return Vec::new();
    }
    case.resolved()
        .identities
        .into_iter()
        .filter(|identity| identity.kind == IdentityKind::Irsa)
        .collect()
}

#[test]
fn a_role_by_issuer_trusts_its_one_service_account() {
    none_wrong(|case| {
        by_issuer(case)
            .iter()
            .filter_map(|wanted| fault(case, wanted))
            .collect()
    });
    let roles: usize = CASES.iter().map(|case| by_issuer(case).len()).sum();
    assert!(roles > CASES.len() / 2, "{roles} roles");
}

#[test]
fn every_policy_that_is_text_is_json() {
    none_wrong(|case| {
        let mut wrong = Vec::new();
        functions(&case.template, &mut |function, argument| {
            if function == "Fn::Sub" && substitution(argument).0.starts_with('{') {
                let text = filled(argument);
                wrong.extend(
                    serde_json::from_str::<Value>(&text)
                        .err()
                        .map(|fault| format!("{fault}: {text}")),
                );
            }
        });
        wrong
    });
}
