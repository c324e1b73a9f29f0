//! What the server says when it refuses.

use crate::http::Response;
use serde_json::json;

/// A refusal, as Kubernetes words it.
#[derive(Debug)]
pub(super) struct Failure {
    code: u16,
    reason: &'static str,
    message: String,
}

impl Failure {
    pub(super) fn not_found(what: &str, name: &str) -> Self {
        Self::new(404, "NotFound", format!("{what} \"{name}\" not found"))
    }

    /// A path that nothing answers to.
    pub(super) fn no_such_path() -> Self {
        let message = "the server could not find the requested resource";
        Self::new(404, "NotFound", message.to_owned())
    }

    pub(super) fn already_exists(what: &str, name: &str) -> Self {
        Self::new(409, "AlreadyExists", format!("{what} \"{name}\" already exists"))
    }

    pub(super) fn conflict(message: String) -> Self {
        Self::new(409, "Conflict", message)
    }

    pub(super) fn invalid(message: String) -> Self {
        Self::new(422, "Invalid", message)
    }

    pub(super) fn bad_request(message: String) -> Self {
        Self::new(400, "BadRequest", message)
    }

    pub(super) fn internal(message: String) -> Self {
        Self::new(500, "InternalError", message)
    }

    fn new(code: u16, reason: &'static str, message: String) -> Self {
        Self {
            code,
            reason,
            message,
        }
    }

    pub(super) fn response(&self) -> Response {
        let status = json!({
            "kind": "Status",
            "apiVersion": "v1",
            "metadata": {},
            "status": "Failure",
            "message": self.message,
            "reason": self.reason,
            "code": self.code,
        });
        Response::whole(self.code, "application/json", status.to_string())
    }
}
