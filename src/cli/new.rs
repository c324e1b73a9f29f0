//! `new`: a workspace of one's own, whose environments are Rust and whose `cargo xtask` has every command.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;

use super::{code, output};
use crate::out::{Disk, GeneratedFile, create_folder};
use crate::source::Documents as _;

/// Names the folder of eksight's sources where no flag does. No default leads to a registry: nothing is published there.
const VARIABLE: &str = "EKSIGHT_PATH";

const ALIAS: &str = "[alias]\nxtask = \"run --quiet --package xtask --\"\n";

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The folder to make; it must not be there, or be empty.
    folder: PathBuf,
    /// Folder of eksight's sources, which the workspace depends on: no version is published. Default: the variable
    /// EKSIGHT_PATH, or the sources that this is run in.
    #[arg(long, value_name = "PATH")]
    eksight: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    let dependency = match dependency(arguments)? {
        Ok(dependency) => dependency,
        Err(refused) => {
            output::tell(&format!("error: {refused}"));
            return Ok(code::USAGE);
        }
    };
    let package = package(&dependency);
    let file = |path, text| GeneratedFile { path, text };
    let files = [
        file("Cargo.toml", include_str!("new/template/workspace.toml")),
        file("README.md", include_str!("new/template/README.md")),
        file(".gitignore", include_str!("new/template/ignored")),
        file(".cargo/config.toml", ALIAS),
        file("xtask/Cargo.toml", package.as_str()),
        file("xtask/src/main.rs", include_str!("new/template/main.rs")),
        file("xtask/src/dev.rs", include_str!("new/template/dev.rs")),
    ];
    // A folder is written beside its last name, which `.` and `x/..` do not have.
    let folder = std::path::absolute(&arguments.folder).context("cannot tell the current directory")?;
    if folder.file_name().is_none() {
        output::tell(&format!(
            "error: `{}` cannot be made; name a folder",
            arguments.folder.display()
        ));
        return Ok(code::USAGE);
    }
    let shown = arguments.folder.display();
    if !create_folder(&folder, &files)? {
        output::tell(&format!(
            "error: something lies in `{shown}` already; name a folder that is not there"
        ));
        return Ok(code::USAGE);
    }
    output::tell(&format!(
        "made {shown}: there, `cargo xtask render dev` renders and `cargo xtask test` tests; xtask/Cargo.toml names eksight's \
         sources by their path here, so change that where others build it"
    ));
    Ok(code::DONE)
}

/// The dependency on eksight's sources, or why there is none.
fn dependency(arguments: &Arguments) -> anyhow::Result<Result<String, String>> {
    let of_variable = || std::env::var_os(VARIABLE).filter(|path| !path.is_empty());
    if let Some(path) = &arguments.eksight {
        return by_path("--eksight", path);
    }
    if let Some(path) = of_variable() {
        return by_path(VARIABLE, Path::new(&path));
    }
    let here = std::env::current_dir().context("cannot tell the current directory")?;
    match here.ancestors().find(|folder| why_no_sources(folder).is_none()) {
        Some(sources) => by_path("the current folder", sources),
        None => Ok(Err(format!(
            "no version of eksight is published; name the folder of its sources: `--eksight PATH`, or the variable {VARIABLE}"
        ))),
    }
}

/// The dependency on a folder that somebody named by `what`, or why it cannot be one.
fn by_path(what: &str, path: &Path) -> anyhow::Result<Result<String, String>> {
    if let Some(why) = why_no_sources(path) {
        return Ok(Err(format!(
            "{what}: {why}; name the folder of eksight's sources"
        )));
    }
    let path = std::path::absolute(path).context("cannot tell the current directory")?;
    let Some(text) = path.to_str().filter(|text| !text.contains(['\'', '\n', '\r'])) else {
        return Ok(Err(format!(
            "the path `{}` cannot stand in a Cargo.toml",
            path.display()
        )));
    };
    Ok(Ok(format!("{{ path = '{text}' }}")))
}

/// What keeps a folder from being eksight's sources.
fn why_no_sources(folder: &Path) -> Option<String> {
    let manifest = Path::new("Cargo.toml");
    let shown = folder.join(manifest);
    let text = match Disk::at(folder).read(manifest) {
        Ok(text) => text,
        Err(fault) => return Some(format!("`{}` cannot be read: {fault}", shown.display())),
    };
    // As cargo writes it; a whole reader of TOML is not worth one name.
    let lines = text
        .lines()
        .map(str::trim)
        .skip_while(|line| *line != "[package]");
    let mut package = lines.skip(1).take_while(|line| !line.starts_with('['));
    match package.any(|line| line.split_whitespace().eq(["name", "=", "\"eksight\""])) {
        true => None,
        false => Some(format!("`{}` is not of the package `eksight`", shown.display())),
    }
}

fn package(dependency: &str) -> String {
    format!(
        "[package]\nname = \"xtask\"\nversion = \"0.0.0\"\nedition = \"2024\"\nrust-version = \"{}\"\npublish = false\n\n\
         # What commands print is read by other programs: `eprintln!` is for people.\n[lints.clippy]\nprint_stdout = \"deny\"\n\n\
         [dependencies]\neksight = {dependency}\n",
        env!("CARGO_PKG_RUST_VERSION")
    )
}
