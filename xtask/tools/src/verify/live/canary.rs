//! Secrets that are planted where people keep theirs, and looked for where none may be.

use super::rig::Rig;
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Made-up secrets: each begins with the same word, so that one search finds all.
pub(super) struct Canaries {
    /// The keys of each Secret that people make, by namespace and name.
    secrets: BTreeMap<(String, String), BTreeSet<String>>,
    /// The names in AWS Secrets Manager.
    remote: BTreeSet<String>,
}

/// At the beginning of every planted secret, and nowhere else; and the same in base64.
const WORDS: [&str; 2] = ["canary-7f3a-", "Y2FuYXJ5LTdmM2Et"];

impl Canaries {
    /// Those that an environment's steps ask for.
    pub(super) fn of(steps: &[crate::verify::environment::Step]) -> Self {
        let mut canaries = Self {
            secrets: BTreeMap::new(),
            remote: BTreeSet::new(),
        };
        let external = steps.iter().any(|step| !remote(&step.checks).is_empty());
        for step in steps {
            canaries.remote.extend(remote(&step.checks));
            // Where External Secrets makes them, nobody else does.
            for secret in step.requires_secrets.iter().filter(|_| !external) {
                if let Some((namespace, name)) = secret.split_once('/') {
                    let place = (namespace.to_owned(), name.to_owned());
                    canaries
                        .secrets
                        .entry(place)
                        .or_default()
                        .insert("value".to_owned());
                }
            }
        }
        canaries
    }

    /// The secret part of the credentials.
    pub(super) fn key(&self) -> String {
        format!("{}key", WORDS[0])
    }

    /// Their session's token.
    pub(super) fn token(&self) -> String {
        format!("{}token", WORDS[0])
    }

    /// Puts them where people do before they apply.
    pub(super) fn plant(&self, rig: &Rig<'_>) -> Result<()> {
        for ((namespace, name), keys) in &self.secrets {
            rig.add(&json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": namespace } }));
            let texts = keys.iter().map(|key| (key.clone(), WORDS[1].into()));
            let texts: serde_json::Map<String, Value> = texts.collect();
            rig.add(&json!({
                "apiVersion": "v1",
                "kind": "Secret",
                "metadata": { "namespace": namespace, "name": name },
                "data": texts,
            }));
        }
        let mut remote = self.remote.iter();
        remote.try_for_each(|name| rig.add_to_secrets_manager(name, &format!("{}{name}", WORDS[0])))
    }

    /// None may be in a text.
    pub(super) fn must_not_be_in(&self, what: &str, text: &str) -> Result<()> {
        let line = text
            .lines()
            .position(|line| WORDS.iter().any(|word| line.contains(word)));
        ensure!(
            line.is_none(),
            "{what} has a secret in its line {}",
            line.unwrap_or_default() + 1
        );
        Ok(())
    }

    /// None may be in the files below a folder; says how many there were.
    pub(super) fn must_not_be_below(&self, folder: &Path) -> Result<usize> {
        let reading = || format!("reading {}", folder.display());
        let mut files = 0;
        for entry in fs::read_dir(folder).with_context(reading)? {
            let path = entry.with_context(reading)?.path();
            if path.is_dir() {
                files += self.must_not_be_below(&path)?;
                continue;
            }
            let bytes = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
            self.must_not_be_in(&path.display().to_string(), &String::from_utf8_lossy(&bytes))?;
            files += 1;
        }
        Ok(files)
    }
}

/// What is asked for in AWS Secrets Manager: `aws secretsmanager describe-secret … --secret-id NAME`.
fn remote(checks: &[String]) -> BTreeSet<String> {
    let ids = checks
        .iter()
        .filter_map(|check| check.split_once(" --secret-id "));
    ids.map(|(_, id)| id.split(' ').next().unwrap_or(id).to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::Canaries;

    #[test]
    fn a_planted_secret_is_found() {
        let canaries = Canaries::of(&[]);
        canaries.must_not_be_in("a text", "nothing\nof the kind").unwrap();
        let fault = canaries.must_not_be_in("a text", &format!("first\n{}", canaries.token()));
        assert_eq!(
            fault.unwrap_err().to_string(),
            "a text has a secret in its line 2"
        );
        let folder = std::env::temp_dir().join(format!("eksight-canary-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("below")).unwrap();
        std::fs::write(folder.join("below/a"), "x").unwrap();
        assert_eq!(canaries.must_not_be_below(&folder).unwrap(), 1);
        std::fs::write(folder.join("below/b"), canaries.key()).unwrap();
        assert!(canaries.must_not_be_below(&folder).is_err());
        std::fs::remove_dir_all(folder).unwrap();
    }
}
