//! What programs are asked around a step, word by word: `plan.json` shows it as a line, and who runs it needs no shell.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::resolve::ResolvedRelease;

/// A call of a program. Its words are names and numbers, which a shell reads as they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// `aws`, `kubectl`.
    pub program: &'static str,
    /// Its arguments.
    pub arguments: Vec<String>,
}

impl Call {
    /// The call that a line spells.
    pub(crate) fn spelled(program: &'static str, line: &str) -> Self {
        Self {
            program,
            arguments: line.split(' ').map(str::to_owned).collect(),
        }
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.program, self.arguments.join(" "))
    }
}

impl Serialize for Call {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Where a chart comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// Its name in the repository, or its whole address in a registry.
    pub name: String,
    /// The repository; `None` in a registry.
    pub repository: Option<String>,
    /// Its pinned version.
    pub version: String,
}

impl Chart {
    /// The chart of a release.
    #[must_use]
    pub fn of(release: &ResolvedRelease) -> Self {
        let oci = release.is_oci();
        let (chart, repository) = (&release.chart, &release.repository);
        Self {
            name: if oci { repository } else { chart }.clone(),
            repository: (!oci).then(|| repository.clone()),
            version: release.version.to_string(),
        }
    }

    /// Helm's arguments for it.
    #[must_use]
    pub fn arguments(&self) -> Vec<&str> {
        let mut arguments = vec![self.name.as_str()];
        if let Some(repository) = &self.repository {
            arguments.extend(["--repo", repository]);
        }
        arguments.extend(["--version", &self.version]);
        arguments
    }
}

/// What returns when a step has taken effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wait {
    /// A call that waits.
    Call(Call),
    /// The custom resource definitions of a chart are served.
    Established(Chart),
}

impl fmt::Display for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call(call) => call.fmt(f),
            Self::Established(chart) => write!(
                f,
                "helm show crds {} | kubectl wait --for=condition=Established --timeout=1m -f -",
                chart.arguments().join(" ")
            ),
        }
    }
}

impl Serialize for Wait {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
