//! The files of a folder over HTTP, as a repository of charts has them.

use crate::http::{Handler, Request, Response};
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// Answers with the file of a name that lies in the folder itself; any other is not there.
#[must_use]
pub fn serve(folder: &Path) -> Handler {
    let folder = folder.to_owned();
    Arc::new(move |request: &Request| {
        let name = request.path().trim_start_matches('/');
        let inside = !name.is_empty() && !name.contains('/') && name != "..";
        let file = inside.then(|| fs::read(folder.join(name)).ok()).flatten();
        Some(match file {
            Some(file) => Response::whole(200, "application/octet-stream", file),
            None => Response::whole(404, "text/plain", "not found"),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::serve;
    use crate::http::Request;
    use std::path::Path;

    #[test]
    fn only_what_lies_in_the_folder_is_served() {
        let handler = serve(Path::new(env!("CARGO_MANIFEST_DIR")));
        let status = |path: &str| {
            let request = Request {
                target: path.to_owned(),
                ..Request::default()
            };
            handler(&request).unwrap().status
        };
        let asked = ["/Cargo.toml", "/nothing", "/src/lib.rs", "/..", "/"].map(status);
        assert_eq!(asked, [200, 404, 404, 404, 404]);
    }
}
