//! The name that somebody probably meant.

/// The known name that looks most like `name`, if one looks alike at all.
pub fn nearest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let wanted = name.to_ascii_lowercase();
    // Two ties are common. `t3xlarge` is one edit from `t3.large` too, but lost no letter of `t3.xlarge`;
    // `t3b.large` is one edit from `t3.large` too, but a wrong letter is likelier than a surplus one.
    let distance = |known: &str| {
        (
            strsim::damerau_levenshtein(known, &wanted),
            strsim::damerau_levenshtein(&letters(known), &letters(&wanted)),
            known.len().abs_diff(wanted.len()),
        )
    };
    let nearest = known.into_iter().min_by_key(|known| distance(known))?;
    // More than a third wrong is another name, not a misspelt one.
    (distance(nearest).0 * 3 <= wanted.len()).then_some(nearest)
}

/// A name without its punctuation.
fn letters(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect()
}
