//! Values of another kind than the field takes, each with what is told of it.

use std::path::Path;

use crate::{Memory, load};

const TEXT: &str = "\
apiVersion: eksight/v1
account: { id: \"111122223333\" }
tags:
  stage: dev
cluster:
  name: a
  region: ap-northeast-2
  kubernetesVersion: \"1.36\"
  zones: [ap-northeast-2a, ap-northeast-2c]
  deletionProtection: true
nodeGroups:
  main:
    instanceTypes: [m7i.large]
    size: { min: 1, desired: 1, max: 1 }
    maxPods: 110
";

/// What is written in the place of what, its place, what is told, and what is to be written.
type Case = [&'static str; 5];

const CASES: [Case; 20] = [
    [
        "[m7i.large]",
        "m7i.large",
        "13:20",
        "expected a list, found `m7i.large`",
        "write `[m7i.large]`",
    ],
    [
        "[m7i.large]",
        "m7i.large]",
        "13:20",
        "expected a list, found `m7i.large]`",
        "write `[m7i.large]`",
    ],
    [
        "[m7i.large]",
        "\n      -m7i.large",
        "14:7",
        "expected a list, found `-m7i.large`",
        "write a blank behind each `-`",
    ],
    [
        "[m7i.large]",
        "{ m7i: large }",
        "13:20",
        "expected a list, found a map",
        "begin each item with `- `",
    ],
    [
        "{ min: 1, desired: 1, max: 1 }",
        "3",
        "14:11",
        "expected a map, found `3`",
        "write a map of its fields, which are `min`, `desired`, `max`",
    ],
    [
        "min: 1",
        "min: \"1\"",
        "14:18",
        "expected a whole number, found the text `\"1\"`",
        "write `1` without quotes",
    ],
    [
        "min: 1",
        "min: 01",
        "14:18",
        "expected a whole number, found `01`",
        "write `1` alone",
    ],
    [
        "min: 1",
        "min: 1d",
        "14:18",
        "expected a whole number, found `1d`",
        "write `1` alone",
    ],
    [
        "min: 1",
        "min: -1",
        "14:18",
        "expected a whole number, found `-1`",
        "it cannot be less than 0: write it without a sign",
    ],
    [
        "min: 1",
        "min: 1.5",
        "14:18",
        "expected a whole number, found `1.5`",
        "write digits alone, such as `3`",
    ],
    [
        "    maxPods",
        "  maxPods",
        "15:12",
        "expected a map, found `110`",
        "`maxPods` is a field of each entry here: indent it as the other fields of one are",
    ],
    [
        "  stage: dev",
        "  - stage: dev",
        "4:3",
        "expected a map, found a list",
        "write `stage:` without `-` before it: a map has no items",
    ],
    [
        "  stage: dev",
        "  stage dev",
        "4:3",
        "expected a map, found `stage dev`",
        "write `stage: dev`",
    ],
    [
        "  stage: dev",
        "  stage = \"dev\"",
        "4:3",
        "expected a map, found `stage = \"dev\"`",
        "write `stage: \"dev\"`",
    ],
    [
        "  stage: dev",
        "  dev",
        "4:3",
        "expected a map, found `dev`",
        "write its entries in lines below it, each as `name: value`",
    ],
    [
        "  main:\n    inst",
        "  - name: main\n    inst",
        "12:3",
        "expected a map, found a list",
        "the entries of a map are told by name: write `main:` and below it, indented, what belongs to it",
    ],
    [
        "true",
        "yes",
        "10:23",
        "expected `true` or `false`, found `yes`",
        "write `true`",
    ],
    [
        "true",
        "\"true\"",
        "10:23",
        "expected `true` or `false`, found the text `\"true\"`",
        "write `true` without quotes",
    ],
    [
        "name: a",
        "name: #a",
        "6:9",
        "expected a text, found nothing",
        "quote it: without quotes `#` begins a comment",
    ],
    [
        "name: a",
        "name: [a]",
        "6:9",
        "expected a text, found a list",
        "write `a` without a list around it",
    ],
];

#[test]
fn what_is_of_another_kind_is_told_in_its_line_with_what_to_write() {
    for [from, to, place, message, help] in CASES {
        let documents: Memory = [("a.yaml", TEXT.replacen(from, to, 1))].into_iter().collect();
        let refused = load(&documents, Path::new("a.yaml")).expect_err(to);
        let [fault] = refused.faults.as_slice() else {
            panic!("{to}: {:?}", refused.faults);
        };
        let span = fault.span.as_ref().expect("a place");
        let told = (
            format!("{}:{}", span.line, span.column),
            fault.message.as_str(),
            fault.help.as_deref(),
        );
        assert_eq!(told, (place.to_owned(), message, Some(help)), "{to}");
    }
}
