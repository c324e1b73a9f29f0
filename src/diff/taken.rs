//! An earlier name that another environment has now: the engine would deliver that one's files to this one's cluster.

use super::risk::with_commands;
use crate::emit::delivery::Keeper;

/// How an engine comes to know the environment by its name, where the folder of the earlier one is another environment's: it
/// stays, and nothing may be delivered from it meanwhile.
pub(super) fn plan(name: &str, earlier: &str, was: &Keeper, is: &Keeper) -> String {
    let stop = format!(
        "{} delivers from out/{earlier}, which has the files of another cluster once this is pushed; before that, stop it{}",
        was.name,
        was.place()
    );
    let go_on = format!(
        "and once it is pushed, do in this order what leaves all that it has installed{}",
        is.place_behind(was)
    );
    let remove = format!("git rm -r out/{earlier}");
    let lines = match was.elsewhere {
        None => is.hand_over(name, was, earlier),
        // What has the earlier name there is the other environment's.
        Some(_) => vec![is.set_on(name)],
    };
    let lines = lines.into_iter().filter(|line| *line != remove);
    let lines: Vec<String> = lines.chain(is.resume()).collect();
    format!(
        "{}\n{}",
        with_commands(&stop, &was.stop()),
        with_commands(&go_on, &lines)
    )
}
