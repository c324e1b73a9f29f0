//! Where logs go, and the queries that are saved over them.

use eksight::model::value::{AddonName, NodeGroupName, ResourceName};
use eksight::model::{
    Addon, BuiltinQuery, ContainerInsights, ControlPlaneLogs, InsightsAddon, LogClass, LogQuery, Logging,
    Named, NodeGroup, NodePolicy, OwnQuery, Quickstart, QuickstartVersion, Workload,
};

use crate::place::Place;
use crate::random::Random;
use crate::text::{bounded, parsed};

/// Of eksctl's log group nobody can choose the class.
pub(crate) fn logging(
    random: &mut Random,
    place: &Place,
    addons: &Named<AddonName, Addon>,
    node_groups: &Named<NodeGroupName, NodeGroup>,
) -> Logging {
    let has_addon = addons.contains_key(Workload::AmazonCloudwatchObservability.name());
    let nodes_may_write = node_groups
        .values()
        .all(|group| group.node_policies.contains(&NodePolicy::CloudWatch));
    let quickstart = !has_addon && (place.is_native() || nodes_may_write);
    Logging {
        control_plane: random.maybe(60, |random| ControlPlaneLogs {
            retention_days: bounded(random.pick(&[1, 14, 90, 3653])),
            class: if place.is_native() {
                random.pick(&[LogClass::Standard, LogClass::InfrequentAccess])
            } else {
                LogClass::Standard
            },
        }),
        container_insights: random
            .maybe(50, |random| container_insights(random, place, has_addon))
            .filter(|_| has_addon || quickstart),
        queries: queries(random),
    }
}

/// The add-on when `storage` has installed it, which excludes the manifests.
fn container_insights(random: &mut Random, place: &Place, has_addon: bool) -> ContainerInsights {
    let retention_days = random
        .maybe(60, |random| random.pick(&[1, 30, 3653]))
        .filter(|_| place.is_native())
        .map(bounded);
    if has_addon {
        return ContainerInsights::Addon(InsightsAddon { retention_days });
    }
    ContainerInsights::Quickstart(Quickstart {
        version: random.pick(&[QuickstartVersion::V1_3_14, QuickstartVersion::V1_3_43]),
        retention_days,
        http_server: random.chance(50),
        read_from_head: random.chance(50),
        read_from_tail: random.chance(50),
        exclude_paths: random
            .some_of(&["/var/log/containers/on*", "/var/log/containers/파드*"], 0, 2)
            .into_iter()
            .map(str::to_owned)
            .collect(),
    })
}

fn queries(random: &mut Random) -> Named<ResourceName, LogQuery> {
    let builtin = [
        BuiltinQuery::NodeNotReady,
        BuiltinQuery::DatabaseSpaceExceeded,
        BuiltinQuery::RequestsByUserAgent,
        BuiltinQuery::RequestsByUri,
        BuiltinQuery::ObjectRevisionUpdates,
        BuiltinQuery::Scheduler,
        BuiltinQuery::Authenticator,
        BuiltinQuery::ControllerManager,
    ];
    let names = random.some_of(&["on", "012", "slow-pods", "null"], 0, 3);
    let queries = names.into_iter().map(|name| {
        let query = if random.chance(50) {
            LogQuery::Builtin(random.pick(&builtin))
        } else {
            LogQuery::Own(own_query(random))
        };
        (parsed(name), query)
    });
    queries.collect()
}

fn own_query(random: &mut Random) -> OwnQuery {
    let groups = ["/aws/containerinsights/on/application", "012", "/a.b_c#d"];
    let queries = [
        "fields @timestamp, @message | sort @timestamp desc",
        "fields @timestamp\n| filter @message like /파드 'x' \"y\"/\n| limit 20\n",
        "# how many\nstats count(*) as number by bin(1h)",
    ];
    OwnQuery {
        log_groups: random
            .some_of(&groups, 1, 3)
            .into_iter()
            .map(str::to_owned)
            .collect(),
        query: random.pick(&queries).to_owned(),
    }
}
