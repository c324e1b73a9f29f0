//! A status as rows for people.

use super::{CLUSTER, Checked, Cluster, Inside, Release, Status, Unread};
use crate::live::{AccessEntry, AccessPolicy, Binding, Certificate, Database, Ingress, Workload};

/// Name and value, one a line.
struct Rows(Vec<String>);

impl Rows {
    fn add(&mut self, name: &str, value: &str) {
        self.0.push(format!("  {name:12}  {value}"));
    }
}

pub(super) fn text(status: &Status) -> String {
    let Status {
        environment,
        account,
        region,
        cluster,
        stack,
        stack_unwell,
        inside,
        certificates,
        unread,
    } = status;
    let mut rows = Rows(vec![format!("{environment} in {account}, {region}")]);
    match cluster {
        None if unread.iter().any(|it| it.what == CLUSTER) => {}
        None => rows.add("cluster", "there is none"),
        Some(cluster) => {
            let Cluster {
                name,
                status,
                version,
                access_entries,
            } = cluster;
            rows.add("cluster", &format!("{name} is {status}, Kubernetes {version}"));
            for entry in access_entries.iter().flatten() {
                rows.add("may enter", &may(entry));
            }
        }
    }
    if let Some(stack) = stack {
        let word = if stack.is_empty() { "there is none" } else { stack };
        rows.add("stack", word);
        if let Some(why) = stack_unwell {
            rows.add("NOT WELL", &format!("stack: {why}"));
        }
    }
    for Certificate {
        domain,
        status,
        not_after,
    } in certificates.iter().flatten()
    {
        let until = if not_after.is_empty() { "" } else { " until " };
        rows.add("certificate", &format!("{domain} {status}{until}{not_after}"));
    }
    if let Some(inside) = inside {
        of_cluster(inside, &mut rows);
    }
    for Unread { what, why, mend } in unread {
        rows.add("not read", &format!("{what}: {why}"));
        rows.add("", &format!("mend: {mend}"));
    }
    rows.0.join("\n") + "\n"
}

/// Who it is, and what EKS and the cluster's bindings know it for.
fn may(entry: &AccessEntry) -> String {
    let AccessEntry {
        principal,
        of,
        groups,
        policies,
    } = entry;
    let mut parts: Vec<String> = policies
        .iter()
        .map(|AccessPolicy { name, namespaces }| match namespaces.is_empty() {
            true => format!("{name} everywhere"),
            false => format!("{name} in {}", namespaces.join(", ")),
        })
        .collect();
    if !groups.is_empty() {
        parts.push(format!("in the groups {}", groups.join(", ")));
    }
    match (parts.is_empty(), of.as_str()) {
        (false, _) => format!("{principal}: {}", parts.join("; ")),
        (true, "STANDARD" | "") => format!("{principal}: nothing there"),
        (true, nodes) => format!("{principal}: {nodes}"),
    }
}

fn of_cluster(inside: &Inside, rows: &mut Rows) {
    let Inside {
        bindings,
        releases,
        workloads,
        ingresses,
        database,
        checks,
    } = inside;
    for Binding {
        name,
        namespace,
        role,
        subjects,
    } in bindings.iter().flatten()
    {
        let place = namespace
            .as_ref()
            .map_or("everywhere".to_owned(), |it| format!("in {it}"));
        let subjects = subjects.join(", ");
        rows.add("binding", &format!("{name}: {subjects} {place}: {role}"));
    }
    for release in releases.iter().flatten() {
        rows.add("release", &of_release(release));
    }
    if let Some(workloads) = workloads {
        of_workloads(workloads, rows);
    }
    for Ingress {
        name,
        hosts,
        load_balancer,
    } in ingresses.iter().flatten()
    {
        let at = match load_balancer.is_empty() {
            true => "no load balancer yet",
            false => load_balancer,
        };
        rows.add("ingress", &format!("{name} {} at {at}", hosts.join(", ")));
    }
    if let Some(database) = database {
        of_database(database, rows);
    }
    for check in checks {
        of_check(check, rows);
    }
}

fn of_release(release: &Release) -> String {
    let Release {
        name,
        chart,
        status,
        revision,
    } = release;
    match chart.is_empty() {
        true => format!("{name} {status}"),
        false => format!("{name} {chart} {status}, revision {revision}"),
    }
}

fn of_workloads(workloads: &[Workload], rows: &mut Rows) {
    let (ready, not): (Vec<&Workload>, Vec<&Workload>) =
        workloads.iter().partition(|it| it.ready >= it.wanted);
    rows.add("workloads", &format!("{} ready, {} not", ready.len(), not.len()));
    for it in not {
        let Workload {
            kind,
            name,
            ready,
            wanted,
        } = it;
        rows.add("not ready", &format!("{kind} {name}: {ready} of {wanted}"));
    }
}

fn of_database(Database { metric, bytes, kinds }: &Database, rows: &mut Rows) {
    if !metric.is_empty() {
        rows.add("database", &format!("{} MiB by {metric}", bytes / 1024 / 1024));
    }
    let kinds: Vec<String> = kinds
        .iter()
        .map(|(kind, count)| format!("{kind} {count}"))
        .collect();
    if !kinds.is_empty() {
        rows.add("most objects", &kinds.join(", "));
    }
}

fn of_check(check: &Checked, rows: &mut Rows) {
    let word = match check.is_well {
        Some(true) => "well",
        Some(false) => "NOT WELL",
        None => "not told",
    };
    rows.add(word, &format!("{}: {}", check.name, check.seen));
    if let Some(mend) = &check.mend {
        rows.add("", &format!("mend: {mend}"));
    }
}
