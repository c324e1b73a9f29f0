//! Logs of the host: from files, as Amazon Linux 2 writes them, or from the journal.

use super::conf::Section;
use crate::model::QuickstartVersion;

/// Inputs and filters; the output is the same for both generations.
pub(super) fn sections(version: QuickstartVersion) -> Vec<Section> {
    match version {
        QuickstartVersion::V1_3_14 => of_files(),
        QuickstartVersion::V1_3_43 => of_journal(),
    }
}

fn of_files() -> Vec<Section> {
    let tail = |tag: &str, path: &str, parsed: (&'static str, &str), state: &str| {
        Section::new("INPUT")
            .set("Name", "tail")
            .set("Tag", tag)
            .set("Path", path)
            .set(parsed.0, parsed.1)
            .set("DB", format!("/var/fluent-bit/state/{state}"))
            .set("Mem_Buf_Limit", "5MB")
            .set("Skip_Long_Lines", "On")
            .set("Refresh_Interval", "10")
            .set("Read_from_Head", "${READ_FROM_HEAD}")
    };
    vec![
        tail("host.dmesg", "/var/log/dmesg", ("Key", "message"), "flb_dmesg.db"),
        tail(
            "host.messages",
            "/var/log/messages",
            ("Parser", "syslog"),
            "flb_messages.db",
        ),
        tail(
            "host.secure",
            "/var/log/secure",
            ("Parser", "syslog"),
            "flb_secure.db",
        ),
        metadata("v1"),
    ]
}

fn of_journal() -> Vec<Section> {
    let journal = |tag: &str, filters: &[&str], state: &str| {
        let input = Section::new("INPUT").set("Name", "systemd").set("Tag", tag);
        let input = filters
            .iter()
            .fold(input, |input, filter| input.set("Systemd_Filter", *filter));
        input
            .set("DB", format!("/var/fluent-bit/state/{state}"))
            .set("Path", "/var/log/journal")
            .set("Read_From_Tail", "${READ_FROM_TAIL}")
    };
    let priorities = [
        "PRIORITY=0",
        "PRIORITY=1",
        "PRIORITY=2",
        "PRIORITY=3",
        "PRIORITY=4",
        "PRIORITY=5",
        "PRIORITY=6",
    ];
    vec![
        journal("host.dmesg", &["_TRANSPORT=kernel"], "flb_dmesg.db"),
        journal("host.messages", &priorities, "flb_messages.db"),
        journal("host.secure", &["SYSLOG_FACILITY=10"], "flb_secure.db"),
        metadata("v2"),
        // Mail, cron and log-ins have a stream of their own, or none.
        Section::new("FILTER")
            .set("Name", "grep")
            .set("Match", "host.messages")
            .set("Exclude", "SYSLOG_FACILITY /^(2|9|10)$/"),
        Section::new("FILTER")
            .set("Name", "modify")
            .set("Match", "host.*")
            .set("Rename", "_HOSTNAME host")
            .set("Rename", "MESSAGE message")
            .set("Rename", "SYSLOG_IDENTIFIER ident")
            .set("Rename", "SYSLOG_PID pid")
            .set("Remove_regex", "[A-Z]"),
    ]
}

fn metadata(version: &str) -> Section {
    Section::new("FILTER")
        .set("Name", "aws")
        .set("Match", "host.*")
        .set("imds_version", version)
}
