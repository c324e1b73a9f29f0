//! The codes of reading faults and what each of them means: EKS0001 to EKS0010 of environment files, EKS0020 to EKS0022
//! of imported facts. Rules have codes and pages of their own,
//! from EKS1000 on.

use crate::diag::Code;

/// A file cannot be read.
pub const UNREADABLE: Code = Code(1);
/// A file is not YAML.
pub(crate) const NOT_YAML: Code = Code(2);
/// A field that the model does not have.
pub const UNKNOWN_FIELD: Code = Code(3);
/// A key that stands twice in one map.
pub(crate) const DUPLICATE_KEY: Code = Code(4);
/// A value that is not of the field's type.
pub(crate) const WRONG_VALUE: Code = Code(5);
/// A field that must be there.
pub(crate) const MISSING_FIELD: Code = Code(6);
/// YAML that is refused: anchors, aliases, merge keys, tags, several documents.
pub(crate) const REFUSED_YAML: Code = Code(7);
/// `extends` leads nowhere or in a circle.
pub(crate) const BAD_EXTENDS: Code = Code(8);
/// A base file was named where an environment is wanted.
pub(crate) const NOT_AN_ENVIRONMENT: Code = Code(9);
/// A file that is named as a dashboard is none that Grafana can show.
pub(crate) const NOT_A_DASHBOARD: Code = Code(10);

/// A file of imported facts cannot be read.
pub const FACTS_UNREADABLE: Code = Code(20);
/// A file of `catalog/` is not one that `catalog import` writes.
pub const FACTS_UNUSABLE: Code = Code(21);
/// A file of imported facts has another file's name.
pub const FACTS_MISNAMED: Code = Code(22);

/// Every reading fault with what it means: a title, then why it is refused and what to do.
pub const FAULTS: [(Code, &str); 13] = [
    (
        UNREADABLE,
        "# File cannot be read\n\nThere is no such file, or it is a folder, a pipe, a circle of links, larger than 1 MiB, \
         or not UTF-8 text. Save it as UTF-8 under `environments/`.\n\nOf an environment in Rust it is a panic of the function that \
         writes it, told at its line.\n",
    ),
    (
        NOT_YAML,
        "# File is not YAML\n\nThe file is empty, breaks YAML's grammar, indents with tabs, or nests deeper than any environment \
         does. The commonest slips are told where they begin, with what to write. Of any other the place is where the reader gave \
         up; the cause is often on the line above: a missing quote, bracket or blank.\n",
    ),
    (
        UNKNOWN_FIELD,
        "# Unknown field\n\nA field that the model does not have would be read by nobody. `schema` prints all fields, and \
         editors complete them by the first line of each environment file.\n",
    ),
    (
        DUPLICATE_KEY,
        "# Duplicate key\n\nYAML readers disagree which of two values counts. Remove one of them.\n",
    ),
    (
        WRONG_VALUE,
        "# Wrong value\n\nThe value is not of the field's type or form. Versions are best written in quotes: other \
         readers take 1.30 for the number 1.3. Switches are `true` or `false`, numbers have no quotes and no leading zeros.\n",
    ),
    (
        MISSING_FIELD,
        "# Missing field\n\nThe field has no default that would be right for everybody. It may stand in this file or in one \
         that it extends. The value that is shown is an example.\n",
    ),
    (
        REFUSED_YAML,
        "# YAML that is refused\n\nAnchors, aliases, merge keys and tags hide what an environment says, and a second document \
         would be a second environment. Write values out; what several environments share belongs in a file that they \
         `extends`.\n",
    ),
    (
        BAD_EXTENDS,
        "# Bad extends\n\n`extends` names one file by its path from this one, and no other machine would render the same where that \
         or a link on the way leads out of the project. The chain may be long, but it must end: a file that \
         extends itself, directly or not, is refused.\n",
    ),
    (
        NOT_AN_ENVIRONMENT,
        "# Not an environment\n\nA file with `kind: Base` is what others extend. It is not rendered alone, and `--all` passes \
         over it.\n",
    ),
    (
        NOT_A_DASHBOARD,
        "# Dashboard that Grafana cannot show\n\nA file under `monitoring.grafana.dashboards` is not JSON, has no title or no \
         panels, or leaves something open. An export \"for sharing externally\" has placeholders such as `${DS_PROMETHEUS}` \
         for who imports it by hand. Those of a Prometheus are filled in; write the others out.\n",
    ),
    (
        FACTS_UNREADABLE,
        "# Imported facts cannot be read\n\nA file in `catalog/` is a folder, a pipe, larger than 1 MiB, or not UTF-8 text, \
         or may not be read. Facts that are there and cannot be read are not passed over: findings would rest on older ones.\n",
    ),
    (
        FACTS_UNUSABLE,
        "# Imported facts cannot be used\n\nA JSON file in `catalog/` is not one that `catalog import` writes: it is damaged, \
         such as by a merge, or belongs to something else. Remove it and import again; what is not JSON is left alone there.\n",
    ),
    (
        FACTS_MISNAMED,
        "# Imported facts under another name\n\nEach file in `catalog/` is called by what its facts are about, so that the \
         next import finds it. Rename it, or remove it and import again.\n",
    ),
];
