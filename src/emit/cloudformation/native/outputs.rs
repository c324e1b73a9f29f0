//! What the stack tells those who come after it.

use super::builder::Builder;
use super::identities::Identity;
use super::network::Network;
use super::nodes::Nodes;
use crate::cloudformation::kind::Text;
use crate::cloudformation::resources::acm::Certificate;
use crate::cloudformation::resources::efs::FileSystem;
use crate::cloudformation::resources::eks::Cluster;
use crate::cloudformation::{Handle, LogicalId, Output, Sub, Template, Value};
use crate::model::{IdentityKind, SubnetKind};
use crate::stack_output::StackOutput;

/// What was made.
pub(super) struct Made<'r> {
    pub(super) network: Network,
    pub(super) cluster: Handle<Cluster>,
    pub(super) identities: Vec<Identity<'r>>,
    pub(super) nodes: Nodes,
    pub(super) file_system: Option<Handle<FileSystem>>,
    pub(super) certificate: Option<Handle<Certificate>>,
}

pub(super) fn add(builder: &mut Builder, made: &Made) {
    let template = &mut builder.template;
    let cluster = &made.cluster;
    tell(template, "ClusterName", "Name of the cluster", &cluster.name());
    tell(
        template,
        "ClusterEndpoint",
        "URL of the API server",
        &cluster.endpoint(),
    );
    tell(template, &StackOutput::VpcId.key(), "The VPC", &made.network.vpc);
    for (id, description, kind) in [
        (
            "PrivateSubnets",
            "Private subnets, comma-separated",
            SubnetKind::Private,
        ),
        (
            "PublicSubnets",
            "Public subnets, comma-separated",
            SubnetKind::Public,
        ),
    ] {
        // CloudFormation refuses an output without text.
        if !made.network.of(kind).is_empty() {
            tell(template, id, description, &subnet_list(&made.network, kind));
        }
    }
    tell(template, "NodeRoleArn", "Role of the nodes", &made.nodes.role);
    let mut irsa = made
        .identities
        .iter()
        .filter(|identity| identity.wanted.kind == IdentityKind::Irsa)
        .peekable();
    if irsa.peek().is_some() {
        tell(
            template,
            "OidcIssuer",
            "Issuer of service account tokens",
            &cluster.oidc_issuer(),
        );
    }
    for identity in irsa {
        let workload = identity.wanted.workload;
        let description = format!("Role of {workload}");
        tell(
            template,
            &StackOutput::RoleArn(workload).key(),
            &description,
            &identity.role.arn(),
        );
    }
    if let Some(file_system) = &made.file_system {
        tell(
            template,
            &StackOutput::FileSystemId.key(),
            "The shared file system",
            &file_system.id(),
        );
    }
    if let Some(certificate) = &made.certificate {
        let key = StackOutput::CertificateArn.key();
        tell(
            template,
            &key,
            "Certificate of the load balancers",
            &certificate.arn(),
        );
    }
}

fn subnet_list(network: &Network, kind: SubnetKind) -> Value<Text> {
    let subnets = network.of(kind).iter().enumerate();
    let list = subnets.fold(Sub::new(), |list, (position, subnet)| {
        list.text(if position == 0 { "" } else { "," }).value(&subnet.id)
    });
    list.build()
}

fn tell<K>(template: &mut Template, id: &str, description: &str, value: &Value<K>) {
    template.add_output(LogicalId::new(id), Output::new(description, value));
}
