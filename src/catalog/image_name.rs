//! Names of images, taken apart as container runtimes read them. Source: distribution/reference, familiar names.

use std::fmt;

/// The registry of names without one.
const DOCKER_HUB: &str = "docker.io";

/// The name of an image with everything that a runtime adds to it: `docker.io/library/nginx:1.27`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ImageName {
    /// The host, with its port.
    pub registry: String,
    /// The path there.
    pub repository: String,
    /// What stands behind `:`.
    pub tag: Option<String>,
    /// What stands behind `@`, such as `sha256:…`.
    pub digest: Option<String>,
}

impl ImageName {
    /// Takes a name apart; a first part without a dot or a port is a path of Docker Hub, and a name of one part lies in its
    /// `library`.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let (text, digest) = match text.split_once('@') {
            Some((name, digest)) => (name, Some(digest.to_owned())),
            None => (text, None),
        };
        // A colon before the last slash is a port's.
        let last = text.rfind('/').map_or(0, |at| at + 1);
        let (name, tag) = match text[last..].find(':') {
            Some(at) => (&text[..last + at], Some(text[last + at + 1..].to_owned())),
            None => (text, None),
        };
        let is_registry = |first: &str| first.contains(['.', ':']) || first == "localhost";
        let (registry, repository) = match name.split_once('/') {
            Some((first, rest)) if is_registry(first) => (first, rest),
            _ => (DOCKER_HUB, name),
        };
        let repository = match registry == DOCKER_HUB && !repository.contains('/') {
            true => format!("library/{repository}"),
            false => repository.to_owned(),
        };
        Self {
            registry: registry.to_owned(),
            repository,
            tag,
            digest,
        }
    }

    /// Its copy in another registry, whose name may have a path.
    #[must_use]
    pub fn in_registry(&self, registry: &str) -> Self {
        let (registry, path) = registry.split_once('/').unwrap_or((registry, ""));
        let repository = match path.is_empty() {
            true => self.repository.clone(),
            false => format!("{path}/{}", self.repository),
        };
        Self {
            registry: registry.to_owned(),
            repository,
            ..self.clone()
        }
    }

    /// Registry and repository.
    #[must_use]
    pub fn place(&self) -> String {
        format!("{}/{}", self.registry, self.repository)
    }
}

impl fmt::Display for ImageName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.registry, self.repository)?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        match &self.digest {
            Some(digest) => write!(f, "@{digest}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ImageName;

    #[test]
    fn a_name_gets_what_runtimes_add() {
        let whole = |text: &str| ImageName::parse(text).to_string();
        assert_eq!(whole("nginx:1.27"), "docker.io/library/nginx:1.27");
        assert_eq!(whole("docker.io/nginx"), "docker.io/library/nginx");
        assert_eq!(whole("nicolaka/netshoot"), "docker.io/nicolaka/netshoot");
        for same in [
            "registry:5000/nginx",
            "localhost/nginx",
            "ghcr.io/abahmed/kwatch:v1",
            "registry.example.com:5000/a/b:v1@sha256:0123",
            "registry.example.com/a@sha256:0123",
        ] {
            assert_eq!(whole(same), same);
        }
    }

    #[test]
    fn a_copy_keeps_repository_tag_and_digest() {
        let copy = |text: &str, registry| ImageName::parse(text).in_registry(registry).to_string();
        assert_eq!(
            copy("nginx:1.27", "registry.example.com"),
            "registry.example.com/library/nginx:1.27"
        );
        assert_eq!(
            copy("quay.io/a/b:v1@sha256:0123", "registry.example.com:5000/mirror/x"),
            "registry.example.com:5000/mirror/x/a/b:v1@sha256:0123"
        );
    }
}
