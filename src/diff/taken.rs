//! An earlier name that another environment has now: the engine would deliver that one's files to this one's cluster.

use super::Earlier;
use super::risk::with_commands;
use crate::emit::delivery::{Keeper, argocd_namespace};
use crate::model::{Delivery, Environment, Lifecycle};

/// Who has an earlier name now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heir {
    /// Nobody.
    Nobody,
    /// An environment that an Argo CD in another cluster delivers, which knows it by that name in this namespace.
    OfHub(String),
    /// Another environment.
    Other,
    /// An environment that nobody can read.
    Unknown,
}

impl Heir {
    /// An environment that has the name.
    #[must_use]
    pub fn of(environment: &Environment) -> Self {
        match &environment.delivery {
            Some(Delivery::Argocd(settings))
                if settings.cluster.is_some() && environment.lifecycle == Lifecycle::Live =>
            {
                Self::OfHub(argocd_namespace(settings).to_owned())
            }
            _ => Self::Other,
        }
    }

    /// Whether what this engine has by the name is that one's from now on.
    fn takes_over(&self, was: &Keeper) -> bool {
        let namespace = was.root().map(|[_, namespace, _]| namespace);
        match self {
            Self::OfHub(of) => was.elsewhere.is_some() && namespace == Some(of),
            // Rather too much stays.
            Self::Unknown => was.elsewhere.is_some(),
            Self::Other | Self::Nobody => false,
        }
    }
}

/// How an engine comes to know the environment by its name, where the folder of the earlier one is another environment's: it
/// stays, and nothing may be delivered from it meanwhile.
pub(super) fn plan(name: &str, earlier: &Earlier, was: &Keeper, is: &Keeper) -> String {
    let Earlier { name: earlier, heir } = earlier;
    let stop = format!(
        "{} delivers from out/{earlier}, which has the files of another cluster once this is pushed; before that, stop it{}",
        was.name(),
        was.place()
    );
    let go_on = format!(
        "and once it is pushed, do in this order what leaves all that it has installed{}",
        is.place_behind(was)
    );
    let lines = match heir.takes_over(was) {
        true => vec![is.set_on(name)],
        false => is.hand_over(name, was, earlier),
    };
    let lines = lines.into_iter().filter(|line| !line.starts_with("git rm "));
    let lines: Vec<String> = lines.chain(is.resume()).collect();
    format!(
        "{}\n{}",
        with_commands(&stop, &was.stop()),
        with_commands(&go_on, &lines)
    )
}
