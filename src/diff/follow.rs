//! What a replaced resource takes with it: a property that cannot change, and that refers to it, makes another one of its
//! own resource too.

use serde_json::Value;

use super::effects::{Effect, Spot};
use super::risk::{Judge, Risk};
use super::tree;
use crate::emit::cloudformation;

/// Adds an effect for each resource that follows, behind the one that it follows.
pub(super) fn follow(found: &mut Vec<Effect>, judge: &mut Judge) {
    let mut next = 0;
    while let Some(effect) = found.get(next) {
        next += 1;
        let first = |effect: &Effect| effect.replaces && effect.artefact == cloudformation::PATH;
        let earlier = |id: &str| {
            found[..next - 1]
                .iter()
                .any(|known| first(known) && known.object == id)
        };
        if !first(effect) || earlier(&effect.object) {
            continue;
        }
        let id = effect.object.clone();
        for user in users(&id, judge) {
            let known = |known: &Effect| first(known) && known.object == user.id;
            let told = |known: &Effect| known.object == user.id && known.path == user.path;
            if found.iter().any(|effect| known(effect) || told(effect)) {
                continue;
            }
            let mut effect = user.effect(&id);
            judge.judge(&mut effect);
            if effect.risk != Risk::None {
                found.push(effect);
            }
        }
    }
}

/// A place in a resource that refers to another one.
struct User<'a> {
    id: &'a str,
    kind: &'a str,
    path: Vec<String>,
    reference: &'a Value,
}

impl User<'_> {
    fn effect(&self, replaced: &str) -> Effect {
        let spot = Spot {
            artefact: cloudformation::PATH,
            object: self.id,
            kind: self.kind,
            path: &self.path,
            old: Some(self.reference),
            new: Some(self.reference),
        };
        Effect {
            follows: Some(replaced.to_owned()),
            ..spot.effect()
        }
    }
}

/// The places that refer to a resource, in resources that were there before.
fn users<'a>(id: &str, judge: &Judge<'a>) -> Vec<User<'a>> {
    let mut users = Vec::new();
    for (user, resource) in judge.resources() {
        let there = judge.resource(user)[0].is_some();
        let kind = resource["Type"].as_str().unwrap_or_default();
        if there && user != id {
            let mut path = vec!["Properties".to_owned()];
            references(&resource["Properties"], id, &mut path, &mut |path, reference| {
                users.push(User {
                    id: user,
                    kind,
                    path: path.to_vec(),
                    reference,
                });
            });
        }
    }
    users
}

fn references<'a>(
    tree: &'a Value,
    id: &str,
    path: &mut Vec<String>,
    found: &mut dyn FnMut(&[String], &'a Value),
) {
    if tree.as_object().is_some_and(|entries| entries.len() == 1) && refers(tree, id) {
        return found(path, tree);
    }
    for (step, value) in tree::steps(tree) {
        path.push(step);
        references(value, id, path, found);
        path.pop();
    }
}

/// Whether a value is what `Ref`, `Fn::GetAtt` or `Fn::Sub` make of the resource.
fn refers(value: &Value, id: &str) -> bool {
    let names = |text: &str| {
        text.strip_prefix(id)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let text_refers = |text: &str| {
        let mut parts = text.split("${").skip(1);
        parts.any(|part| part.split_once('}').is_some_and(|(name, _)| names(name)))
    };
    value.get("Ref").is_some_and(|name| name == id)
        || value.get("Fn::GetAtt").is_some_and(|attribute| match attribute {
            Value::Array(parts) => parts.first().is_some_and(|name| name == id),
            attribute => attribute.as_str().is_some_and(names),
        })
        || value.get("Fn::Sub").is_some_and(|text| match text {
            Value::Array(parts) => parts.first().and_then(Value::as_str).is_some_and(text_refers),
            text => text.as_str().is_some_and(text_refers),
        })
}
