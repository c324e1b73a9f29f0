//! What is there: the account, the stack, the cluster, its objects and releases, asked through the AWS CLI, kubectl and
//! Helm. It changes nothing; who changes it is `apply`.

mod change_set;
mod cluster;
mod drift;
mod fault;
mod guard;
mod health;
mod inventory;
mod kind;
mod leftover;
mod leftovers;
mod objects;
mod outputs;
mod pods;
mod programs;
mod refusal;
mod release;
mod retained;
mod rights;
mod stack;
mod versions;
mod words;

use eksight_diag as diag;
use eksight_tools as tools;

pub use change_set::{ChangeAction, ChangeSet, Loss, ResourceChange, change_set};
pub use cluster::{Cluster, answers, cluster};
pub use drift::{Drifted, Progress, PropertyDifference, detect, drifted, progress};
pub use eksight_tools::is_running;
pub use fault::Fault;
pub use guard::{Guarded, Place, committed, guard, kubeconfig, own_cluster};
pub use health::{Part, Target, claims, has_logs, nodes, page, targets};
pub use inventory::{Certificate, Database, Ingress, Workload, certificates, database, ingresses, workloads};
pub use kind::Kind;
pub use leftover::{Leftover, LeftoverKind};
pub use leftovers::{
    addresses, instance_profiles, interfaces, launch_templates, load_balancers, log_groups, machines,
    records, security_groups, volumes, vpcs,
};
pub use objects::{Difference, Metadata, all, difference, exists, is_not_served, terminating};
pub use outputs::Outputs;
pub use pods::{Pod, pods};
pub use programs::{Programs, Surroundings};
pub use refusal::Refusal;
pub use release::{Release, Revision, Status as ReleaseStatus, release, values};
pub use retained::{Key, file_systems, has_file_system, kept, key, keys};
pub use rights::{AccessEntry, AccessPolicy, Binding, access_entries, bindings};
pub use stack::{
    Event, Settled, Stack, StackStatus, events, events_since, has_template, stack, template_body,
};
pub use versions::{Versions, versions};
