//! CloudFormation: the state of a stack, its template and its events.

use serde::{Deserialize, Deserializer};

use super::words::words;
use super::{Fault, Programs};

/// Every state of a stack. Source: AWS CloudFormation API reference, Stack, as of 2026-11.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "the API's own names")]
pub enum StackStatus {
    CreateInProgress,
    CreateFailed,
    CreateComplete,
    RollbackInProgress,
    RollbackFailed,
    RollbackComplete,
    DeleteInProgress,
    DeleteFailed,
    DeleteComplete,
    UpdateInProgress,
    UpdateCompleteCleanupInProgress,
    UpdateComplete,
    UpdateFailed,
    UpdateRollbackInProgress,
    UpdateRollbackFailed,
    UpdateRollbackCompleteCleanupInProgress,
    UpdateRollbackComplete,
    ReviewInProgress,
    ImportInProgress,
    ImportComplete,
    ImportRollbackInProgress,
    ImportRollbackFailed,
    ImportRollbackComplete,
    /// One that we do not know, and therefore touch nothing in.
    #[serde(other)]
    Unknown,
}

/// What a state allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// An operation is on its way.
    Moving,
    /// Nothing is there but a change set that was never executed.
    Planned,
    /// It can be updated.
    Usable,
    /// The first creation failed and left nothing; it can only be deleted.
    Husk,
    /// Gone.
    Gone,
    /// A person has to decide.
    Stuck,
}

impl StackStatus {
    /// What it allows.
    #[must_use]
    pub const fn settled(self) -> Settled {
        match self {
            Self::CreateInProgress
            | Self::RollbackInProgress
            | Self::DeleteInProgress
            | Self::UpdateInProgress
            | Self::UpdateCompleteCleanupInProgress
            | Self::UpdateRollbackInProgress
            | Self::UpdateRollbackCompleteCleanupInProgress
            | Self::ImportInProgress
            | Self::ImportRollbackInProgress => Settled::Moving,
            Self::ReviewInProgress => Settled::Planned,
            Self::CreateComplete
            | Self::UpdateComplete
            | Self::UpdateFailed
            | Self::UpdateRollbackComplete
            | Self::ImportComplete
            | Self::ImportRollbackComplete => Settled::Usable,
            Self::RollbackComplete => Settled::Husk,
            Self::DeleteComplete => Settled::Gone,
            Self::CreateFailed
            | Self::RollbackFailed
            | Self::DeleteFailed
            | Self::UpdateRollbackFailed
            | Self::ImportRollbackFailed
            | Self::Unknown => Settled::Stuck,
        }
    }

    /// Whether the last operation did what it was asked for.
    #[must_use]
    pub const fn is_success(self) -> bool {
        matches!(
            self,
            Self::CreateComplete | Self::UpdateComplete | Self::ImportComplete
        )
    }
}

/// A stack.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Stack {
    /// Its ARN, which names it also when it is gone.
    pub stack_id: String,
    /// Its name.
    pub stack_name: String,
    /// Its state.
    #[serde(rename = "StackStatus")]
    pub status: StackStatus,
    /// The API's own word for the state.
    #[serde(skip)]
    pub word: String,
    /// Why it is in it.
    #[serde(rename = "StackStatusReason", default, deserialize_with = "words")]
    pub reason: String,
    /// What its template says that it is.
    #[serde(default, deserialize_with = "told")]
    pub description: Option<String>,
    /// When it was changed last.
    #[serde(default)]
    pub last_updated_time: String,
    /// Whether it may not be deleted.
    #[serde(rename = "EnableTerminationProtection", default)]
    pub protected: bool,
    /// What it tells of itself.
    #[serde(default)]
    outputs: Vec<Output>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Output {
    output_key: String,
    output_value: String,
}

impl Stack {
    /// Whether it is of a template of ours, for the cluster of its name; a name alone may be anybody's. A stack of which there
    /// is a plan alone has no template yet.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        let is_of_cluster = |description: &String| {
            let told = description.split_once("EKS cluster ");
            let rest = told.and_then(|(_, name)| name.strip_prefix(&self.stack_name));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(','))
        };
        self.status.settled() == Settled::Planned || self.description.as_ref().is_some_and(is_of_cluster)
    }

    /// Whether it is known to be somebody else's: of one that is on its way it may not be told yet.
    #[must_use]
    pub fn is_foreign(&self) -> bool {
        let is_untold = self.description.is_none() && self.status.settled() == Settled::Moving;
        !is_untold && !self.is_ours()
    }

    /// Its outputs, by key.
    pub fn outputs(&self) -> impl Iterator<Item = (&str, &str)> {
        let outputs = self.outputs.iter();
        outputs.map(|output| (output.output_key.as_str(), output.output_value.as_str()))
    }
}

/// What is told at all, without the secrets in it.
fn told<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    words(from).map(Some)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Stacks {
    stacks: Vec<serde_json::Value>,
}

/// The stack of this name or ARN; `None` where there is none.
///
/// # Errors
/// When it cannot be told.
pub fn stack(programs: &Programs<'_>, name: &str) -> Result<Option<Stack>, Fault> {
    let asked = programs.ask_aws::<Stacks>(&["cloudformation", "describe-stacks", "--stack-name", name]);
    let answer = match asked {
        Err(fault) if fault.is_absent() => return Ok(None),
        other => other?,
    };
    let Some(value) = answer.stacks.into_iter().next() else {
        return Ok(None);
    };
    let word = value["StackStatus"].as_str().unwrap_or_default().to_owned();
    let stack = serde_json::from_value::<Stack>(value)
        .map_err(|error| Fault::answer("aws cloudformation describe-stacks", &error))?;
    Ok(Some(Stack { word, ..stack }).filter(|stack| stack.status != StackStatus::DeleteComplete))
}

/// Something that happened to a stack.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Event {
    /// Tells it from all others.
    pub event_id: String,
    /// Which resource; the stack itself too.
    #[serde(default)]
    pub logical_resource_id: String,
    /// Its type.
    #[serde(default)]
    pub resource_type: String,
    /// Its state.
    #[serde(default)]
    pub resource_status: String,
    /// Why.
    #[serde(default, deserialize_with = "words")]
    pub resource_status_reason: String,
    /// The mark of the operation that it belongs to.
    #[serde(default)]
    pub client_request_token: String,
}

impl Event {
    /// Whether it tells of a failure of its own; a resource that was cancelled because another one failed is none.
    #[must_use]
    pub fn is_failure(&self) -> bool {
        self.resource_status.ends_with("_FAILED") && !self.resource_status_reason.contains("cancelled")
    }

    /// Whether it is the stack's own, which bears its name as a resource does (AWS CloudFormation API reference,
    /// DescribeStackEvents, the example; as of 2026-11).
    #[must_use]
    pub fn is_of_stack(&self, stack: &Stack) -> bool {
        self.resource_type == "AWS::CloudFormation::Stack" && self.logical_resource_id == stack.stack_name
    }
}

/// Those of these events, the newest first, that came behind the one with this id; all where there is none.
pub fn events_since<'a>(events: &'a [Event], id: Option<&str>) -> impl Iterator<Item = &'a Event> {
    events
        .iter()
        .take_while(move |event| Some(event.event_id.as_str()) != id)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Events {
    stack_events: Vec<Event>,
}

/// The newest events, the newest first.
///
/// # Errors
/// When they cannot be told.
pub fn events(programs: &Programs<'_>, stack: &str) -> Result<Vec<Event>, Fault> {
    let arguments = [
        "cloudformation",
        "describe-stack-events",
        "--stack-name",
        stack,
        "--max-items",
        "200",
    ];
    Ok(programs.ask_aws::<Events>(&arguments)?.stack_events)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Template {
    template_body: serde_json::Value,
}

/// The template that a stack was made from. The CLI gives one in JSON as a tree, and one in YAML as a text.
///
/// # Errors
/// When it cannot be told.
pub fn template_body(programs: &Programs<'_>, stack: &str) -> Result<serde_json::Value, Fault> {
    let arguments = [
        "cloudformation",
        "get-template",
        "--template-stage",
        "Original",
        "--stack-name",
        stack,
    ];
    let found: Template = programs.ask_aws(&arguments)?;
    Ok(found.template_body)
}

/// Whether a stack was made from this template.
///
/// # Errors
/// When it cannot be told.
pub fn has_template(programs: &Programs<'_>, stack: &str, template: &str) -> Result<bool, Fault> {
    Ok(match &template_body(programs, stack)? {
        serde_json::Value::String(text) => text.trim_end() == template.trim_end(),
        tree => serde_json::from_str::<serde_json::Value>(template).is_ok_and(|wanted| wanted == *tree),
    })
}

#[cfg(test)]
mod tests;
