//! The teardown of shipped environments: what its ledger and its steps say of what goes and what stays.

use std::path::Path;

use eksight::catalog::Catalogue;
use eksight::emit::teardown::{Entry, StepId, Teardown, teardown};
use eksight::model::value::Release;
use eksight::model::{DnsPolicy, Environment, ReclaimPolicy};
use eksight::out::Disk;
use eksight::resolve::resolve;
use eksight::source::{Loaded, load};

fn shipped(name: &str) -> Loaded {
    let disk = Disk::at(env!("CARGO_MANIFEST_DIR"));
    load(&disk, Path::new(&format!("environments/{name}.yaml"))).expect("a sound environment")
}

fn teardown_of(name: &str, environment: &Environment) -> Teardown {
    teardown(&resolve(name, &[], environment, Catalogue::shipped()))
}

fn rows(name: &str, environment: &Environment, kind: &str) -> Vec<Entry> {
    let mut ledger = teardown_of(name, environment).ledger;
    ledger.retain(|entry| entry.kind == kind);
    ledger
}

/// A row's name, the step that takes it away, and what is said where none does.
fn fate(row: Entry) -> (String, Option<&'static str>, &'static str) {
    (row.name, row.removed_by.map(StepId::name), row.if_skipped)
}

fn records_with(environment: &mut Environment, policy: DnsPolicy) {
    let ingress = environment.ingress.as_mut();
    let dns = ingress.and_then(|ingress| ingress.dns.as_mut());
    dns.expect("the environment has records").policy = policy;
}

fn does(torn: &Teardown, id: StepId) -> &str {
    let step = torn.steps.iter().find(|step| step.id == id);
    &step.expect("each teardown has this step").does
}

#[test]
fn the_ledger_names_what_tells_people() {
    let mut environment = shipped("dev").environment;
    let named = |environment: &Environment| {
        let kinds = ["budget", "CloudWatch alarm", "SNS topic"];
        let told = kinds.map(|kind| rows("dev", environment, kind));
        let told = told.into_iter().flatten();
        told.map(|row| format!("{} {}", row.kind, row.name))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        named(&environment),
        [
            "budget 600 USD a month",
            "CloudWatch alarm the certificate of dev.example.com",
            "SNS topic the mail of that alarm"
        ]
    );
    environment.cost.budget = None;
    environment.alerting.certificate_expiry = None;
    assert_eq!(named(&environment), Vec::<String>::new());
}

#[test]
fn the_ledger_and_the_step_say_of_each_claimed_volume_whether_it_goes() {
    let mut environment = shipped("study").environment;
    let volumes = |environment: &Environment| {
        let volumes = rows("study", environment, "EBS volume").into_iter();
        let step = does(&teardown_of("study", environment), StepId::Volumes).to_owned();
        (volumes.map(fate).collect::<Vec<_>>(), step)
    };
    let row = |name: &str, step, why| (name.to_owned(), step, why);
    let names = ["1 × 20Gi for prometheus, class gp3", "of kubecost, class gp3"];
    let goes = (
        Some("volumes"),
        "the driver goes with the cluster, and nobody deletes it",
    );
    let waits = "uninstall releases, delete their volume claims, and wait until the volumes are gone";
    assert_eq!(
        volumes(&environment),
        (
            names.map(|name| row(name, goes.0, goes.1)).to_vec(),
            waits.to_owned()
        )
    );
    for class in environment.storage.classes.values_mut() {
        class.reclaim = ReclaimPolicy::Retain;
    }
    let stays = "it stays with its data until somebody deletes it, as its storage class says";
    let leaves =
        "uninstall releases and delete their volume claims (the volumes stay with their data, as `gp3` says)";
    assert_eq!(
        volumes(&environment),
        (
            names.map(|name| row(name, None, stays)).to_vec(),
            leaves.to_owned()
        )
    );
}

#[test]
fn records_go_where_external_dns_deletes_them_and_stay_where_it_does_not() {
    let mut environment = shipped("prod").environment;
    let records = |environment: &Environment| {
        let records = rows("prod", environment, "DNS records").into_iter();
        records.map(fate).collect::<Vec<_>>()
    };
    let stays = "they stay, since external-dns deletes none with its policy: delete them by hand, or the host points at an \
                 address that somebody else gets";
    let goes = "the host points at an address that somebody else gets";
    for (policy, step, why) in [
        (DnsPolicy::UpsertOnly, None, stays),
        (DnsPolicy::CreateOnly, None, stays),
        (DnsPolicy::Sync, Some("dns-records"), goes),
    ] {
        records_with(&mut environment, policy);
        let row = |host: &str| (format!("{host}.prod.example.com (A, TXT)"), step, why);
        assert_eq!(records(&environment), [row("grafana")]);
    }
}

#[test]
fn a_cluster_of_the_stack_goes_with_it() {
    let cluster = |name: &str| {
        let torn = teardown_of(name, &shipped(name).environment);
        let mut steps = torn.steps.into_iter();
        let step = steps.find(|step| step.id == StepId::Cluster);
        let step = step.expect("each teardown has this step");
        (step.does, step.why)
    };
    assert_eq!(
        cluster("dev"),
        (
            "nothing: it goes with the stack".to_owned(),
            "the stack made it, and CloudFormation deletes it before its subnets"
        )
    );
    assert_eq!(
        cluster("study-2023"),
        (
            "eksctl deletes the cluster `myeks`".to_owned(),
            "its nodes hold addresses in the stack's subnets"
        )
    );
}

/// Such environments have errors, and are torn down all the same.
#[test]
fn records_are_told_of_by_what_is_installed() {
    let mut environment = shipped("prod").environment;
    let records = |environment: &Environment| {
        let torn = teardown_of("prod", environment);
        let mut steps = torn.steps.into_iter();
        let step = steps.find(|step| step.id == StepId::DnsRecords);
        let step = step.expect("each teardown has this step");
        (step.does, step.commands)
    };
    let uninstall = "helm uninstall external-dns --namespace kube-system --wait";
    let told = |does: &str, commands: &[&str]| {
        let commands: Vec<String> = commands.iter().map(ToString::to_string).collect();
        (does.to_owned(), commands)
    };
    assert_eq!(
        records(&environment),
        told(
            "uninstall external-dns; its records stay, since its policy deletes none",
            &[uninstall]
        )
    );
    records_with(&mut environment, DnsPolicy::Sync);
    assert_eq!(
        records(&environment),
        told(
            "wait until external-dns has deleted its records, then uninstall it",
            &["sleep 150", uninstall]
        )
    );
    let mut without = environment.clone();
    without.ingress.as_mut().expect("prod has pages").dns = None;
    assert_eq!(records(&without), told("nothing: the environment has none", &[]));
    let row = rows("prod", &without, "Helm release")
        .into_iter()
        .find(|row| row.name.ends_with("/external-dns"));
    assert_eq!(
        row.expect("the release is there").removed_by,
        Some(StepId::Controllers)
    );
    let torn = teardown_of("prod", &without);
    let controllers = torn.steps.iter().find(|step| step.id == StepId::Controllers);
    let commands = &controllers.expect("each teardown has this step").commands;
    assert!(commands.contains(&uninstall.to_owned()), "{commands:?}");
    environment.charts.shift_remove(&Release::ExternalDns);
    let alone = told(
        "list the records of the owner `prod-eks`; they stay, since no external-dns of this environment deletes them",
        &[
            "aws route53 list-resource-record-sets --hosted-zone-id Z0123456789PROD --query \
           \"ResourceRecordSets[?contains(to_string(ResourceRecords), 'external-dns/owner=prod-eks,')].Name\"",
        ],
    );
    assert_eq!(records(&environment), alone);
    let stays = "they stay, since no external-dns of this environment deletes them: delete them by hand, or the host points at an \
                 address that somebody else gets";
    let rows: Vec<_> = rows("prod", &environment, "DNS records")
        .into_iter()
        .map(fate)
        .collect();
    assert_eq!(
        rows,
        [("grafana.prod.example.com (A, TXT)".to_owned(), None, stays)]
    );
}

#[test]
fn only_a_load_balancer_of_the_internet_has_public_addresses() {
    let costs = |name| {
        let rows = rows(name, &shipped(name).environment, "load balancer").into_iter();
        rows.map(|row| (row.name, row.cost)).collect::<Vec<_>>()
    };
    assert_eq!(costs("dev"), [("dev-eks-internal".to_owned(), "by the hour")]);
    let public = "by the hour, and its public addresses too";
    assert_eq!(costs("study"), [("myeks-ingress-alb".to_owned(), public)]);
}

#[test]
fn steps_name_what_the_environment_has() {
    let steps = |name| {
        let torn = teardown_of(name, &shipped(name).environment);
        [StepId::Controllers, StepId::Retained].map(|id| does(&torn, id).to_owned())
    };
    let native = "delete what the stack keeps: log groups, file systems, keys";
    let prod = "delete ExternalSecrets, end Karpenter's nodes, uninstall the controllers, delete the custom resource definitions";
    assert_eq!(steps("prod"), [prod, native]);
    let dev = "uninstall the controllers, delete the custom resource definitions";
    assert_eq!(steps("dev"), [dev, native]);
    let of_eksctl = "delete what the stack keeps: log groups";
    assert_eq!(steps("study-2023"), [dev, of_eksctl]);
}

#[test]
fn steps_say_what_people_keep() {
    let environment = shipped("prod").environment;
    let steps = |volumes, logs| {
        let torn = teardown_of("prod", &environment).keeping(volumes, logs);
        [StepId::ControlPlaneLogs, StepId::Volumes, StepId::Retained].map(|id| does(&torn, id).to_owned())
    };
    let off = "turn the control plane logs of `prod-eks` off";
    let stay = "uninstall releases and delete their volume claims (`--retain-volumes` keeps the volumes)";
    assert_eq!(
        steps(true, false),
        [off, stay, "delete what the stack keeps: log groups, keys"]
    );
    assert_eq!(
        steps(true, true),
        [
            "nothing: `--retain-logs` keeps the logs, to their last line",
            stay,
            "delete what the stack keeps: keys"
        ]
    );
}

/// What a person types takes nothing away that is to stay.
#[test]
fn commands_leave_what_people_keep() {
    let environment = shipped("dev").environment;
    let commands = |volumes, logs| {
        let torn = teardown_of("dev", &environment).keeping(volumes, logs);
        let named = [StepId::ControlPlaneLogs, StepId::Volumes, StepId::Retained];
        let of = |id| torn.steps.iter().find(|step| step.id == id);
        named.map(|id| of(id).expect("each teardown has this step").commands.clone())
    };
    let [off, uninstall, delete] = commands(false, false);
    let of_logs = [&off, &delete].map(|lines| lines.iter().filter(|line| line.starts_with("aws ")).count());
    assert_eq!(of_logs, [2, 1]);
    assert_eq!(commands(false, true), [vec![], uninstall.clone(), vec![]]);
    let stays = |claims: &str| {
        format!(
            "for it in $(kubectl get pvc --namespace {claims}); do kubectl patch pv \"$it\" --type merge --patch \
             '{{\"spec\":{{\"persistentVolumeReclaimPolicy\":\"Retain\"}}}}'; done"
        )
    };
    let released = |release: &str, namespace: &str| {
        let of = format!("{namespace} --selector app.kubernetes.io/instance={release}");
        stays(&format!("{of} --output jsonpath='{{.items[*].spec.volumeName}}'"))
    };
    let stack = "kube-prometheus-stack";
    let claim = format!("prometheus-{stack}-prometheus-db-prometheus-{stack}-prometheus-0");
    let mut keeps = vec![
        released(stack, "monitoring"),
        released("metrics-server", "kube-system"),
        stays(&format!(
            "monitoring --ignore-not-found {claim} --output jsonpath='{{.spec.volumeName}}'"
        )),
    ];
    keeps.extend(uninstall);
    assert_eq!(commands(true, false), [off, keeps, delete]);
}
