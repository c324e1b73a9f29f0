//! Texts that look like a secret, in every artefact: tokens by their form, keys of AWS by their disorder, and what stands
//! under a key such as `password`.

use super::environment::{self, Environment};
use super::random::Random;
use anyhow::{Context, Result, bail, ensure};
use eksight::diag::secrets::{is_secret, token};
use std::collections::BTreeMap;

/// Whatever is shorter is a word, a name or an example.
const SHORTEST_SECRET: usize = 20;

/// The length of a secret access key of AWS. Source: AWS IAM documentation, as of 2026-11.
const AWS_SECRET_KEY: usize = 40;

/// Bits a character. 40 characters by chance have 4.9 on average, words written together hardly more than 4.
const DISORDER: f64 = 4.4;

/// Looks through all files, and through one with secrets planted in it, to be sure that they would be seen.
pub(super) fn scan(environments: &[Environment], random: &[Random]) -> Result<Vec<String>> {
    let mut files = Vec::new();
    for environment in environments {
        for path in below(environment.path("").trim_end_matches('/'))? {
            let text = environment::read(&path)?;
            files.push((path, text));
        }
    }
    let (_, text) = files.first().context("there is nothing below out/")?;
    sees_what_is_planted(text)?;
    let of_random = random.iter().flat_map(|random| random.files(""));
    let of_random: Vec<_> = of_random.collect();
    let mut faults: Vec<String> = of_random
        .iter()
        .flat_map(|(place, artifact)| look(place, artifact.text()))
        .collect();
    faults.extend(files.iter().flat_map(|(path, text)| look(path, text)));
    ensure!(
        faults.is_empty(),
        "artefacts are committed and shown to reviewers; a secret is named in them and never written:\n{}",
        faults.join("\n")
    );
    Ok(vec![format!(
        "no token and no key in {} files and {} random ones; {} planted ones were seen",
        files.len(),
        of_random.len(),
        planted().len()
    )])
}

/// The files of a folder and of the folders in it, below the repository's root.
fn below(folder: &str) -> Result<Vec<String>> {
    let mut files = Vec::new();
    for name in environment::entries(folder)? {
        let path = format!("{folder}/{name}");
        if crate::root().join(&path).is_dir() {
            files.extend(below(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

/// A scan that sees nothing would pass for ever.
fn sees_what_is_planted(text: &str) -> Result<()> {
    let (before, behind) = text.split_once('\n').unwrap_or((text, ""));
    for secret in planted() {
        let found = look("a file", &format!("{before}\n{secret}\n{behind}"));
        if !matches!(found.as_slice(), [only] if only.starts_with("a file:2: ")) {
            bail!("a secret was planted in the second line of a file, and the scan says: {found:?}");
        }
    }
    Ok(())
}

/// One of each kind, put together here so that no scan of the sources takes them for real ones.
fn planted() -> Vec<String> {
    let tail = "EXAMPLEONLYEXAMPLE";
    let letters = ('A'..='Z').chain('a'..='z').chain('0'..='9');
    let letters: Vec<char> = letters.chain(['/', '+']).collect();
    let aws: String = (0..AWS_SECRET_KEY)
        .map(|n| letters[(5 + 23 * n) % letters.len()])
        .collect();
    vec![
        format!("  botToken: xoxb-{tail}"),
        format!("  url: \"https://hooks.slack.com/services/{tail}\""),
        format!("{{ \"id\": \"AKIA{tail}\" }}"),
        ["    -----BEGIN RSA ", "PRIVATE KEY-----"].concat(),
        format!("curl -H 'Authorization: Bearer eyJ{tail}.eyJ{tail}.{tail}'"),
        format!("  - adminPassword: {}", "0123456789abcdef".repeat(2)),
        format!("  - routing_key: {}", "0123456789abcdef".repeat(2)),
        format!("\"client_secret\": \"{}\",", "Example0Only".repeat(2)),
        format!(
            "kubectl create secret generic x --from-literal=token={}==",
            "Example0Only".repeat(2)
        ),
        format!("  key: '{aws}'"),
    ]
}

/// What looks like a secret, with its place but without its text: that would end up in a log.
fn look(place: &str, text: &str) -> Vec<String> {
    let lines = text.lines().enumerate();
    let found =
        lines.filter_map(|(number, line)| secret(line).map(|what| format!("{place}:{}: {what}", number + 1)));
    found.collect()
}

fn secret(line: &str) -> Option<String> {
    if let Some(form) = token(line) {
        return Some(format!("this looks like a secret (`{form}…`)"));
    }
    // What stands around the key is not known here; a disordered value is enough.
    let key = |name: &str| is_secret("pagerduty", name) || name.to_ascii_lowercase().ends_with("secret");
    if let Some((name, _)) = settings(line).find(|(name, value)| key(name) && is_random(value)) {
        return Some(format!("`{name}` holds what looks like a secret"));
    }
    let mut words = line.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '/' | '+')));
    words
        .any(|word| word.len() == AWS_SECRET_KEY && is_mixed(word) && disorder(word) > DISORDER)
        .then(|| "this looks like a secret access key of AWS".to_owned())
}

/// Keys with their values, as YAML, JSON and a shell write them.
fn settings(line: &str) -> impl Iterator<Item = (&str, &str)> {
    line.match_indices([':', '=']).map(|(at, _)| {
        let quotes = ['"', '\'', ' ', '\\'];
        let before = line[..at].trim_end_matches(quotes);
        let key = before.rsplit(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-')));
        let value = line[at + 1..].trim_start_matches(quotes);
        let value = value.split(['"', '\'', ' ', '\\', ',']).next();
        (
            key.into_iter().next().unwrap_or_default(),
            value.unwrap_or_default(),
        )
    })
}

/// Base64 or hexadecimal digits without a meaning. A name is in lower case and has other letters.
fn is_random(value: &str) -> bool {
    let value = value.trim_end_matches('=');
    let digits = value.chars().any(|c| c.is_ascii_digit());
    let hexadecimal =
        value.chars().all(|c| c.is_ascii_hexdigit()) && !value.chars().all(|c| c.is_ascii_digit());
    let base64 = value
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "+/-_".contains(c))
        && is_mixed(value);
    value.len() >= SHORTEST_SECRET && digits && (hexadecimal || base64)
}

fn is_mixed(text: &str) -> bool {
    let has = |is: fn(&char) -> bool| text.chars().any(|c| is(&c));
    has(char::is_ascii_lowercase) && has(char::is_ascii_uppercase) && has(char::is_ascii_digit)
}

/// Shannon's entropy in bits a character.
fn disorder(text: &str) -> f64 {
    let mut counts = BTreeMap::new();
    for letter in text.bytes() {
        *counts.entry(letter).or_insert(0_u32) += 1;
    }
    let share = |count: &u32| f64::from(*count) / text.len() as f64;
    counts
        .values()
        .map(share)
        .map(|share| -share * share.log2())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::{look, planted, sees_what_is_planted};

    #[test]
    fn what_is_planted_is_refused_with_file_and_line() {
        let found: Vec<String> = planted()
            .iter()
            .flat_map(|secret| look("out/x.yaml", secret))
            .collect();
        let expected = [
            "out/x.yaml:1: this looks like a secret (`xoxb-…`)",
            "out/x.yaml:1: this looks like a secret (`hooks.slack.com/services/…`)",
            "out/x.yaml:1: this looks like a secret (`AKIA…`)",
            "out/x.yaml:1: this looks like a secret (`-----BEGIN PRIVATE KEY…`)",
            "out/x.yaml:1: this looks like a secret (`eyJ…`)",
            "out/x.yaml:1: `adminPassword` holds what looks like a secret",
            "out/x.yaml:1: `routing_key` holds what looks like a secret",
            "out/x.yaml:1: `client_secret` holds what looks like a secret",
            "out/x.yaml:1: `token` holds what looks like a secret",
            "out/x.yaml:1: this looks like a secret access key of AWS",
        ];
        assert_eq!(found, expected);
        assert!(sees_what_is_planted("a: 1\nb: 2\n").is_ok());
        assert!(sees_what_is_planted("").is_ok());
    }

    #[test]
    fn names_and_references_are_no_secrets() {
        let text = "existingSecret: grafana-admin-2026-credentials\n\
                    passwordKey: admin-password-of-2026-grafana\n\
                    token: $__file{/etc/secrets/0123456789abcdef0123/token}\n\
                    password: ${PASSWORD_0123456789_OF_GRAFANA_X}\n\
                    clientSecret: AWS::SecretsManager::Secret0123456\n\
                    api_url_file: /etc/alertmanager/secrets/slack/url\n\
                    commit: 0123456789abcdef0123456789abcdef01234567\n\
                    policy: AmazonEKS2ClusterPolicyAmazonEKS2ClusterPo\n\
                    zone: 111122223333111122223333\n";
        assert_eq!(look("x", text), Vec::<String>::new());
    }
}
