//! Fluent Bit's configuration read back from the rendered objects, in tests only. Its own dry run takes what loses every
//! log: an output without a group, a match that no tag has, a switch that is no switch, a parser that does not exist.

mod conf;
mod faults;
mod keys;

use std::collections::BTreeMap;

use eksight::source::{Memory, load};
use eksight_catalog::Catalogue;
use eksight_resolve::resolve;
use serde_json::Value;

use conf::Configuration;

/// The texts that Fluent Bit finds in its folder and in its surroundings.
struct Rendered {
    files: BTreeMap<String, String>,
    variables: BTreeMap<String, String>,
    /// Where its container sees folders of the host that it may write to.
    writable: Vec<String>,
}

impl Rendered {
    /// Those of an environment with these settings of the quickstart.
    fn of(settings: &str) -> Self {
        let minimal = include_str!("../../../../../tests/environments/minimal.yaml");
        let insights = format!(
            "extends: minimal.yaml\nlogging:\n  containerInsights:\n    quickstart: {{ {settings} }}\n"
        );
        let documents = Memory::from_iter([("minimal.yaml", minimal), ("logs.yaml", insights.as_str())]);
        let loaded = load(&documents, "logs.yaml".as_ref()).expect("an environment");
        let resolved = resolve("logs", &loaded.sources, &loaded.environment, Catalogue::shipped());
        Self::in_objects(&super::objects(&resolved))
    }

    fn in_objects(objects: &[Value]) -> Self {
        let named = |kind: &str, name: &str| {
            let found = objects
                .iter()
                .find(|object| object["kind"] == kind && object["metadata"]["name"] == name);
            found.unwrap_or_else(|| panic!("no {kind} `{name}`"))
        };
        let text = |value: &Value| {
            value
                .as_str()
                .unwrap_or_else(|| panic!("no text: {value}"))
                .to_owned()
        };
        let data = &named("ConfigMap", "fluent-bit-config")["data"];
        let container = &named("DaemonSet", "fluent-bit")["spec"]["template"]["spec"]["containers"][0];
        let variable = |variable: &Value| {
            let of_map = &variable["valueFrom"]["configMapKeyRef"];
            let value = if of_map.is_object() {
                let map = named("ConfigMap", of_map["name"].as_str().unwrap());
                text(&map["data"][of_map["key"].as_str().unwrap()])
            } else {
                // What the node or the literal says is a text of some kind.
                variable["value"].as_str().unwrap_or("node").to_owned()
            };
            (text(&variable["name"]), value)
        };
        let mounts = container["volumeMounts"].as_array().unwrap();
        let writable = mounts.iter().filter(|mount| mount["readOnly"] != true);
        Self {
            files: data
                .as_object()
                .unwrap()
                .iter()
                .map(|(name, file)| (name.clone(), text(file)))
                .collect(),
            variables: container["env"]
                .as_array()
                .unwrap()
                .iter()
                .map(variable)
                .collect(),
            writable: writable.map(|mount| text(&mount["mountPath"])).collect(),
        }
    }

    /// What is wrong with them, the first thing only.
    fn fault(&self) -> Option<String> {
        Configuration::read(&self.files, &self.variables)
            .and_then(|configuration| faults::none_in(&configuration, &self.writable))
            .err()
    }

    /// The fault that a change of a file leads to.
    fn fault_after(mut self, file: &str, from: &str, to: &str) -> Option<String> {
        let text = self.files.get_mut(file).unwrap();
        assert!(text.contains(from), "{file} has no `{from}`");
        *text = text.replacen(from, to, 1);
        self.fault()
    }
}

const GENERATIONS: [&str; 2] = ["version: 1.3.14", "version: 1.3.43"];

#[test]
fn the_rendered_configuration_loses_nothing() {
    for version in GENERATIONS {
        for switches in [
            "httpServer: true, readFromHead: true, readFromTail: true",
            "httpServer: false, readFromHead: false, readFromTail: false",
            "excludePaths: [/var/log/containers/a*, \"/var/log/containers/잡음*\"]",
        ] {
            let rendered = Rendered::of(&format!("{version}, {switches}"));
            assert_eq!(rendered.fault(), None, "{version}, {switches}");
            assert_eq!(rendered.files.len(), 5);
        }
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn what_a_dry_run_would_take_is_refused() {
    for version in GENERATIONS {
        for (file, from, to, expected) in [
            (
                "application-log.conf",
                "    Match               application.*",
                "    Match               aplication.*",
                "application-log.conf, FILTER kubernetes: no input has a tag that `aplication.*` matches",
            ),
            (
                "host-log.conf",
                "    region            ${AWS_REGION}\n",
                "",
                "host-log.conf, OUTPUT cloudwatch_logs: there is no `region`",
            ),
            (
                "dataplane-log.conf",
                "    log_group_name    /aws/containerinsights/${CLUSTER_NAME}/dataplane\n",
                "",
                "dataplane-log.conf, OUTPUT cloudwatch_logs: there is no `log_group_name`",
            ),
            (
                "host-log.conf",
                "    log_stream_prefix ${HOST_NAME}.\n",
                "",
                "host-log.conf, OUTPUT cloudwatch_logs: there is no `log_stream_prefix`",
            ),
            (
                "dataplane-log.conf",
                "    Match             dataplane.*\n",
                "    Match             dataplane.tail.*\n",
                "dataplane-log.conf, INPUT systemd: no output takes the tag `dataplane.systemd.*`",
            ),
            (
                "application-log.conf",
                "multiline.parser docker, cri",
                "multiline.parser docker, crio",
                "application-log.conf, INPUT tail: there is no multiline parser `crio`",
            ),
            (
                "host-log.conf",
                "auto_create_group",
                "auto_creat_group",
                "host-log.conf, OUTPUT cloudwatch_logs: there is no setting `auto_creat_group`",
            ),
            (
                "dataplane-log.conf",
                "    Name         aws\n",
                "    Name         azure\n",
                "dataplane-log.conf, FILTER azure: there is no setting `imds_version`",
            ),
            (
                "application-log.conf",
                "Skip_Long_Lines  On",
                "Skip_Long_Lines  Yess",
                "application-log.conf, INPUT tail: `Skip_Long_Lines` must be On or Off, and is `Yess`",
            ),
            (
                "application-log.conf",
                "Mem_Buf_Limit    50MB",
                "Mem_Buf_Limit    fifty",
                "application-log.conf, INPUT tail: `Mem_Buf_Limit` must be a size, and is `fifty`",
            ),
            (
                "application-log.conf",
                "flb_log.db",
                "flb_container.db",
                "application-log.conf, INPUT tail: another input keeps its place in `/var/fluent-bit/state/flb_container.db` too",
            ),
            (
                "application-log.conf",
                "/var/fluent-bit/state/flb_log.db",
                "/var/lib/flb_log.db",
                "application-log.conf, INPUT tail: `/var/lib/flb_log.db` lies in no folder that may be written to",
            ),
            (
                "application-log.conf",
                "Kube_Tag_Prefix     application.",
                "Kube_Tag_Prefix     kube.",
                "application-log.conf, FILTER kubernetes: no input has a tag that begins with `kube.var.log.containers.`",
            ),
            (
                "fluent-bit.conf",
                "@INCLUDE host-log.conf",
                "@INCLUDE host.conf",
                "fluent-bit.conf: there is no file `host.conf`",
            ),
            (
                "fluent-bit.conf",
                "@INCLUDE host-log.conf\n",
                "",
                "host-log.conf is read by nobody",
            ),
            (
                "fluent-bit.conf",
                "${HTTP_SERVER}",
                "${HTTP_SERVE}",
                "fluent-bit.conf: the container has no variable `HTTP_SERVE`",
            ),
            (
                "fluent-bit.conf",
                "storage.path              /var/fluent-bit/state/flb-storage/\n",
                "storage.metrics           on\n",
                "application-log.conf, INPUT tail: its storage is `filesystem`, and SERVICE has no `storage.path`",
            ),
        ] {
            let fault = Rendered::of(version).fault_after(file, from, to);
            assert_eq!(fault.as_deref(), Some(expected), "{version}");
        }
    }
}

#[test]
fn a_parser_must_be_there() {
    let older = || Rendered::of(GENERATIONS[0]);
    assert_eq!(
        older().fault_after("parsers.conf", "syslog", "sislog").as_deref(),
        Some("host-log.conf, INPUT tail: there is no parser `syslog`")
    );
    assert_eq!(
        older()
            .fault_after("fluent-bit.conf", "parsers.conf", "parser.conf")
            .as_deref(),
        Some("fluent-bit.conf: there is no file `parser.conf`")
    );
}
