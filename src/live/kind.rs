//! What the words of a program mean: their exit codes tell too little.

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

/// Sources, as of 2026-11: the common errors in the API references of AWS and EC2; botocore in the AWS CLI 1.46.3, `exceptions.py`
/// and `tokens.py`, and its service model of SSO for `UnauthorizedException`; the program kubectl 1.36.
const CREDENTIALS: [&str; 21] = [
    "(ExpiredToken)",
    "(ExpiredTokenException)",
    "(RequestExpired)",
    "(InvalidClientTokenId)",
    "(UnrecognizedClientException)",
    "Unable to locate credentials",
    "(AuthFailure)",
    "(SignatureDoesNotMatch)",
    "(UnauthorizedException)",
    "Partial credentials found",
    "Error when retrieving credentials from",
    "Error when retrieving token from",
    "Error loading SSO Token",
    "The SSO session associated with this profile has expired",
    "Your session has expired",
    "Error loading login session token",
    "The config profile (",
    "Token has expired",
    "You must be logged in to the server",
    "getting credentials: exec",
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
            // eksight assumes no role: the login does.
            match said.contains("when calling the AssumeRole") {
                true => Self::Credentials,
                false => Self::Denied,
            }
        } else if has(&ABSENT) {
            Self::Absent
        } else {
            Self::Lasting
        }
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
            (
                "An error occurred (AccessDenied) when calling the AssumeRole operation: MultiFactorAuthentication failed",
                Kind::Credentials,
            ),
            (
                "The SSO session associated with this profile has expired or is otherwise invalid.",
                Kind::Credentials,
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
