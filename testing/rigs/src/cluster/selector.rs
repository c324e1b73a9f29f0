//! Which objects a list is about: selectors by label and by field.

use super::object::text;
use crate::http::Request;
use serde_json::Value;

/// Whether an object is one of those that a request selects.
pub(super) fn selects(request: &Request, object: &Value) -> bool {
    let labels = request.query("labelSelector").unwrap_or_default();
    let fields = request.query("fieldSelector").unwrap_or_default();
    let label = |name: &str| object["metadata"]["labels"].get(name).and_then(Value::as_str);
    let field = |path: &str| Some(text(object, &format!("/{}", path.replace('.', "/"))));
    terms(&labels).iter().all(|term| holds(term, label))
        && terms(&fields).iter().all(|term| holds(term, field))
}

/// Splits at commas that are in no brackets.
fn terms(selector: &str) -> Vec<String> {
    let (mut depth, mut found) = (0, vec![String::new()]);
    for c in selector.chars() {
        depth += i32::from(c == '(') - i32::from(c == ')');
        match (c, found.last_mut()) {
            (',', _) if depth == 0 => found.push(String::new()),
            (c, Some(last)) => last.push(c),
            (_, None) => {}
        }
    }
    let trimmed = found.iter().map(|term| term.trim().to_owned());
    trimmed.filter(|term| !term.is_empty()).collect()
}

/// `a=b`, `a==b`, `a!=b`, `a in (b,c)`, `a notin (b,c)`, `a` and `!a`.
fn holds<'a>(term: &str, value: impl Fn(&str) -> Option<&'a str>) -> bool {
    if let Some((name, wanted)) = term.split_once("!=") {
        return value(name.trim()) != Some(wanted.trim());
    }
    if let Some((name, wanted)) = term.split_once('=') {
        return value(name.trim()) == Some(wanted.trim_start_matches('=').trim());
    }
    let among = |list: &str, name: &str| {
        let list = list.trim().trim_matches(['(', ')']);
        list.split(',')
            .any(|wanted| Some(wanted.trim()) == value(name.trim()))
    };
    if let Some((name, list)) = term.split_once(" notin ") {
        return !among(list, name);
    }
    if let Some((name, list)) = term.split_once(" in ") {
        return among(list, name);
    }
    match term.strip_prefix('!') {
        Some(name) => value(name.trim()).is_none(),
        None => value(term).is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::selects;
    use crate::http::Request;
    use serde_json::json;

    #[test]
    fn selectors_are_read_as_kubectl_writes_them() {
        let object = json!({
            "metadata": { "name": "a", "labels": { "app": "web", "tier": "front" } },
            "spec": { "nodeName": "n" },
        });
        let selected = |query: &str| {
            let target = format!("/?{query}");
            selects(
                &Request {
                    target,
                    ..Request::default()
                },
                &object,
            )
        };
        for query in [
            "",
            "labelSelector=app%3Dweb%2Ctier%3D%3Dfront",
            "labelSelector=app+in+%28x%2Cweb%29%2Ctier",
            "labelSelector=app+notin+(x,y),%21other,tier!=back",
            "fieldSelector=metadata.name%3Da,spec.nodeName=n",
        ] {
            assert!(selected(query), "{query}");
        }
        for query in [
            "labelSelector=app=other",
            "labelSelector=other",
            "labelSelector=!app",
            "labelSelector=tier+in+(a,b)",
            "fieldSelector=metadata.name=b",
        ] {
            assert!(!selected(query), "{query}");
        }
    }
}
