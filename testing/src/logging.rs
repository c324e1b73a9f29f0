//! Where logs go, and the queries that are saved over them.

use eksight::model::value::ResourceName;
use eksight::model::{BuiltinQuery, ControlPlaneLogs, LogClass, LogQuery, Logging, Named, OwnQuery};

use crate::place::Place;
use crate::random::Random;
use crate::text::parsed;

/// Of eksctl's log group nobody can choose the class.
pub(crate) fn logging(random: &mut Random, place: &Place) -> Logging {
    Logging {
        control_plane: random.maybe(60, |random| ControlPlaneLogs {
            retention_days: parsed(random.pick(&["1", "14", "90", "3653"])),
            class: if place.is_native() {
                random.pick(&[LogClass::Standard, LogClass::InfrequentAccess])
            } else {
                LogClass::Standard
            },
        }),
        queries: queries(random),
    }
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
