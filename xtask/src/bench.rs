//! `cargo xtask bench`: what building costs a developer, then `cargo bench`. It fails for no figure: a busy machine
//! takes longer.
#![allow(
    clippy::disallowed_methods,
    reason = "a developer's tool that starts cargo and takes the time"
)]

use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// Linux counts CPU time in hundredths of a second, whatever its kernel's clock does (`USER_HZ`).
const TICKS_PER_SECOND: f64 = 100.0;

/// Runs after which a start of `cargo xtask` has a median.
const STARTS: usize = 11;

/// Builds in a folder of its own, so that a developer's `target` stays as it is.
struct Build {
    target: PathBuf,
}

/// Measures the build, then the commands.
pub(crate) fn run() -> Result<()> {
    let build = Build {
        target: crate::root().join("target/bench-build"),
    };
    build.remove()?;
    cargo(&["fetch", "--quiet"])
        .status()
        .context("starting cargo fetch")?;
    build.measure()?;
    build.remove()?;
    let status = cargo(&["bench", "--package", "eksight"])
        .status()
        .context("starting cargo bench")?;
    ensure!(status.success(), "`cargo bench` failed");
    Ok(())
}

impl Build {
    fn measure(&self) -> Result<()> {
        let (wall, cpu) = self.cold()?;
        say(
            "cold dev build, 2 jobs",
            "35 s",
            &format!("{:.1} s", wall.as_secs_f64()),
        );
        match cpu {
            Some(seconds) => say("… and its CPU time", "65 s", &format!("{seconds:.1} s")),
            None => crate::say("not measured: CPU time, which only Linux tells here"),
        }
        let start = format!("{:.3} s", self.start()?.as_secs_f64());
        say("`cargo xtask` with nothing to do", "0.08 s", &start);
        let binary = bytes(&self.target.join("debug/eksight"))? as f64 / 1e6;
        say("debug binary", "60 MB", &format!("{binary:.1} MB"));
        let target = bytes(&self.target)? as f64 / f64::from(1 << 20);
        say("target folder", "500 MiB", &format!("{target:.0} MiB"));
        Ok(())
    }

    /// Wall and CPU time of a build with nothing there but the sources.
    fn cold(&self) -> Result<(Duration, Option<f64>)> {
        let before = cpu_of_children();
        let started = Instant::now();
        let status = cargo(&["build", "--quiet", "--jobs", "2"])
            .env("CARGO_TARGET_DIR", &self.target)
            .status()
            .context("starting cargo build")?;
        ensure!(status.success(), "the build failed");
        let cpu = before
            .zip(cpu_of_children())
            .map(|(before, after)| after - before);
        Ok((started.elapsed(), cpu))
    }

    /// Median time of `cargo xtask --version`: cargo finds that nothing is to be built and starts the program.
    fn start(&self) -> Result<Duration> {
        let mut times = Vec::new();
        for _ in 0..STARTS {
            let started = Instant::now();
            let output = cargo(&["xtask", "--version"])
                .env("CARGO_TARGET_DIR", &self.target)
                .output()
                .context("starting cargo xtask")?;
            times.push(started.elapsed());
            ensure!(output.status.success(), "`cargo xtask --version` failed");
        }
        times.sort_unstable();
        Ok(times[STARTS / 2])
    }

    fn remove(&self) -> Result<()> {
        if self.target.exists() {
            fs::remove_dir_all(&self.target)
                .with_context(|| format!("removing {}", self.target.display()))?;
        }
        Ok(())
    }
}

fn say(what: &str, goal: &str, figure: &str) {
    crate::say(&format!("{what}: {figure} (goal: at most {goal})"));
}

/// Cargo in the repository, free of what an outer cargo or a `RUSTFLAGS` would change about the build.
fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command.args(arguments).current_dir(crate::root());
    command.env_remove("RUSTFLAGS").env_remove("CARGO_INCREMENTAL");
    command
}

/// CPU seconds of all children that have ended, theirs included: fields 16 and 17 of `proc_pid_stat(5)`.
fn cpu_of_children() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The second field is the program's name in brackets, which may hold spaces.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |field: usize| fields.get(field - 3)?.parse::<f64>().ok();
    Some((ticks(16)? + ticks(17)?) / TICKS_PER_SECOND)
}

/// Size of a file, or of all files below a folder.
fn bytes(path: &Path) -> Result<u64> {
    let metadata = fs::symlink_metadata(path).with_context(|| format!("examining {}", path.display()))?;
    if !metadata.is_dir() {
        // Cargo gives a finished program two names.
        #[cfg(unix)]
        return Ok(metadata.len() / std::os::unix::fs::MetadataExt::nlink(&metadata));
        #[cfg(not(unix))]
        return Ok(metadata.len());
    }
    let mut sum = 0;
    for entry in fs::read_dir(path).with_context(|| format!("listing {}", path.display()))? {
        sum += bytes(&entry?.path())?;
    }
    Ok(sum)
}
