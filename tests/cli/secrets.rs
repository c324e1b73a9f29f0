//! Secrets that somebody pasted where they do not belong: no format of a finding shows one, and nothing that holds one is
//! written.

use serde_json::{Value, json};

use crate::project::{Project, sound};

/// The formats of findings.
const FORMATS: [&str; 4] = ["text", "json", "github", "sarif"];

/// What `check` says of `tiny` with more lines, in each of the [`FORMATS`].
fn said(lines: &str) -> [String; 4] {
    said_of(&(sound() + lines))
}

/// The same of another text.
fn said_of(text: &str) -> [String; 4] {
    let project = Project::with(text);
    FORMATS.map(|format| {
        let run = project.run(&["check", "tiny", "-o", format, "--deny", "warnings"]);
        assert_eq!(run.code, Some(3), "{}", run.stderr);
        run.stdout + &run.stderr
    })
}

/// A finding, and how its line is shown.
struct Shown {
    code: &'static str,
    /// Its line and its column.
    at: (usize, usize),
    line: &'static str,
    marks: usize,
    message: &'static str,
    help: Option<&'static str>,
}

impl Shown {
    fn text(&self) -> String {
        let (line, column) = self.at;
        let help = self
            .help
            .map_or_else(String::new, |help| format!("   = help: {help}\n"));
        // A tab takes four columns in the line that is shown.
        let shown = self.line.replace('\t', "    ");
        let marks = format!("{}{}", " ".repeat(column - 1), "^".repeat(self.marks));
        format!(
            "error[{}]: {}\n  --> environments/tiny.yaml:{line}:{column}\n   |\n{line} | {shown}\n   | {marks}\n{help}\n\
             tiny: 1 error\n",
            self.code, self.message,
        )
    }

    /// The other formats show no line.
    fn others(&self, [_, json, github, sarif]: &[String; 4]) {
        let (line, column) = self.at;
        let findings: Value = serde_json::from_str(json).unwrap();
        let told = ["code", "message", "help", "field", "line", "column"].map(|key| &findings[0][key]);
        assert_eq!(
            told,
            [
                &json!(self.code),
                &json!(self.message),
                &json!(self.help),
                &json!(""),
                &json!(line),
                &json!(column)
            ]
        );
        let help = self
            .help
            .map_or_else(String::new, |help| format!("%0Ahelp: {help}"));
        assert_eq!(
            *github,
            format!(
                "::error file=environments/tiny.yaml,line={line},col={column},title={}::{}{help}\n",
                self.code,
                self.message.replace('%', "%25")
            )
        );
        let log: Value = serde_json::from_str(sarif).unwrap();
        let help = self
            .help
            .map_or_else(String::new, |help| format!("\nhelp: {help}"));
        let text = format!("{}{help}", self.message);
        assert_eq!(log["runs"][0]["results"][0]["message"]["text"], json!(text));
    }
}

/// What is no YAML is told with its line, in which a secret is known by the name before it.
#[test]
fn a_secret_in_what_is_not_yaml_is_hidden() {
    let no_quote = "the text that begins here has no `\"` at its end";
    let with_colon = "a text without quotes cannot have a `:` with a blank behind it";
    let tab = "a tab cannot indent YAML";
    let blanks = Some("indent with blanks alone, as many as the lines beside this one have");
    let value = "charts: {}\nx:\n  grafana:\n    adminPassword: ";
    for (lines, at, line, marks, message, help) in [
        (
            "password: \"hunter2hunter2\n".to_owned(),
            (28, 11),
            "password: ***************",
            1,
            no_quote,
            Some("write `\"(hidden)\"`"),
        ),
        (
            "password: 'hunter2hunter2 # hunter2\nx: y\n".to_owned(),
            (28, 11),
            "password: *************** * *******",
            1,
            "the text that begins here has no `'` at its end",
            Some("write `'(hidden)'`"),
        ),
        (
            "password:hunter2hunter2\n".to_owned(),
            (28, 9),
            "password:**************",
            1,
            "there is no blank between `password:` and its value",
            Some("write `password: (hidden)`"),
        ),
        (
            "password: hunter2`\"hunter2: x\n".to_owned(),
            (28, 27),
            "password: ***************** *",
            1,
            with_colon,
            Some("write `password: \"(hidden)\"`, or begin another line"),
        ),
        (
            format!("{value}\"hunter2hunter2\n"),
            (31, 20),
            "    adminPassword: ***************",
            1,
            no_quote,
            Some("write `\"(hidden)\"`"),
        ),
        (
            "x:\n  env:\n    - name: AWS_SECRET_ACCESS_KEY\n      value: \"hunter2hunter2\n".to_owned(),
            (31, 14),
            "      value: \"**************",
            1,
            no_quote,
            Some("write `\"(hidden)\"`"),
        ),
        (
            "tokens:\n  - \"hunter2hunter2\n".to_owned(),
            (29, 5),
            "  * ***************",
            1,
            no_quote,
            Some("write `\"(hidden)\"`"),
        ),
        (
            "\tpassword: hunter2hunter2\n".to_owned(),
            (28, 1),
            "\tpassword: **************",
            1,
            tab,
            blanks,
        ),
        (
            "\tDB_PASSWORD: hunter2hunter2\n".to_owned(),
            (28, 1),
            "\tDB_PASSWORD: **************",
            1,
            tab,
            blanks,
        ),
        (
            "password hunter2hunter2\n".to_owned(),
            (28, 1),
            "password **************",
            23,
            "there is no `:` between a key and its value",
            Some("write `password: (hidden)`"),
        ),
        (
            "x: { password: hunter2hunter2\n".to_owned(),
            (28, 4),
            "x: { password: **************",
            1,
            "the `{` that stands here is never closed",
            Some("write `{ password: (hidden) }`"),
        ),
        (
            "password: [hunter2hunter2\n".to_owned(),
            (28, 11),
            "password: ***************",
            1,
            "the `[` that stands here is never closed",
            Some("write `(hidden)]`"),
        ),
        (
            format!("{value}@hunter2hunter2\n"),
            (31, 20),
            "    adminPassword: ***************",
            15,
            "a text without quotes cannot begin with `@`",
            Some("quote it: `\"(hidden)\"`"),
        ),
        (
            format!("{value}*hunter2hunter2\n"),
            (31, 20),
            "    adminPassword: ***************",
            15,
            "a text without quotes cannot begin with `*`",
            Some("quote it: `\"(hidden)\"`"),
        ),
        (
            format!("{value}%hunter2hunter2\n"),
            (31, 20),
            "    adminPassword: ***************",
            15,
            "a text without quotes cannot begin with `%`",
            Some("quote it: `\"(hidden)\"`"),
        ),
        (
            "passwords: { me: @hunter2hunter2 }\n".to_owned(),
            (28, 18),
            "passwords: * *** *************** *",
            15,
            "a text without quotes cannot begin with `@`",
            Some("quote it: `\"(hidden)\"`"),
        ),
        (
            "x:\n  env:\n    - name: DB_PASSWORD\n      value hunter2hunter2\n".to_owned(),
            (31, 7),
            "      value **************",
            20,
            "there is no `:` between a key and its value",
            Some("write `value: (hidden)`"),
        ),
        (
            "x:\n  env:\n    - value: %hunter2hunter2\n      name: DB_PASSWORD\n".to_owned(),
            (30, 14),
            "    - value: ***************",
            15,
            "a text without quotes cannot begin with `%`",
            Some("quote it: `\"(hidden)\"`"),
        ),
        (
            "x:\n  env:\n    - name: DB_PASSWORD\n      value: {{ hunter2hunter2\n".to_owned(),
            (31, 14),
            "      value: ** **************",
            17,
            "templates are not read here",
            Some(
                "write the value itself: each environment has a file of its own, and says in it what differs",
            ),
        ),
        (
            "monitoring:\n  grafana:\n    admin: @hunter2hunter2 # it\n".to_owned(),
            (30, 12),
            "    admin: *************** # it",
            15,
            "a text without quotes cannot begin with `@`",
            Some("quote it: `\"(hidden)\"`"),
        ),
        (
            "x:\n  slack: { webhook: @hunter2hunter2, channel: a }\n".to_owned(),
            (29, 21),
            "  slack: { webhook: ***************, channel: a }",
            15,
            "a text without quotes cannot begin with `@`",
            Some("quote it: `\"(hidden)\"`"),
        ),
        (
            "secrets:\n  a: hunter2: hunter2 b\n".to_owned(),
            (29, 13),
            "  a: ******** ******* *",
            1,
            with_colon,
            Some("write `a: \"(hidden)\"`, or begin another line"),
        ),
        // Names are no secrets.
        (
            "monitoring:\n  grafana: { admin: grafana-admin, timezone: @x }\n".to_owned(),
            (29, 46),
            "  grafana: { admin: grafana-admin, timezone: @x }",
            2,
            "a text without quotes cannot begin with `@`",
            Some("quote it: `\"@x\"`"),
        ),
        (
            "secrets:\n  a: { kubernetes: { namespace: monitoring, name: @b } }\n".to_owned(),
            (29, 51),
            "  a: { kubernetes: { namespace: monitoring, name: @b } }",
            2,
            "a text without quotes cannot begin with `@`",
            Some("quote it: `\"@b\"`"),
        ),
        (
            "x:\n  token: |\n  hunter2hunter2\n".to_owned(),
            (30, 3),
            "  **************",
            14,
            "there is no `:` between a key and its value",
            Some("write `(hidden):`, with its value behind it or below"),
        ),
        (
            "x:\n  tokens:\n  \u{a0}- hunter2hunter2\n".to_owned(),
            (30, 3),
            "  \u{a0}* **************",
            1,
            "a no-break space (U+00A0) stands here, which is no blank for YAML",
            Some("write a blank in its place"),
        ),
    ] {
        let said = said(&lines);
        let shown = Shown {
            code: "EKS0002",
            at,
            line,
            marks,
            message,
            help,
        };
        assert_eq!(said[0], shown.text());
        shown.others(&said);
    }
}

/// What can be read is told with its line too, and with texts that it holds.
#[test]
fn a_secret_in_what_is_read_as_something_else_is_hidden() {
    let nginx = "workloads: { nginx: { replicas: 1 } }\ncharts:\n  nginx:\n    version: 22.1.1\n    extraValues:\n      ";
    for (lines, code, line, message) in [
        // Without a blank behind its colon it is a text where a map belongs.
        (
            format!("{nginx}metrics:\n        adminPassword:correcthorse\n"),
            "EKS7031",
            "      metrics:",
            "`metrics` is a map in the chart `nginx` in version `22.1.1`, and here it is the text `adminPassword:(hidden)`",
        ),
        (
            format!("{nginx}metrics: adminPassword:correcthorse\n"),
            "EKS7031",
            "      metrics: adminPassword:************",
            "`metrics` is a map in the chart `nginx` in version `22.1.1`, and here it is the text `adminPassword:(hidden)`",
        ),
        (
            format!("{nginx}metrics:\n        adminPassword:hunter2hunter\n"),
            "EKS3004",
            "      metrics:",
            "`adminPassword` holds a secret",
        ),
        (
            "logging: password:correcthorse\n".to_owned(),
            "EKS0005",
            "logging: password:************",
            "expected a map, found `password:(hidden)`",
        ),
        (
            "logging: { fluentbit: {}, password: correcthorse }\n".to_owned(),
            "EKS0003",
            "logging: { fluentbit: {}, password: ************ *",
            "`fluentbit` is not a field here",
        ),
    ] {
        let said = said(&lines);
        assert!(said[0].contains(&format!("[{code}]: {message}\n")), "{}", said[0]);
        assert!(said[0].contains(&format!("| {line}\n")), "{}", said[0]);
        let findings: Value = serde_json::from_str(&said[1]).unwrap();
        let is_it = |finding: &&Value| finding["code"] == code && finding["message"] == message;
        assert_eq!(
            findings.as_array().unwrap().iter().filter(is_it).count(),
            1,
            "{}",
            said[1]
        );
        for said in said {
            assert!(!said.contains("hunter2") && !said.contains("correct"), "{said}");
        }
    }
}

/// Programs get the path of a field, whose names somebody wrote.
#[test]
fn a_token_as_a_key_is_hidden_in_the_path_too() {
    let network = "network:\n";
    let [text, json, github, sarif] =
        said_of(&sound().replace(network, "network:\n  ghp_0123456789abcdef: x\n"));
    let picture = "\
error[EKS0003]: `(hidden)` is not a field here
  --> environments/tiny.yaml:16:3
   |
16 |   ********************* x
   |   ^^^^^^^^^^^^^^^^^^^^
";
    assert!(text.starts_with(picture), "{text}");
    let findings: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(findings[0]["field"], "network.(hidden)");
    let log: Value = serde_json::from_str(&sarif).unwrap();
    let place = &log["runs"][0]["results"][0]["locations"][0];
    assert_eq!(
        place["logicalLocations"][0]["fullyQualifiedName"],
        "network.(hidden)"
    );
    for said in [text, json, github, sarif] {
        assert!(!said.contains("ghp_0123"), "{said}");
    }
}

/// A key of PagerDuty or a UUID is a name by its form. Nobody is told to declare it.
#[test]
fn a_key_in_the_place_of_a_name_is_refused() {
    let message = "this is not the name of a secret";
    let help = "declare where it lies under `secrets`, by a name such as `grafana-admin`, and write that name; the secret itself \
                never stands in an environment";
    for (lines, key, at, line, field) in [
        (
            "alerting:\n  receivers:\n    pager:\n      pagerduty: { routingKey: 0123456789abcdef0123456789abcdef }\n\
             secrets:\n  pagerduty: { kubernetes: { namespace: monitoring, name: pagerduty, key: key } }\n",
            "0123456789abcdef0123456789abcdef",
            (31, 32),
            "      pagerduty: { routingKey: ******************************** }",
            "alerting.receivers[\"pager\"].pagerduty.routingKey",
        ),
        (
            "monitoring:\n  grafana:\n    admin: 0a1b2c3d-0000-4000-8000-00000000000a\n",
            "0a1b2c3d",
            (30, 12),
            "    admin: ************************************",
            "monitoring.grafana.admin",
        ),
        (
            "secrets:\n  0123456789abcdef0123456789abcdef: { kubernetes: { namespace: a, name: b } }\n",
            "0123456789abcdef0123456789abcdef",
            (29, 3),
            "  ********************************: * *********** * ********** ** ***** * * *",
            "secrets[\"(hidden)\"]",
        ),
    ] {
        let said = said(lines);
        let (number, column) = at;
        let marks = format!(
            "{}{}",
            " ".repeat(column - 1),
            "^".repeat(line[column - 1..].chars().take_while(|c| *c == '*').count())
        );
        let picture = format!(
            "error[EKS0005]: {message}\n  --> environments/tiny.yaml:{number}:{column}\n   |\n{number} | {line}\n   | {marks}\n   \
             = help: {help}\n\ntiny: 1 error\n"
        );
        assert_eq!(said[0], picture);
        let findings: Value = serde_json::from_str(&said[1]).unwrap();
        let told = ["message", "help", "field"].map(|key| &findings[0][key]);
        assert_eq!(told, [message, help, field]);
        assert_eq!(findings.as_array().unwrap().len(), 1);
        for said in said {
            assert!(!said.contains(key), "{said}");
        }
    }
}

/// What a shell or another program is given ends in `out/` as it stands.
#[test]
fn a_secret_that_a_text_gives_to_a_name_is_refused() {
    let group = "    instanceTypes: [t3.xlarge]\n    size";
    let nginx =
        "workloads: { nginx: { replicas: 1 } }\ncharts:\n  nginx:\n    version: 22.1.1\n    extraValues:\n";
    let put = "put it into a Kubernetes Secret and name that: everything here is committed with `out/`, and shown to reviewers";
    for (text, name, line, help) in [
        (
            sound().replace(
                group,
                &format!(
                    "    preBootstrapCommands: [\"export AWS_SECRET_ACCESS_KEY=hunter2hunter\"]\n{group}"
                ),
            ),
            "AWS_SECRET_ACCESS_KEY",
            "    preBootstrapCommands: [******* ************************************]",
            "let the command fetch it, such as from Secrets Manager: everything here is committed with `out/`, and stands in the \
             user data of the nodes",
        ),
        (
            sound() + nginx + "      commonAnnotations:\n        note: AWS_SECRET_ACCESS_KEY:hunter2hunter\n",
            "AWS_SECRET_ACCESS_KEY",
            "        note: ***********************************",
            put,
        ),
        (
            sound() + nginx + "      extraEnv: { API_TOKEN:hunter2hunter }\n",
            "API_TOKEN",
            "      extraEnv: * *********************** *",
            put,
        ),
    ] {
        let said = said_of(&text);
        let findings: Value = serde_json::from_str(&said[1]).unwrap();
        let found = findings
            .as_array()
            .unwrap()
            .iter()
            .find(|finding| finding["code"] == "EKS3004");
        let told = ["message", "help"].map(|key| &found.unwrap()[key]);
        assert_eq!(told, [&json!(format!("`{name}` holds a secret")), &json!(help)]);
        assert!(said[0].contains(&format!("| {line}\n")), "{}", said[0]);
        for said in said {
            assert!(!said.contains("hunter2"), "{said}");
        }
    }
}

/// A value of a hundred thousand characters is told by its beginning.
#[test]
fn a_long_value_is_not_told_whole() {
    let long = "x".repeat(100_000);
    let begin = format!("{}…", &long[..300]);
    for said in said(&format!("logging: {long}\n")) {
        assert!(said.contains(&format!("found `{begin}`")), "{said}");
        assert!(!said.contains(&long[..301]));
    }
}

/// What is no declaration of a secret, or no name of one, may be the secret itself.
#[test]
fn a_secret_in_what_is_read_as_another_kind_is_hidden() {
    let grafana = "monitoring:\n  grafana:\n    ";
    let no_map = "expected a map, found a list";
    let by_name =
        "the entries of a map are told by name: write `(hidden):` and below it, indented, what belongs to it";
    let no_name = "this is not the name of a secret";
    let declare = "declare where it lies under `secrets`, by a name such as `grafana-admin`, and write that name; the secret itself \
                   never stands in an environment";
    let nowhere = "it belongs below `monitoring.prometheus.remoteWrite[\"…\"].auth`";
    for (lines, line, code, message, help) in [
        (
            "logging: { passwords: { me: hunter2 } }\n".to_owned(),
            "logging: { passwords: * *** ******* * *",
            "EKS0003",
            "`passwords` is not a field here",
            "the fields here are `controlPlane`, `containerInsights`, `queries`",
        ),
        (
            format!("{grafana}basicAuth: {{me: hunter2}}\n"),
            "    basicAuth: **** ********",
            "EKS0003",
            "`basicAuth` is not a field here",
            nowhere,
        ),
        (
            "secrets: [hunter2]\n".to_owned(),
            "secrets: *********",
            "EKS0005",
            no_map,
            by_name,
        ),
        (
            "secrets:\n  - hunter2\n  - other\n".to_owned(),
            "  * *******",
            "EKS0005",
            no_map,
            by_name,
        ),
        (
            "secrets: hunter2 correct horse\n".to_owned(),
            "secrets: ******* ******* *****",
            "EKS0005",
            "expected a map, found `(hidden)`",
            "write `(hidden): (hidden)`",
        ),
        (
            format!("{grafana}admin: [hunter2]\n"),
            "    admin: *********",
            "EKS0005",
            no_name,
            declare,
        ),
        (
            format!("{grafana}admin:\n      hunter2: x\n"),
            "      ******** *",
            "EKS0005",
            no_name,
            declare,
        ),
    ] {
        let said = said(&lines);
        assert!(said[0].contains(&format!("| {line}\n")), "{}", said[0]);
        let findings: Value = serde_json::from_str(&said[1]).unwrap();
        let found = findings.as_array().unwrap().iter();
        let told: Vec<[&Value; 2]> = found
            .filter(|finding| finding["code"] == code)
            .map(|finding| [&finding["message"], &finding["help"]])
            .collect();
        assert_eq!(told, [[message, help]], "{lines}");
        for said in said {
            assert!(!said.contains("hunter2"), "{said}");
        }
    }
}

/// Its own words stay in what is told, and what only stands in the wrong column is told so.
#[test]
fn a_field_among_secrets_is_no_secret() {
    let is_field = "is a field of each entry here: indent it as the other fields of one are";
    let one_of = "expected exactly one of `kubernetes`, `externalSecret`, found";
    for (lines, line, message, help) in [
        (
            "secrets:\n  a:\n  externalSecret: { namespace: monitoring, remoteKey: tiny/a }\n",
            "  a:",
            "`a` is empty".to_owned(),
            "indent what belongs to it further than `a`: `externalSecret`".to_owned(),
        ),
        (
            "secrets:\n  a:\n  kubernetes: { namespace: monitoring, name: a }\n",
            "  a:",
            "`a` is empty".to_owned(),
            "indent what belongs to it further than `a`: `kubernetes`".to_owned(),
        ),
        (
            "alerting:\n  receivers:\n    pager:\n    pagerduty: { routingKey: a }\n",
            "    pager:",
            "`pager` is empty".to_owned(),
            "indent what belongs to it further than `pager`: `pagerduty`".to_owned(),
        ),
        (
            "alerting:\n  receivers:\n    pager:\n    slack:\n      slack: { webhook: a, channel: \"#a\" }\n",
            "    pager:",
            "expected exactly one of `slack`, `pagerduty`, `webhook`, found nothing".to_owned(),
            "`null` and an empty value say nothing: write exactly one of `slack`, `pagerduty`, `webhook`, or remove this; `null` \
             only takes away what a file says that is extended"
                .to_owned(),
        ),
        (
            "secrets:\n  a:\n    kubernetes: { namespace: monitoring, name: a }\n  externalSecret: { namespace: monitoring }\n",
            "  externalSecret: * ********** ********** *",
            "`externalSecret` stands where a name belongs".to_owned(),
            format!("`externalSecret` {is_field}"),
        ),
        (
            "secrets:\n  a:\n    kubernetes:\n    namespace: monitoring\n    name: a\n",
            "  a:",
            format!("{one_of} `kubernetes` and `namespace` and `name`"),
            "write `namespace` and `name` below `kubernetes`, indented further".to_owned(),
        ),
        (
            "secrets: { a: externalSecret }\n",
            "secrets: { a: externalSecret }",
            "`externalSecret` alone says nothing".to_owned(),
            "write `externalSecret:` and below it, indented, what belongs to it".to_owned(),
        ),
        (
            "secrets:\n  - name: grafana-admin\n    kubernetes: { namespace: monitoring, name: a }\n",
            "  - name: grafana-admin",
            "expected a map, found a list".to_owned(),
            "the entries of a map are told by name: write `grafana-admin:` and below it, indented, what belongs to it".to_owned(),
        ),
    ] {
        let said = said(lines);
        assert!(said[0].contains(&format!("| {line}\n")), "{}", said[0]);
        let findings: Value = serde_json::from_str(&said[1]).unwrap();
        assert_eq!(
            [&findings[0]["message"], &findings[0]["help"]],
            [&json!(message), &json!(help)],
            "{lines}"
        );
    }
}
