//! What checkov says about the template of production: what fails there is mended, or excepted with a reason.

use super::tools::Program;
use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

/// The others give up on purpose what production may not.
const TEMPLATE: &str = "out/prod/cloudformation/eks-oneclick.yaml";

#[derive(Deserialize)]
struct Report {
    results: Results,
    summary: Summary,
}

#[derive(Deserialize)]
struct Results {
    failed_checks: Vec<Check>,
    skipped_checks: Vec<Check>,
}

#[derive(Deserialize)]
struct Check {
    check_id: String,
    check_name: String,
    resource: String,
    check_result: Outcome,
}

#[derive(Deserialize)]
struct Outcome {
    suppress_comment: Option<String>,
}

#[derive(Deserialize)]
struct Summary {
    passed: usize,
    parsing_errors: usize,
}

/// Asks without the network: the descriptions that it would download say nothing about the template.
pub(super) fn scan(checkov: &Program) -> Result<Vec<String>> {
    let output = checkov
        .command()
        .args(["--framework", "cloudformation", "--skip-download", "--compact"])
        .args(["--output", "json", "--file", TEMPLATE])
        .output()
        .context("starting checkov; if Python has been replaced since, remove target/verify")?;
    let report: Report = serde_json::from_slice(&output.stdout).with_context(|| {
        let said = String::from_utf8_lossy(&output.stderr);
        format!("{} reports nothing that can be read:\n{said}", checkov.name)
    })?;
    let verdict = judge(&report).with_context(|| format!("{} objects to {TEMPLATE}", checkov.name))?;
    Ok(vec![format!("{}: {verdict}", checkov.name)])
}

fn judge(report: &Report) -> Result<String> {
    let Results {
        failed_checks,
        skipped_checks,
    } = &report.results;
    let Summary {
        passed,
        parsing_errors,
    } = report.summary;
    ensure!(
        passed > 0 && parsing_errors == 0,
        "it could not read the template"
    );
    let failed: Vec<String> = failed_checks
        .iter()
        .map(|check| format!("{} {}: {}", check.check_id, check.resource, check.check_name))
        .collect();
    ensure!(failed.is_empty(), "{}", failed.join("\n"));
    let silent = skipped_checks.iter().find(|check| {
        let reason = check.check_result.suppress_comment.as_deref();
        reason.is_none_or(|reason| reason.trim().is_empty() || reason == "No comment provided")
    });
    if let Some(Check {
        check_id, resource, ..
    }) = silent
    {
        bail!("{check_id} {resource} is excepted without a reason");
    }
    Ok(format!(
        "{passed} checks passed, {} excepted with a reason",
        skipped_checks.len()
    ))
}

#[cfg(test)]
mod tests {
    use super::judge;
    use serde_json::{Value, json};

    fn judged(failed: &Value, skipped: &Value, passed: usize) -> String {
        let report = json!({
            "results": { "failed_checks": failed, "skipped_checks": skipped },
            "summary": { "passed": passed, "parsing_errors": 0 },
        });
        match judge(&serde_json::from_value(report).unwrap()) {
            Ok(verdict) => verdict,
            Err(error) => format!("error: {error}"),
        }
    }

    fn check(reason: &Value) -> Value {
        json!([{
            "check_id": "CKV_AWS_27",
            "check_name": "Ensure all data stored in the SQS queue is encrypted",
            "resource": "AWS::SQS::Queue.KarpenterQueue",
            "check_result": { "result": "SKIPPED", "suppress_comment": reason },
        }])
    }

    #[test]
    fn what_fails_is_an_error_with_its_resource() {
        assert_eq!(
            judged(&check(&json!(null)), &json!([]), 3),
            "error: CKV_AWS_27 AWS::SQS::Queue.KarpenterQueue: Ensure all data stored in the SQS queue is encrypted"
        );
    }

    #[test]
    fn what_is_excepted_has_a_reason() {
        let with = check(&json!("SQS encrypts it with its own key"));
        assert_eq!(
            judged(&json!([]), &with, 3),
            "3 checks passed, 1 excepted with a reason"
        );
        for reason in [json!(null), json!(" "), json!("No comment provided")] {
            assert_eq!(
                judged(&json!([]), &check(&reason), 3),
                "error: CKV_AWS_27 AWS::SQS::Queue.KarpenterQueue is excepted without a reason"
            );
        }
    }

    #[test]
    fn a_scan_of_nothing_is_no_success() {
        assert_eq!(
            judged(&json!([]), &json!([]), 0),
            "error: it could not read the template"
        );
    }
}
