//! Why nobody could tell, or do: told by what a program said, since their exit codes tell too little.

use std::time::Duration;

use crate::tools::ToolError;

/// What a complaint of a program means for who asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It may work in a moment: throttled, a fault of the service, a connection lost.
    Passing,
    /// The credentials have ended, or there are none.
    Credentials,
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
/// first and those about HTTP/2 and the time word by word; the API server says the others (kubernetes/kubernetes,
/// `staging/src/k8s.io/apiserver`: `pkg/admission/plugin/webhook/errors` and etcd's client errors, as of 2026-11).
const PASSING_IN_CLUSTER: [&str; 5] = [
    "was refused - did you specify the right host or port?",
    "etcdserver: ",
    "http2: client connection lost",
    "the server was unable to return a response in the time allotted",
    "Internal error occurred: failed calling webhook",
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
        } else if has(&ABSENT) {
            Self::Absent
        } else {
            Self::Lasting
        }
    }
}

/// Why nobody could tell, or do.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The program could not be started.
    #[error(transparent)]
    Tool(#[from] ToolError),
    /// A program complained.
    #[error("`{command}` failed:\n{said}{}", advice(*kind))]
    Said {
        /// Its first words.
        command: String,
        /// What it wrote to stderr.
        said: String,
        /// What that means.
        kind: Kind,
    },
    /// A program gave no answer in time.
    #[error(
        "`{command}` gave no answer within {} s and was ended; what it had begun may go on. Run the command again: it \
         looks first, and goes on from what it finds",
        after.as_secs_f32()
    )]
    TooLate {
        /// Its first words.
        command: String,
        /// The time that it had.
        after: Duration,
    },
    /// Something took longer than it may.
    #[error("{what}, and that for longer than it may take ({} s); `--timeout` gives it longer, and running the command again goes on waiting", after.as_secs_f32())]
    Slow {
        /// What is still so.
        what: String,
        /// The time that it had.
        after: Duration,
    },
    /// An answer is not as the program's documentation has it.
    #[error("the answer of `{command}` is not as its documentation says: {reason}")]
    Answer {
        /// Its first words.
        command: String,
        /// What does not fit.
        reason: String,
    },
    /// Somebody wants to stop.
    #[error("stopped")]
    Stopped,
    /// The state of the world forbids it: what was found, why it matters, and what mends it.
    #[error("{found}\n  why: {why}\n  mend: {mend}")]
    Refused {
        /// The state found.
        found: String,
        /// Why it matters.
        why: String,
        /// The command that mends it.
        mend: String,
    },
}

impl Fault {
    /// A refusal.
    #[must_use]
    pub fn refused(found: impl Into<String>, why: impl Into<String>, mend: impl Into<String>) -> Self {
        Self::Refused {
            found: found.into(),
            why: why.into(),
            mend: mend.into(),
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

const fn advice(kind: Kind) -> &'static str {
    match kind {
        Kind::Credentials => {
            "\n  why: the credentials have ended, or there are none; nothing is lost\n  mend: log in again \
             (`aws sso login`, or what your account uses), and run the same command: it goes on where it stopped"
        }
        Kind::Passing => {
            "\n  why: the service was asked several times and did not answer; nothing is lost\n  mend: run the same \
             command again: it goes on where it stopped"
        }
        Kind::Absent | Kind::Lasting => "",
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;

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
                Kind::Lasting,
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
