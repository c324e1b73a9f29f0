//! What AWS takes and no more. Sources, as of 2026-11: CloudFormation quotas; IAM and STS quotas, which do not count
//! white space; EC2 user guide, user data, before it is encoded.

use serde_json::Value;

use crate::cases::{Case, none_wrong};
use crate::references::functions;

/// Properties of the resources of a type, by logical id.
fn of_type<'a>(case: &'a Case, wanted: &'a str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    let found = case
        .resources()
        .iter()
        .filter(move |(_, resource)| resource["Type"] == wanted);
    found.map(|(id, resource)| (id, &resource["Properties"]))
}

fn over(what: &str, found: usize, most: usize) -> Option<String> {
    (found > most).then(|| format!("{what}: {found} of {most}"))
}

/// Characters of a policy; one that is text counts its references by name, which is about as long as what they become.
fn characters(policy: &Value) -> usize {
    policy.to_string().chars().count()
}

#[test]
fn templates_are_small_enough() {
    none_wrong(|case| {
        let size = over(
            "bytes",
            case.text("cloudformation/eks-oneclick.yaml").len(),
            1_000_000,
        );
        let resources = over("resources", case.resources().len(), 500);
        let outputs = over(
            "outputs",
            case.template["Outputs"]
                .as_object()
                .map_or(0, serde_json::Map::len),
            200,
        );
        [size, resources, outputs].into_iter().flatten().collect()
    });
}

#[test]
fn policies_are_short_enough() {
    none_wrong(|case| {
        let mut wrong = Vec::new();
        for (id, role) in of_type(case, "AWS::IAM::Role") {
            wrong.extend(over(id, characters(&role["AssumeRolePolicyDocument"]), 2_048));
            let own = role["Policies"].as_array().into_iter().flatten();
            // All policies inside a role together.
            wrong.extend(over(
                id,
                own.map(|policy| characters(&policy["PolicyDocument"])).sum(),
                10_240,
            ));
            wrong.extend(over(
                id,
                role["ManagedPolicyArns"].as_array().map_or(0, Vec::len),
                10,
            ));
        }
        for (id, policy) in of_type(case, "AWS::IAM::ManagedPolicy") {
            wrong.extend(over(id, characters(&policy["PolicyDocument"]), 6_144));
        }
        wrong
    });
}

#[test]
fn user_data_are_short_enough() {
    none_wrong(|case| {
        let mut wrong = Vec::new();
        functions(&case.template, &mut |function, argument| {
            if function == "Fn::Base64" {
                wrong.extend(over(
                    "user data",
                    argument.as_str().expect("a text").len(),
                    16 << 10,
                ));
            }
        });
        wrong
    });
}
