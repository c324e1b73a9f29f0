//! `new`: a workspace of one's own, whose environments are Rust and whose `cargo xtask` has every command.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;

use super::{code, output};
use crate::out::{GeneratedFile, create_folder};

/// Names the folder of eksight's sources where no flag does.
const VARIABLE: &str = "EKSIGHT_PATH";

const ALIAS: &str = "[alias]\nxtask = \"run --quiet --package xtask --\"\n";
const IGNORED: &str = "/target\n";

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The folder to make; it must not be there, or be empty.
    folder: PathBuf,
    /// Folder of eksight's sources, which the workspace then depends on instead of a published version. Default: the
    /// variable EKSIGHT_PATH.
    #[arg(long, value_name = "PATH")]
    eksight: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    let sources = arguments.eksight.clone().or_else(|| {
        std::env::var_os(VARIABLE)
            .filter(|path| !path.is_empty())
            .map(PathBuf::from)
    });
    let dependency = match &sources {
        None => format!("\"{}\"", env!("CARGO_PKG_VERSION")),
        Some(path) => match by_path(path)? {
            Ok(dependency) => dependency,
            Err(refused) => {
                output::tell(&format!("error: {refused}"));
                return Ok(code::USAGE);
            }
        },
    };
    let package = package(&dependency);
    let file = |path, text| GeneratedFile { path, text };
    let files = [
        file("Cargo.toml", include_str!("new/template/workspace.toml")),
        file("README.md", include_str!("new/template/README.md")),
        file(".gitignore", IGNORED),
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
        "made {shown}: there, `cargo xtask render dev` renders and `cargo xtask test` tests"
    ));
    Ok(code::DONE)
}

/// The dependency on a folder, or why it cannot be one.
fn by_path(path: &Path) -> anyhow::Result<Result<String, String>> {
    let path = std::path::absolute(path).context("cannot tell the current directory")?;
    let Some(text) = path.to_str().filter(|text| !text.contains(['\'', '\n', '\r'])) else {
        return Ok(Err(format!(
            "the path `{}` cannot stand in a Cargo.toml",
            path.display()
        )));
    };
    Ok(Ok(format!("{{ path = '{text}' }}")))
}

fn package(dependency: &str) -> String {
    format!(
        "[package]\nname = \"xtask\"\nversion = \"0.0.0\"\nedition = \"2024\"\nrust-version = \"{}\"\npublish = false\n\n\
         [dependencies]\neksight = {dependency}\n",
        env!("CARGO_PKG_RUST_VERSION")
    )
}
