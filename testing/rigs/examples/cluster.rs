//! A cluster to try commands against: `cargo run -p eksight-rigs --example cluster`, until standard input is closed.

use std::io::{Read as _, Write as _};

fn main() -> std::io::Result<()> {
    let cluster = eksight_rigs::cluster::Cluster::start(36, &["node-1", "node-2"])?;
    writeln!(std::io::stdout(), "{}", cluster.url())?;
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}
