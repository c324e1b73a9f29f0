//! Where a git repository lies, and what in it is meant.

use super::{ParseError, text_type};

text_type!(
    /// The address of a git repository, as `git clone` takes it, without a password.
    GitRepository, repository, pattern = "^(https://[^\\s@/]+/\\S+|ssh://([^\\s:@/]+@)?[^\\s@/]+/\\S+|[^\\s:@/]+@[^\\s@/:]+:\\S+)$", example = "https://git.example.com/platform/clusters.git"
);

text_type!(
    /// A branch, a tag or a commit of a git repository.
    GitRevision, revision, pattern = "^[A-Za-z0-9][A-Za-z0-9._/-]*$", example = "main"
);

text_type!(
    /// A folder of a git repository, from its root.
    GitFolder, folder, pattern = "^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*$", example = "clusters"
);

const EXAMPLE: &str = "https://git.example.com/platform/clusters.git";

fn repository(text: &str) -> Result<(), ParseError> {
    let refuse = |problem: String| {
        let help = format!("write it as `git clone` takes it, such as `{EXAMPLE}`");
        Err(ParseError::new(problem, help))
    };
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) => (scheme, rest),
        // `git@git.example.com:platform/clusters.git` is ssh too.
        None => match text.rsplit_once(':') {
            Some((host, path)) if host.contains('@') && !path.is_empty() => ("", host),
            _ => return refuse(format!("`{text}` is not the address of a git repository")),
        },
    };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (user, host) = host.rsplit_once('@').unwrap_or(("", host));
    if user.contains(':') || scheme == "https" && !user.is_empty() {
        // The text is not repeated: what stands before `@` is a password.
        return Err(ParseError::new(
            "the address has a password in it",
            "give the engine its credentials by its own means; an environment holds none",
        ));
    }
    if !["https", "ssh", ""].contains(&scheme) {
        return refuse(format!(
            "`{text}` begins with `{scheme}`, which is neither `https` nor `ssh`"
        ));
    }
    if host.is_empty() || path.is_empty() && !scheme.is_empty() || text.contains(char::is_whitespace) {
        return refuse(format!("`{text}` is not the address of a git repository"));
    }
    Ok(())
}

fn revision(text: &str) -> Result<(), ParseError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._/-".contains(c);
    if text.starts_with(|c: char| c.is_ascii_alphanumeric()) && text.chars().all(plain) {
        return Ok(());
    }
    Err(ParseError::new(
        format!("`{text}` is not a branch, a tag or a commit"),
        "write such as `main`",
    ))
}

fn folder(text: &str) -> Result<(), ParseError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let named = |part: &str| !part.is_empty() && part != "." && part != ".." && part.chars().all(plain);
    if text.split('/').all(named) {
        return Ok(());
    }
    Err(ParseError::new(
        format!("`{text}` is not a folder of a repository"),
        "write it from the root of the repository, such as `clusters`, without `/` at its ends",
    ))
}

#[cfg(test)]
mod tests {
    use super::{GitFolder, GitRepository, GitRevision};

    #[test]
    fn a_repository_is_what_git_clones_without_a_password() {
        for good in [
            "https://git.example.com/platform/clusters.git",
            "https://git.example.com:8443/clusters",
            "ssh://git@git.example.com:2222/platform/clusters.git",
            "git@git.example.com:platform/clusters.git",
        ] {
            assert!(good.parse::<GitRepository>().is_ok(), "{good}");
        }
        for bad in [
            "clusters",
            "http://git.example.com/clusters",
            "file:///clusters",
            "https://git.example.com",
            "https:///clusters",
            "git@:clusters",
            "https://git.example.com/a b",
            "git.example.com:clusters",
        ] {
            assert!(bad.parse::<GitRepository>().is_err(), "{bad}");
        }
        for secret in [
            "https://user:hidden@git.example.com/clusters",
            "https://hidden@git.example.com/clusters",
            "ssh://git:hidden@git.example.com/clusters",
            "git:hidden@git.example.com:clusters",
        ] {
            let fault = secret.parse::<GitRepository>().unwrap_err();
            assert!(!fault.joined().contains("hidden"), "{fault:?}");
        }
    }

    #[test]
    fn revisions_and_folders_are_plain() {
        for good in ["main", "release/1.2", "v1.0.0", "HEAD"] {
            assert!(good.parse::<GitRevision>().is_ok(), "{good}");
        }
        for bad in ["", "-x", "a b", "a:b", "{{x}}"] {
            assert!(bad.parse::<GitRevision>().is_err(), "{bad}");
        }
        for good in ["clusters", "infra/eks", ".deploy"] {
            assert!(good.parse::<GitFolder>().is_ok(), "{good}");
        }
        for bad in ["", "/clusters", "clusters/", "../clusters", "a//b", "a/*"] {
            assert!(bad.parse::<GitFolder>().is_err(), "{bad}");
        }
    }
}
