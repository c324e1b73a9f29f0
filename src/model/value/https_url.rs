//! Addresses that take nothing but encrypted connections, with letters that configuration files leave as they are.

use super::{ParseError, text_type};

text_type!(
    /// An address that begins with `https://`, without a fragment.
    HttpsUrl, check, pattern = "^https://[A-Za-z0-9][A-Za-z0-9.:-]*(/[A-Za-z0-9._~:/?&=%+@,-]*)?$", example = "https://login.example.com/oauth2/token"
);

fn check(text: &str) -> Result<(), ParseError> {
    let refuse = |problem: String| {
        Err(ParseError::new(
            problem,
            "write the whole address, such as `https://login.example.com/oauth2/token`",
        ))
    };
    let Some(rest) = text.strip_prefix("https://") else {
        return refuse(format!("`{text}` does not begin with `https://`"));
    };
    if rest.split('/').next().is_some_and(|host| host.contains('@')) {
        // The text is not repeated: what stands before `@` is a password.
        return Err(ParseError::new(
            "the address has a user or a password in it",
            "write it without them, such as `https://login.example.com/oauth2/token`; an environment holds no secret itself",
        ));
    }
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let of_host = |c: char| c.is_ascii_alphanumeric() || "-.:".contains(c);
    let of_path = |c: char| c.is_ascii_alphanumeric() || "-._~:/?&=%+@,".contains(c);
    if !host.starts_with(|c: char| c.is_ascii_alphanumeric()) || !host.chars().all(of_host) {
        return refuse(format!("`{text}` has no host"));
    }
    match path.chars().find(|c| !of_path(*c)) {
        Some(c) => refuse(format!("`{text}` has a `{c}`")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::HttpsUrl;

    #[test]
    fn an_address_is_whole_and_encrypted() {
        for text in [
            "https://login.example.com",
            "https://login.example.com:8443/oauth2/token?tenant=a%20b",
        ] {
            assert!(text.parse::<HttpsUrl>().is_ok(), "{text}");
        }
        for text in [
            "http://login.example.com/token",
            "login.example.com",
            "https://",
            "https:///token",
            "https://user:hidden@login.example.com",
            "https://login.example.com/a b",
            "https://login.example.com/#token",
            "https://login.example.com/${TENANT}",
        ] {
            assert!(text.parse::<HttpsUrl>().is_err(), "{text}");
        }
    }
}
