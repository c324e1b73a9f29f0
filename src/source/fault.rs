//! The codes of reading faults, EKS0001 to EKS0009. Rules have codes of their own, from EKS1000 on.

use crate::diag::Code;

/// A file cannot be read.
pub(crate) const UNREADABLE: Code = Code(1);
/// A file is not YAML.
pub(crate) const NOT_YAML: Code = Code(2);
/// A field that the model does not have.
pub(crate) const UNKNOWN_FIELD: Code = Code(3);
/// A key that stands twice in one map.
pub(crate) const DUPLICATE_KEY: Code = Code(4);
/// A value that is not of the field's type.
pub(crate) const WRONG_VALUE: Code = Code(5);
/// A field that must be there.
pub(crate) const MISSING_FIELD: Code = Code(6);
/// YAML that is refused: anchors, aliases, merge keys, tags, several documents, absurd nesting.
pub(crate) const REFUSED_YAML: Code = Code(7);
/// `extends` leads nowhere or in a circle.
pub(crate) const BAD_EXTENDS: Code = Code(8);
/// A base file was named where an environment is wanted.
pub(crate) const NOT_AN_ENVIRONMENT: Code = Code(9);
