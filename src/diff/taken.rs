//! An earlier name that another environment has now: the engine would deliver that one's files to this one's cluster.

use super::Difference;
use super::renamed::all_effects;
use super::risk::with_commands;
use crate::emit::delivery::Keeper;

/// Tells how an engine comes to know the environment by its name, where the folder of the earlier one is another environment's: it
/// stays, and nothing may be delivered from it meanwhile.
pub fn tell_taken(difference: &mut Difference, name: &str, earlier: &str, was: &Keeper, is: Option<&Keeper>) {
    let plan = is
        .filter(|is| is.start == was.start)
        .map(|is| plan(name, earlier, was, is));
    let remove = ["`", " "].map(|end| format!("`git rm -r out/{earlier}{end}"));
    for effect in all_effects(difference) {
        let takes_away = |reason: &&str| remove.iter().any(|remove| reason.contains(remove));
        let Some(reason) = effect.reason.as_deref().filter(takes_away) else {
            continue;
        };
        // Another engine, or none: the first one is stopped, and that is all.
        let stop = || reason.split("\nand take away").next().map(str::to_owned);
        effect.reason = plan.clone().or_else(stop);
    }
}

fn plan(name: &str, earlier: &str, was: &Keeper, is: &Keeper) -> String {
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
