//! What a Prometheus with the settings of each environment gets from its targets: nginx with its exporter, scraped as the
//! chart's ServiceMonitor and our values say. Everything runs on 127.0.0.1 and ends with this process.
//!
//! Nobody has a VPC CNI here, and nobody the programs of a team: for targets of PodMonitors a page stands in that
//! answers on every path. That shows that Prometheus takes the monitor's settings, not that the real one has such a page.

mod monitor;
mod needed;
mod process;
mod server;

use super::environment::{self, Environment};
use super::tools::Program;
use super::{install, tree};
use anyhow::{Context, Result, ensure};
use monitor::{Kind, Monitor};
use process::{Process, free_port};
use serde_json::Value;
use server::{Server, Settings};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Instant;

/// The programs of the rig.
pub(super) struct Programs {
    pub(super) prometheus: Program,
    pub(super) nginx: Program,
    pub(super) exporter: Program,
}

/// What is scraped, and where.
struct Targets {
    /// The exporter beside nginx.
    exporter: u16,
    /// The page that stands in.
    stand_in: u16,
    /// Ends when this is dropped.
    _running: [Process; 2],
}

/// One Prometheus for each environment that has one.
pub(super) fn check(programs: &Programs, environments: &[Environment]) -> Result<Vec<String>> {
    let began = Instant::now();
    let folder = install::folder().join("scrape");
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("removing {}", folder.display()))?;
    }
    let targets = Targets::start(programs, &folder)?;
    // All of them are started before the first is asked: each needs an interval until it has scraped.
    let mut servers = Vec::new();
    for environment in environments {
        let documents = documents(environment)?;
        if let Some(settings) = documents.iter().find_map(Settings::of) {
            let monitors = Monitor::all(&documents);
            let (name, place) = (environment.name(), folder.join(environment.name()));
            let server = Server::start(
                &programs.prometheus,
                settings,
                &monitors,
                &documents,
                &targets,
                &place,
            );
            let server = server.with_context(|| format!("the Prometheus of {name}"))?;
            servers.push((name, server, monitors, needed::metrics(&documents)));
        }
    }
    let (mut scraped, mut answered, mut evaluated) = (0, 0, 0);
    let mut of_nginx = false;
    for (name, server, monitors, metrics) in &servers {
        let asked = server.must_scrape(monitors).and_then(|()| {
            let exported = monitors.iter().find(|monitor| monitor.kind == Kind::Nginx);
            if let Some(monitor) = exported {
                server.must_answer(monitor, metrics)?;
                let planted = BTreeSet::from(["nginx_planted".to_owned()]);
                // A check that finds everything would pass for ever.
                ensure!(
                    server.must_answer(monitor, &planted).is_err(),
                    "a metric that does not exist comes back"
                );
            }
            answered += exported.map_or(0, |_| metrics.len());
            of_nginx |= exported.is_some();
            server.must_evaluate()
        });
        evaluated += asked.with_context(|| format!("the Prometheus of {name}"))?;
        scraped += monitors.len();
    }
    ensure!(of_nginx, "no environment has its nginx scraped");
    Ok(vec![format!(
        "{}: {} servers with the settings of out/ scrape {scraped} monitors' targets, {answered} metrics of {} come \
         back, {evaluated} alert rules evaluate, {:.0} s",
        programs.prometheus.name,
        servers.len(),
        programs.exporter.name,
        began.elapsed().as_secs_f64()
    )])
}

/// Everything of an environment that says what is scraped or asked.
fn documents(environment: &Environment) -> Result<Vec<Value>> {
    let mut files = environment.files("manifests")?;
    for release in environment.releases()? {
        files.push(environment.path(&format!("helm/{release}/values.yaml")));
    }
    let mut all = Vec::new();
    for file in files {
        all.extend(tree::documents(&environment::read(&file)?).with_context(|| format!("reading {file}"))?);
    }
    Ok(all)
}

impl Targets {
    fn start(programs: &Programs, folder: &Path) -> Result<Self> {
        let (status, stand_in, exporter) = (free_port()?, free_port()?, free_port()?);
        let home = folder.join("nginx");
        fs::create_dir_all(&home).with_context(|| format!("making {}", home.display()))?;
        let path = home.join("nginx.conf");
        fs::write(&path, configuration(status, stand_in))
            .with_context(|| format!("writing {}", path.display()))?;
        let mut nginx = programs.nginx.command();
        nginx
            .arg("-p")
            .arg(&home)
            .args(["-e", "stderr", "-c", "nginx.conf"]);
        let nginx = Process::start(&programs.nginx.name, &nginx, status, &home)?;
        let mut export = programs.exporter.command();
        export
            .arg(format!("-nginx.scrape-uri=http://127.0.0.1:{status}/status"))
            .arg(format!("-web.listen-address=127.0.0.1:{exporter}"));
        let export = Process::start(
            &programs.exporter.name,
            &export,
            exporter,
            &folder.join("exporter"),
        )?;
        Ok(Self {
            exporter,
            stand_in,
            _running: [nginx, export],
        })
    }

    fn port(&self, kind: Kind) -> u16 {
        match kind {
            Kind::Nginx => self.exporter,
            Kind::Other => self.stand_in,
        }
    }
}

/// One process for all, which leaves no workers behind, with all that it writes in its own folder.
fn configuration(status: u16, stand_in: u16) -> String {
    let paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let paths = paths.map(|of| format!("  {of}_temp_path {of};\n")).concat();
    format!(
        "daemon off;\nmaster_process off;\npid nginx.pid;\nevents {{}}\nhttp {{\n  access_log off;\n{paths}  server {{ \
         listen 127.0.0.1:{status}; location = /status {{ stub_status; }} }}\n  server {{ listen 127.0.0.1:{stand_in}; \
         default_type text/plain; location / {{ return 200 \"stand_in 1\\n\"; }} }}\n}}\n"
    )
}
