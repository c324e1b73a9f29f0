//! What the tests of resource types share.

use super::super::conformance::faults_of_properties;
use super::super::{Handle, LogicalId, Resource, ResourceEntry, Value};

/// A handle to a resource `Id` that need not exist.
pub(in crate::cloudformation) fn handle<R>() -> Handle<R> {
    Handle::new(LogicalId::new("Id"))
}

/// The properties as they are written, with their order; each is one that CloudFormation knows.
///
/// # Panics
/// When the catalogue's table of properties knows better.
pub(in crate::cloudformation) fn written<R: Resource>(properties: &R) -> String {
    let entry = ResourceEntry::new(properties);
    let properties = serde_json::from_str(entry.properties()).expect("properties are a map");
    let faults = faults_of_properties(R::TYPE, &properties);
    assert!(faults.is_empty(), "{}: {faults:?}", R::TYPE);
    entry.properties().to_owned()
}

/// A value as it is written.
pub(in crate::cloudformation) fn long_form<K>(value: &Value<K>) -> String {
    serde_json::to_string(value).expect("values are plain data")
}
