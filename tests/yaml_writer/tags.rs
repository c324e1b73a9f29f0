//! CloudFormation's short tags, letter by letter.

use eksight::emit::yaml::{Style, document};
use serde_json::{Value, json};

use super::readers::assert_reads_back;

/// Asserts how `k: value` is written, and that it reads back as the long form.
#[track_caller]
fn assert_written(value: &Value, expected: &str) {
    let value = json!({ "k": value, "after": 1 });
    let text = document(&[], &value, Style::CloudFormation);
    assert_eq!(text, format!("k: {expected}\nafter: 1\n"));
    assert_reads_back(&value, Style::CloudFormation);
}

#[test]
fn each_function_has_its_short_form() {
    for (value, expected) in [
        (json!({ "Ref": "Vpc" }), "!Ref Vpc"),
        (json!({ "Ref": "AWS::Region" }), "!Ref AWS::Region"),
        (
            json!({ "Fn::GetAtt": ["Cluster", "Endpoint"] }),
            "!GetAtt Cluster.Endpoint",
        ),
        (
            json!({ "Fn::GetAtt": ["Nested", "Outputs.VpcId"] }),
            "!GetAtt Nested.Outputs.VpcId",
        ),
        (
            json!({ "Fn::Sub": "${AWS::StackName}-vpc" }),
            "!Sub ${AWS::StackName}-vpc",
        ),
        (json!({ "Fn::Sub": "arn: ${A}" }), r#"!Sub "arn: ${A}""#),
        (json!({ "Fn::GetAZs": "" }), r#"!GetAZs """#),
        (
            json!({ "Fn::ImportValue": "shared-vpc" }),
            "!ImportValue shared-vpc",
        ),
        (
            json!({ "Fn::Base64": "#!/bin/bash\n" }),
            "!Base64 |\n  #!/bin/bash",
        ),
        (
            json!({ "Fn::Select": [0, { "Fn::GetAZs": "" }] }),
            r#"!Select [0, !GetAZs ""]"#,
        ),
        (
            json!({ "Fn::Join": ["", ["a", { "Ref": "B" }]] }),
            r#"!Join ["", [a, !Ref B]]"#,
        ),
        (
            json!({ "Fn::Join": ["\n", ["a", "b c"]] }),
            r#"!Join ["\n", [a, b c]]"#,
        ),
        (
            json!({ "Fn::Split": [",", { "Ref": "Ids" }] }),
            r#"!Split [",", !Ref Ids]"#,
        ),
        (
            json!({ "Fn::FindInMap": ["Ami", { "Ref": "AWS::Region" }, "id"] }),
            r#"!FindInMap [Ami, !Ref AWS::Region, id]"#,
        ),
        (
            json!({ "Fn::Cidr": [{ "Fn::GetAtt": ["Vpc", "CidrBlock"] }, 6, "8"] }),
            r#"!Cidr [!GetAtt Vpc.CidrBlock, 6, "8"]"#,
        ),
        (
            json!({ "Fn::If": ["HasKey", { "Ref": "Key" }, { "Ref": "AWS::NoValue" }] }),
            r#"!If [HasKey, !Ref Key, !Ref AWS::NoValue]"#,
        ),
        (
            json!({ "Fn::Equals": [{ "Ref": "Key" }, ""] }),
            r#"!Equals [!Ref Key, ""]"#,
        ),
        (
            json!({ "Fn::Not": [{ "Fn::Equals": [{ "Ref": "Key" }, "y"] }] }),
            r#"!Not [!Equals [!Ref Key, "y"]]"#,
        ),
    ] {
        assert_written(&value, expected);
    }
}

/// PyYAML and the AWS CLI refuse a bare `?` between brackets, which the two readers here let pass.
#[test]
fn syntax_between_brackets_is_quoted_there_only() {
    assert_written(
        &json!({ "Fn::Join": ["a", ["b?c", "d,e", "f]", "g}", "h:i"]] }),
        r#"!Join [a, ["b?c", "d,e", "f]", "g}", h:i]]"#,
    );
    let value = json!(["b?c", "d,e", "f]", "g}"]);
    assert_eq!(
        document(&[], &value, Style::CloudFormation),
        "- b?c\n- d,e\n- f]\n- g}\n"
    );
}

#[test]
fn two_tags_never_meet_on_one_node() {
    let value = json!({ "UserData": { "Fn::Base64": { "Fn::Sub": "#!/bin/bash\nset -eu\n${Cluster}\n" } } });
    let expected = "\
UserData:
  Fn::Base64: !Sub |
    #!/bin/bash
    set -eu
    ${Cluster}
";
    assert_eq!(document(&[], &value, Style::CloudFormation), expected);
    assert_reads_back(&value, Style::CloudFormation);
}

#[test]
fn a_tag_below_a_long_function_keeps_its_own() {
    let value = json!({ "l": [
        { "Fn::GetAZs": { "Ref": "AWS::Region" } },
        { "Fn::Select": [0, { "Fn::GetAZs": { "Ref": "AWS::Region" } }] },
        { "Fn::Base64": { "Fn::Sub": ["${a}", { "a": { "Fn::ImportValue": { "Fn::Sub": "${S}-vpc" } } }] } },
    ] });
    let expected = "\
l:
  - Fn::GetAZs: !Ref AWS::Region
  - !Select
    - 0
    - Fn::GetAZs: !Ref AWS::Region
  - Fn::Base64: !Sub
      - ${a}
      - a:
          Fn::ImportValue: !Sub ${S}-vpc
";
    assert_eq!(document(&[], &value, Style::CloudFormation), expected);
    assert_reads_back(&value, Style::CloudFormation);
}

#[test]
fn sub_with_variables_is_a_block() {
    let value = json!({
        "k": { "Fn::Sub": ["${Url}/*", { "Url": { "Fn::GetAtt": ["Cluster", "OpenIdConnectIssuerUrl"] } }] },
        "after": 1
    });
    let expected = "\
k: !Sub
  - ${Url}/*
  - Url: !GetAtt Cluster.OpenIdConnectIssuerUrl
after: 1
";
    assert_eq!(document(&[], &value, Style::CloudFormation), expected);
    assert_reads_back(&value, Style::CloudFormation);
}

#[test]
fn arguments_of_more_than_eighty_characters_stand_one_to_a_line() {
    let (a, b) = ("a".repeat(34), "b".repeat(35));
    let fits = json!({ "k": { "Fn::Join": ["-", [&a, &b]] } });
    let long = json!({ "k": { "Fn::Join": ["-", [&b, &b]] } });
    let flow = format!("[\"-\", [{a}, {b}]]");
    assert_eq!(flow.len(), 80);
    assert_eq!(
        document(&[], &fits, Style::CloudFormation),
        format!("k: !Join {flow}\n")
    );
    let expected = format!("k: !Join\n  - \"-\"\n  - - {b}\n    - {b}\n");
    assert_eq!(document(&[], &long, Style::CloudFormation), expected);
}

#[test]
fn maps_that_only_resemble_a_function_stay_maps() {
    for value in [
        json!({ "Ref": "a", "other": "b" }),
        json!({ "Ref": ["a"] }),
        json!({ "Ref": { "a": "b" } }),
        json!({ "Ref": 1 }),
        json!({ "Fn::Sub": null }),
        json!({ "Fn::Unknown": "a" }),
        json!({ "Condition": "a" }),
        json!({ "Fn::GetAtt": "a.b" }),
        json!({ "Fn::GetAtt": ["a.b", "c"] }),
        json!({ "Fn::GetAtt": ["a", { "Ref": "b" }] }),
        json!({ "Fn::GetAtt": ["a", "b", "c"] }),
    ] {
        let value = json!({ "k": value });
        let text = document(&[], &value, Style::CloudFormation);
        assert!(!text.starts_with("k: !"), "{text}");
        assert_reads_back(&value, Style::CloudFormation);
    }
}

#[test]
fn a_whole_document_is_never_tagged() {
    let value = json!({ "Fn::Sub": "a\nb" });
    assert_eq!(
        document(&[], &value, Style::CloudFormation),
        "Fn::Sub: |-\n  a\n  b\n"
    );
}

#[test]
fn other_styles_know_no_tags() {
    for style in [Style::Plain, Style::Helm] {
        assert_eq!(
            document(&[], &json!({ "k": { "Ref": "a" } }), style),
            "k:\n  Ref: a\n"
        );
    }
}
