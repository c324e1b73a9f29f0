//! What the build may cost: the number of crates, and that none of them needs more than Rust. How long it takes is for
//! `cargo xtask bench`.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test that starts cargo; its helpers may fail like it"
)]

use std::collections::BTreeSet;
use std::process::Command;

/// Of others: our own packages cost what their lines cost.
const MOST_CRATES: usize = 45;
/// A C compiler, TLS or an HTTP client in the build is a decision, never an accident.
const BANNED_CRATES: [&str; 12] = [
    "cc",
    "cmake",
    "bindgen",
    "pkg-config",
    "vcpkg",
    "openssl-sys",
    "ring",
    "aws-lc-sys",
    "rustls",
    "reqwest",
    "hyper",
    "native-tls",
];

/// What cargo prints. Offline: what is not there was not needed for this build.
fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .arg("--offline")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// Name and version of each crate that the product is built from, its own included; those of tests are not.
fn crates_of_the_build() -> BTreeSet<(String, String)> {
    let tree = ["tree", "--package", "eksight", "--edges", "normal,build"];
    let tree = cargo(&[&tree[..], &["--prefix", "none"]].concat());
    let words = tree.lines().map(|line| line.split(' '));
    let crates: BTreeSet<(String, String)> = words
        .filter_map(|mut words| {
            let version = |word: &str| word.trim_start_matches('v').to_owned();
            Some((words.next()?.to_owned(), version(words.next()?)))
        })
        .collect();
    assert!(crates.iter().any(|(name, _)| name == "serde"), "{tree}");
    crates
}

#[test]
fn the_build_stays_small() {
    let crates = crates_of_the_build();
    let banned: Vec<&str> = crates
        .iter()
        .map(|(name, _)| name.as_str())
        .filter(|name| BANNED_CRATES.contains(name))
        .collect();
    assert_eq!(banned, Vec::<&str>::new());
    let of_others = crates.iter().filter(|(name, _)| !name.starts_with("eksight"));
    let count = of_others.count();
    assert!(count <= MOST_CRATES, "{count} crates");
}

/// A crate says `links` when it brings or looks for a library that is not Rust, whatever tool it does that with.
#[test]
fn the_build_links_no_native_library() {
    let metadata = ["metadata", "--format-version", "1", "--filter-platform"];
    let metadata = cargo(&[&metadata[..], &["host-tuple"]].concat());
    let metadata: serde_json::Value = serde_json::from_str(&metadata).unwrap();
    let crates = crates_of_the_build();
    let known: Vec<&serde_json::Value> = metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|package| {
            let text = |key: &str| package[key].as_str().unwrap().to_owned();
            crates.contains(&(text("name"), text("version")))
        })
        .collect();
    assert_eq!(known.len(), crates.len());
    let native: Vec<&serde_json::Value> = known
        .into_iter()
        .filter(|package| !package["links"].is_null())
        .map(|package| &package["name"])
        .collect();
    assert_eq!(native, Vec::<&serde_json::Value>::new());
}
