//! Why nobody could tell, or do: told by what a program said, since their exit codes tell too little.

use std::fmt;
use std::time::Duration;

use super::Refusal;
use crate::tools::ToolError;

/// What a complaint of a program means for who asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It may work in a moment: throttled, a fault of the service, a connection lost.
    Passing,
    /// The credentials have ended, or there are none.
    Credentials,
    /// Whoever asks may not.
    Denied,
    /// What was asked about is not there.
    Absent,
    /// Anything else.
    Lasting,
}

/// Codes and words for what may pass. Sources, as of 2026-11: botocore in the AWS CLI 1.46.3, for codes of throttling and
/// time `_THROTTLED_ERROR_CODES` and `_TRANSIENT_ERROR_CODES` in `retries/standard.py`, for connections `exceptions.py`, and
/// for failures of EFS, ACM and the logs, of EKS, KMS and the tags, the faults in each service's `service-2.json`; for other
/// failures, with HTTP status 5xx there, the common errors in the API references of CloudFormation and EC2; the programs
/// kubectl 1.36.3 and Helm 4.2.3, which have the rest word by word.
const PASSING: [&str; 35] = [
    "(Throttling)",
    "(ThrottlingException)",
    "(ThrottledException)",
    "(RequestThrottled)",
    "(RequestThrottledException)",
    "(EC2ThrottledException)",
    "(RequestLimitExceeded)",
    "(TooManyRequestsException)",
    // Of Route 53, while it works on an earlier change of the zone.
    "(PriorRequestNotComplete)",
    "(InternalFailure)",
    "(InternalError)",
    "(InternalServerError)",
    "(InternalServerException)",
    "(InternalServiceException)",
    "(ServerException)",
    "(KMSInternalException)",
    "(ServiceUnavailable)",
    "(ServiceUnavailableException)",
    "(RequestTimeout)",
    "(500)",
    "(502)",
    "(503)",
    "(504)",
    "Rate exceeded",
    "Could not connect to the endpoint URL",
    "Connection was closed before",
    "Connection reset by peer",
    "connection reset by peer",
    "Read timeout on endpoint",
    "Connect timeout on endpoint",
    "TLS handshake timeout",
    "i/o timeout",
    "unexpected EOF",
    "the server is currently unable to handle the request",
    "connection refused",
];

/// More of the cluster's: a connection that ends, its store, and webhooks of which no pod is ready. kubectl 1.36.3 has the
/// first and those about HTTP/2 and the time word by word. A webhook that could not be called is an internal error of the API
/// server, one that says no is not (kubernetes/kubernetes, `staging/src/k8s.io/apiserver`: `pkg/util/webhook/error.go`,
/// `ErrCallingWebhook`, and `pkg/admission/plugin/webhook/mutating/dispatcher.go`). Of the store's faults these are its codes
/// `Unavailable` and too many requests; others, such as `etcdserver: request is too large`, last (etcd-io/etcd,
/// `api/v3rpc/rpctypes/error.go`). All as of 2026-11.
const PASSING_IN_CLUSTER: [&str; 12] = [
    "was refused - did you specify the right host or port?",
    "http2: client connection lost",
    "the server was unable to return a response in the time allotted",
    "Internal error occurred: failed calling webhook",
    "etcdserver: no leader",
    "etcdserver: not leader",
    "etcdserver: leader changed",
    "etcdserver: not capable",
    "etcdserver: server stopped",
    "etcdserver: request timed out",
    "etcdserver: unhealthy cluster",
    "etcdserver: too many requests",
];

/// Sources, as of 2026-11: the common errors in the API references of AWS; botocore in the AWS CLI 1.46, `exceptions.py` and
/// `tokens.py`; the program kubectl 1.36.
const CREDENTIALS: [&str; 10] = [
    "(ExpiredToken)",
    "(ExpiredTokenException)",
    "(RequestExpired)",
    "(InvalidClientTokenId)",
    "(UnrecognizedClientException)",
    "Unable to locate credentials",
    "Error loading SSO Token",
    "Token has expired",
    "You must be logged in to the server",
    "the server has asked for the client to provide credentials",
];

/// Sources, as of 2026-11: the common errors in the API references of AWS, and botocore in the AWS CLI 1.46.3, the faults in
/// `service-2.json` of EKS, ACM and the logs (`AccessDeniedException`), CloudFormation (`AccessDenied`) and Route 53
/// (`NotAuthorizedException`); EC2's API reference, error codes. RBAC says who may not do what, and so is told from quotas and
/// webhooks, which forbid too (kubernetes/kubernetes, `staging/src/k8s.io/apiserver`,
/// `pkg/endpoints/handlers/responsewriters/errors.go`, `forbiddenMessage`).
const DENIED: [&str; 6] = [
    "(AccessDenied)",
    "(AccessDeniedException)",
    "(UnauthorizedOperation)",
    "(NotAuthorized)",
    "(NotAuthorizedException)",
    "forbidden: User \"",
];

/// Sources, as of 2026-11: botocore in the AWS CLI 1.46.3, the faults in `service-2.json` of EKS and the logs
/// (`ResourceNotFoundException`), CloudFormation (`ChangeSetNotFound`) and KMS (`NotFoundException`); the stack that is not
/// there is a `ValidationError` whose text alone tells it; EC2's API reference, error codes, where they end with `.NotFound`;
/// the programs kubectl 1.36.3 and Helm 4.2.3.
const ABSENT: [&str; 9] = [
    "does not exist",
    "(ResourceNotFoundException)",
    "(ChangeSetNotFound)",
    "(NotFoundException)",
    "(NotFound)",
    "NotFoundFault)",
    ".NotFound)",
    "release: not found",
    "No cluster found for name",
];

impl Kind {
    /// What words mean.
    #[must_use]
    pub fn of(said: &str) -> Self {
        let has = |words: &[&str]| words.iter().any(|word| said.contains(word));
        if has(&CREDENTIALS) {
            Self::Credentials
        } else if has(&PASSING) || has(&PASSING_IN_CLUSTER) {
            Self::Passing
        } else if has(&DENIED) {
            Self::Denied
        } else if has(&ABSENT) {
            Self::Absent
        } else {
            Self::Lasting
        }
    }
}

/// Why nobody could tell, or do. It is told as a [`Refusal`].
#[derive(Debug)]
pub enum Fault {
    /// The program could not be started.
    Tool(ToolError),
    /// A program complained.
    Said {
        /// Its first words.
        command: String,
        /// What it wrote to stderr.
        said: String,
        /// What that means.
        kind: Kind,
    },
    /// A program gave no answer in time.
    TooLate {
        /// Its first words.
        command: String,
        /// The time that it had.
        after: Duration,
    },
    /// Something took longer than it may.
    Slow {
        /// What is still so.
        what: String,
        /// The time that it had.
        after: Duration,
    },
    /// An answer is not as the program's documentation has it.
    Answer {
        /// Its first words.
        command: String,
        /// What does not fit.
        reason: String,
    },
    /// Somebody wants to stop.
    Stopped,
    /// The state of the world forbids it.
    Refused(Refusal),
}

impl std::error::Error for Fault {}

impl From<ToolError> for Fault {
    fn from(error: ToolError) -> Self {
        Self::Tool(error)
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.refusal().fmt(f)
    }
}

impl Fault {
    /// A refusal.
    #[must_use]
    pub fn refused(state: impl Into<String>, why: impl Into<String>, mend: impl Into<String>) -> Self {
        Self::Refused(Refusal::new(state, why, mend))
    }

    /// An answer that cannot be read.
    #[must_use]
    pub(super) fn answer(command: impl Into<String>, error: &serde_json::Error) -> Self {
        Self::Answer {
            command: command.into(),
            reason: match error.is_data() {
                true => error.to_string(),
                false => format!(
                    "it is not JSON from line {}, column {}",
                    error.line(),
                    error.column()
                ),
            },
        }
    }

    /// What was found, why it matters, and what mends it.
    #[must_use]
    pub fn refusal(&self) -> Refusal {
        match self {
            Self::Tool(error) => not_started(error),
            Self::Said { command, said, kind } => complained(command, said, *kind),
            Self::TooLate { command, after } => Refusal::new(
                format!(
                    "`{command}` gave no answer within {} s and was ended",
                    after.as_secs_f32()
                ),
                "what it had begun may go on, and nobody knows yet what becomes of it",
                "run the same command again: it looks first, and goes on from what it finds",
            ),
            Self::Slow { what, after } => Refusal::new(
                format!(
                    "{what}, and that for longer than it may take ({} s)",
                    after.as_secs_f32()
                ),
                "what comes after it needs it",
                "run the same command again: it goes on waiting, and `--timeout` gives it longer",
            ),
            Self::Answer { command, reason } => Refusal::new(
                format!("the answer of `{command}` is not as its documentation says: {reason}"),
                "what cannot be read cannot be compared, and nothing is done on a guess",
                format!(
                    "run the same command again; where it says the same, install another version of `{}`",
                    command.split(' ').next().unwrap_or(command)
                ),
            ),
            Self::Stopped => Refusal::new(
                "stopped",
                "somebody wanted it to",
                "run the same command again: it goes on from what it finds",
            ),
            Self::Refused(refusal) => refusal.clone(),
        }
    }

    /// Whether it may have worked nevertheless, or works in a moment.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Said { kind, .. } => *kind == Kind::Passing,
            Self::TooLate { .. } | Self::Answer { .. } => true,
            _ => false,
        }
    }

    /// Whether whoever asks may not.
    #[must_use]
    pub fn is_denied(&self) -> bool {
        matches!(
            self,
            Self::Said {
                kind: Kind::Denied,
                ..
            }
        )
    }

    /// Whether what was asked about is not there.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        matches!(
            self,
            Self::Said {
                kind: Kind::Absent,
                ..
            }
        )
    }
}

/// A program that is not there, or does not start.
fn not_started(error: &ToolError) -> Refusal {
    let why = "eksight drives the programs that you trust, and brings none of its own";
    match error {
        ToolError::Missing { program } => Refusal::new(
            error.to_string(),
            why,
            format!("install `{program}`, or put its folder into `PATH`, then run the same command"),
        ),
        ToolError::Start { program, source } => Refusal::new(
            format!("{error}: {source}"),
            why,
            format!("see to it that `{program} --version` works, then run the same command"),
        ),
        ToolError::Failed { .. } => Refusal::new(
            error.to_string(),
            "what it was to tell is needed, and it told nothing",
            "mend what it names, then run the same command",
        ),
    }
}

/// What a program said, and what that means. The cluster knows others than AWS does.
fn complained(command: &str, said: &str, kind: Kind) -> Refusal {
    let in_aws = command.starts_with("aws ");
    let (why, mend) = match kind {
        Kind::Credentials => (
            "the credentials have ended, or there are none; nothing is lost",
            match in_aws {
                true => {
                    "log in again (`aws sso login`, or what your account uses), and run the same command: it goes on where it \
                     stopped"
                }
                false => {
                    "log in again (`aws sso login`, or what your account uses), and run the same command; where \
                     `aws sts get-caller-identity` knows you, the cluster does not: add that principal under `cluster.access` \
                     of the environment"
                }
            },
        ),
        Kind::Passing => (
            "the service was asked several times and did not answer; nothing is lost",
            "run the same command again: it goes on where it stopped",
        ),
        Kind::Denied => (
            "eksight has the rights of whoever asks, and no others",
            match in_aws {
                true => {
                    "allow the action that it names to the caller that `aws sts get-caller-identity` tells, in IAM, then run the \
                     same command"
                }
                false => {
                    "allow it to the principal that `aws sts get-caller-identity` tells, by its policy under `cluster.access` of \
                     the environment or by a binding, then run the same command"
                }
            },
        ),
        Kind::Absent => (
            "it is needed here, and is not there or has gone meanwhile",
            "run the same command again: it looks first, and makes what is missing where that is its to make",
        ),
        Kind::Lasting => (
            "these are the program's own words, and what needs its work waits until it can be done",
            "mend what it names, then run the same command: it goes on from what it finds",
        ),
    };
    Refusal::new(format!("`{command}` failed:\n{said}"), why, mend)
}

#[cfg(test)]
mod tests {
    use super::{Fault, Kind};
    use crate::tools::ToolError;
    use std::time::Duration;

    /// One of every way to fail.
    fn faults() -> Vec<Fault> {
        let said = |command: &str, kind| Fault::Said {
            command: command.to_owned(),
            said: "no".to_owned(),
            kind,
        };
        let kinds = [
            Kind::Passing,
            Kind::Credentials,
            Kind::Denied,
            Kind::Absent,
            Kind::Lasting,
        ];
        let both =
            |kind| ["aws eks describe-cluster", "kubectl get nodes"].map(|command| said(command, kind));
        let program = || "helm".to_owned();
        let after = Duration::from_secs(2);
        let tools = [
            ToolError::Missing { program: program() },
            ToolError::Start {
                program: program(),
                source: std::io::Error::other("not executable"),
            },
            ToolError::Failed {
                command: program(),
                said: "no".to_owned(),
            },
        ];
        let mut faults: Vec<Fault> = kinds.into_iter().flat_map(both).collect();
        faults.extend(tools.map(Fault::Tool));
        faults.extend([
            Fault::TooLate {
                command: "helm list".to_owned(),
                after,
            },
            Fault::Slow {
                what: "it is still so".to_owned(),
                after,
            },
            Fault::Answer {
                command: "helm list".to_owned(),
                reason: "no JSON".to_owned(),
            },
            Fault::Stopped,
            Fault::refused("a state", "a reason", "a command"),
        ]);
        faults
    }

    #[test]
    fn every_fault_names_the_state_why_it_matters_and_what_mends_it() {
        for fault in faults() {
            let told = fault.to_string();
            let (state, rest) = told.split_once("\n  why: ").expect(&told);
            let (why, mend) = rest.split_once("\n  mend: ").expect(&told);
            for part in [state, why, mend] {
                assert!(!part.trim().is_empty() && !part.contains("  why: "), "{told}");
            }
        }
    }

    #[test]
    fn who_may_not_is_told_what_to_add_and_where() {
        let said = "Error from server (Forbidden): nodes is forbidden: User \"dev\" cannot list resource \"nodes\" in API group \
                    \"\" at the cluster scope";
        let fault = Fault::Said {
            command: "kubectl get".to_owned(),
            said: said.to_owned(),
            kind: Kind::of(said),
        };
        let told = format!(
            "`kubectl get` failed:\n{said}\n  why: eksight has the rights of whoever asks, and no others\n  mend: \
             allow it to the principal that `aws sts get-caller-identity` tells, by its policy under `cluster.access` of the \
             environment or by a binding, then run the same command"
        );
        assert_eq!(fault.to_string(), told);
    }

    #[test]
    fn words_of_programs_are_told_apart() {
        let said = [
            (
                "An error occurred (Throttling) when calling the DescribeStacks operation: Rate exceeded",
                Kind::Passing,
            ),
            (
                "An error occurred (ExpiredToken) when calling the GetCallerIdentity operation: the token has expired",
                Kind::Credentials,
            ),
            (
                "An error occurred (ValidationError) when calling the DescribeStacks operation: Stack with id a does not exist",
                Kind::Absent,
            ),
            ("Error: release: not found", Kind::Absent),
            (
                "An error occurred (ServerException) when calling the DescribeCluster operation: try again",
                Kind::Passing,
            ),
            (
                "An error occurred (PriorRequestNotComplete) when calling the ListResourceRecordSets operation: wait",
                Kind::Passing,
            ),
            (
                "An error occurred (AccessDenied) when calling the CreateChangeSet operation: not authorized",
                Kind::Denied,
            ),
            (
                "Error from server (Forbidden): pods \"a\" is forbidden: exceeded quota: small",
                Kind::Lasting,
            ),
            (
                "Error from server: etcdserver: request is too large",
                Kind::Lasting,
            ),
            ("Error from server: etcdserver: leader changed", Kind::Passing),
            (
                "Error from server (InternalError): Internal error occurred: failed calling webhook \"a.example.com\": failed to \
                 call webhook: Post \"https://a.b.svc:443\": no endpoints available",
                Kind::Passing,
            ),
            (
                "The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?",
                Kind::Passing,
            ),
            (
                "Error from server (NotFound): namespaces \"a\" not found",
                Kind::Absent,
            ),
        ];
        for (words, kind) in said {
            assert_eq!(Kind::of(words), kind, "{words}");
        }
    }
}
