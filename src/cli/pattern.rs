//! Patterns of names, such as `prod-*`: the shell does not know the names of environments.

/// Whether a name that somebody gave is a pattern: no environment is called so.
pub(super) fn is_pattern(name: &str) -> bool {
    name.contains('*')
}

/// Whether all environments are asked for, or those of a pattern, however many there are.
pub(super) fn is_set(names: &[String], all: bool) -> bool {
    all || names.iter().any(|name| is_pattern(name))
}

/// Whether a pattern stands for a name: each `*` for any characters, or for none. A plain name stands for itself.
pub(super) fn stands_for(pattern: &str, name: &str) -> bool {
    let Some((begin, after)) = pattern.split_once('*') else {
        return pattern == name;
    };
    let (between, end) = after.rsplit_once('*').unwrap_or(("", after));
    let within = name.strip_prefix(begin).and_then(|rest| rest.strip_suffix(end));
    let Some(mut rest) = within else {
        return false;
    };
    between.split('*').all(|part| match rest.split_once(part) {
        Some((_, after)) => {
            rest = after;
            true
        }
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::stands_for;

    #[test]
    fn a_star_stands_for_any_characters() {
        for (pattern, name, stands) in [
            ("prod", "prod", true),
            ("prod", "prod-eu", false),
            ("*", "prod", true),
            ("prod-*", "prod-eu-1", true),
            ("prod-*", "prod-", true),
            ("prod-*", "preprod-eu", false),
            ("*-eu", "prod-eu", true),
            ("*-eu", "prod-eu-1", false),
            ("p*-eu", "prod-eu", true),
            ("pro*od", "prod", false),
            ("*eu*", "prod-eu-1", true),
            ("p*-*-1", "prod-eu-1", true),
            ("p*us*1", "prod-eu-1", false),
            ("*1*eu*", "prod-eu-1", false),
            ("**", "prod", true),
        ] {
            assert_eq!(stands_for(pattern, name), stands, "{pattern} {name}");
        }
    }
}
