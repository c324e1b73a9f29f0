//! A Prometheus with the settings of an environment, and what its API says.

use super::Targets;
use super::monitor::Monitor;
use super::process::{Process, free_port, get};
use crate::verify::tools::Program;
use anyhow::{Context, Result, bail, ensure};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

/// A target is scraped within its interval, at a moment that its address decides; the rest is for a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Who scrapes more rarely is scraped after this time here: nobody waits for minutes.
const LONGEST_INTERVAL: u64 = 30;

/// `prometheus.prometheusSpec` of kube-prometheus-stack's values.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Settings {
    scrape_interval: Option<String>,
    evaluation_interval: Option<String>,
    retention: Option<String>,
    retention_size: Option<String>,
    external_url: Option<String>,
}

impl Settings {
    /// Those in a file of values, where it is that of a Prometheus.
    pub(super) fn of(values: &Value) -> Option<Self> {
        Self::deserialize(values.pointer("/prometheus/prometheusSpec")?).ok()
    }
}

/// Prometheus' own configuration. The operator writes one alike.
#[derive(Serialize)]
struct Configuration<'a> {
    global: Global<'a>,
    rule_files: Vec<PathBuf>,
    scrape_configs: Vec<Scrape<'a>>,
}

#[derive(Serialize)]
struct Global<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    scrape_interval: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evaluation_interval: Option<&'a str>,
}

#[derive(Serialize)]
struct Scrape<'a> {
    job_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    scrape_interval: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scrape_timeout: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metrics_path: Option<&'a str>,
    static_configs: [Static<'a>; 1],
}

#[derive(Serialize)]
struct Static<'a> {
    targets: [String; 1],
    labels: Labels<'a>,
}

#[derive(Serialize)]
struct Labels<'a> {
    job: &'a str,
    namespace: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    endpoint: Option<&'a str>,
}

/// An answer of the API.
#[derive(Deserialize)]
struct Answer<T> {
    data: T,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Active {
    active_targets: Vec<Target>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Target {
    scrape_pool: String,
    scrape_url: String,
    health: String,
    last_error: String,
}

#[derive(Deserialize)]
struct Rules {
    groups: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    name: String,
    health: String,
    #[serde(default)]
    last_error: String,
}

#[derive(Deserialize)]
struct Vector {
    result: Vec<Sample>,
}

/// Time and value; the value is a text.
#[derive(Deserialize)]
struct Sample {
    value: (f64, String),
}

/// A running Prometheus.
pub(super) struct Server {
    port: u16,
    process: Process,
}

impl Server {
    /// Starts one that scrapes what the monitors say and evaluates the rules in the documents.
    pub(super) fn start(
        prometheus: &Program,
        settings: Settings,
        monitors: &[Monitor],
        documents: &[Value],
        targets: &Targets,
        folder: &Path,
    ) -> Result<Self> {
        fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
        // JSON is YAML that every reader reads alike.
        let write = |name: &str, text: String| {
            let path = folder.join(name);
            fs::write(&path, text).with_context(|| format!("writing {}", path.display()))?;
            Ok::<_, anyhow::Error>(path)
        };
        let rules = documents
            .iter()
            .filter(|document| document["kind"] == "PrometheusRule");
        let rule_files = rules
            .enumerate()
            .map(|(number, rule)| write(&format!("rules-{number}.json"), rule["spec"].to_string()));
        let configuration = Configuration {
            global: Global {
                scrape_interval: settings.scrape_interval.as_deref(),
                evaluation_interval: settings.evaluation_interval.as_deref(),
            },
            rule_files: rule_files.collect::<Result<_>>()?,
            scrape_configs: monitors.iter().map(|monitor| scrape(monitor, targets)).collect(),
        };
        let text = serde_json::to_string(&configuration).context("writing a configuration")?;
        let file = write("prometheus.json", text)?;
        let port = free_port()?;
        let mut command = prometheus.command();
        command
            .arg(format!("--config.file={}", file.display()))
            .arg(format!("--storage.tsdb.path={}", folder.join("data").display()))
            .arg(format!("--web.listen-address=127.0.0.1:{port}"))
            .arg("--log.level=warn");
        for (flag, setting) in [
            ("storage.tsdb.retention.time", settings.retention),
            ("storage.tsdb.retention.size", settings.retention_size),
            ("web.external-url", settings.external_url),
        ] {
            command.args(setting.map(|setting| format!("--{flag}={setting}")));
        }
        let process = Process::start(&prometheus.name, &command, port, folder)?;
        Ok(Self { port, process })
    }

    /// Every target must be up, on the page that its monitor names, and must have been so in what can be asked for. The
    /// second comes a moment later: a target is up as soon as its page is read, before the samples of that page are
    /// committed. Source: prometheus/prometheus, scrape/scrape.go, `scrapeAndReport`, as of 2026-11.
    pub(super) fn must_scrape(&self, monitors: &[Monitor]) -> Result<()> {
        let up = || {
            let Active { active_targets } = self.ask("targets?state=active")?;
            let down = active_targets.iter().find(|target| target.health != "up");
            let down = down.map(
                |Target {
                     scrape_pool,
                     scrape_url,
                     health,
                     last_error,
                 }| { format!("{scrape_pool}, {scrape_url}, is {health}: {last_error}") },
            );
            Ok(match down {
                None if active_targets.len() == monitors.len() => Ok(()),
                None => Err(format!(
                    "it scrapes {} of {} targets",
                    active_targets.len(),
                    monitors.len()
                )),
                Some(down) => Err(down),
            })
        };
        self.wait_until(up)?;
        let jobs: BTreeSet<&str> = monitors.iter().map(|monitor| monitor.job.as_str()).collect();
        for job in jobs {
            self.wait_until(|| {
                let up = self.query(&format!("up{{job=\"{job}\"}}"))?;
                Ok(match up.iter().find(|sample| sample.value.1 != "1") {
                    None if up.is_empty() => Err(format!("`up` of the job `{job}` is not there")),
                    None => Ok(()),
                    Some(down) => Err(format!("`up` of the job `{job}` is {}", down.value.1)),
                })
            })?;
        }
        Ok(())
    }

    /// Every metric must be there, from the target of this monitor.
    pub(super) fn must_answer(&self, monitor: &Monitor, metrics: &BTreeSet<String>) -> Result<()> {
        for metric in metrics {
            let Monitor { job, namespace, .. } = monitor;
            let selector = format!("{metric}{{job=\"{job}\",namespace=\"{namespace}\"}}");
            ensure!(
                !self.query(&selector)?.is_empty(),
                "rules or dashboards ask for `{metric}`, and `{selector}` gives nothing"
            );
        }
        Ok(())
    }

    /// Every rule must evaluate, whether it finds something or not; says how many there are.
    pub(super) fn must_evaluate(&self) -> Result<usize> {
        let rules = || {
            let Rules { groups } = self.ask("rules")?;
            Ok::<_, anyhow::Error>(
                groups
                    .into_iter()
                    .flat_map(|group| group.rules)
                    .collect::<Vec<Rule>>(),
            )
        };
        self.wait_until(|| {
            let rules = rules()?;
            let unwell = rules.iter().find(|rule| rule.health != "ok");
            Ok(match unwell {
                Some(Rule {
                    name,
                    health,
                    last_error,
                }) => Err(format!("the rule `{name}` is {health}: {last_error}")),
                None => Ok(()),
            })
        })?;
        Ok(rules()?.len())
    }

    fn wait_until(&self, done: impl Fn() -> Result<Result<(), String>>) -> Result<()> {
        let began = Instant::now();
        loop {
            match done()? {
                Ok(()) => return Ok(()),
                Err(why) if began.elapsed() > PATIENCE => bail!("{why}\n{}", self.process.said()),
                Err(_) => thread::sleep(Duration::from_millis(250)),
            }
        }
    }

    fn query(&self, query: &str) -> Result<Vec<Sample>> {
        let Vector { result } = self.ask(&format!("query?query={}", encoded(query)))?;
        Ok(result)
    }

    fn ask<T: for<'a> Deserialize<'a>>(&self, what: &str) -> Result<T> {
        let text = get(self.port, &format!("/api/v1/{what}"))?;
        let answer: Answer<T> = serde_json::from_str(&text).with_context(|| format!("reading {text}"))?;
        Ok(answer.data)
    }
}

fn scrape<'a>(monitor: &'a Monitor, targets: &Targets) -> Scrape<'a> {
    let endpoint = &monitor.endpoint;
    Scrape {
        job_name: &monitor.name,
        scrape_interval: endpoint.interval.as_deref().map(shortened),
        scrape_timeout: endpoint.scrape_timeout.as_deref(),
        metrics_path: endpoint.path.as_deref(),
        static_configs: [Static {
            targets: [format!("127.0.0.1:{}", targets.port(monitor.kind))],
            labels: Labels {
                job: &monitor.job,
                namespace: &monitor.namespace,
                endpoint: endpoint.port.as_deref(),
            },
        }],
    }
}

/// An interval that can be waited for; what is no number of seconds is longer.
fn shortened(interval: &str) -> String {
    let seconds = interval
        .strip_suffix('s')
        .and_then(|seconds| seconds.parse::<u64>().ok());
    let is_short = interval.ends_with("ms") || seconds.is_some_and(|seconds| seconds <= LONGEST_INTERVAL);
    if is_short {
        interval.to_owned()
    } else {
        format!("{LONGEST_INTERVAL}s")
    }
}

/// A query as a part of an address.
fn encoded(query: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    query.bytes().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::{encoded, shortened};

    #[test]
    fn an_interval_is_shortened_only_where_it_must_be() {
        for (interval, expected) in [
            ("10s", "10s"),
            ("30s", "30s"),
            ("500ms", "500ms"),
            ("60s", "30s"),
            ("1m", "30s"),
        ] {
            assert_eq!(shortened(interval), expected);
        }
    }

    #[test]
    fn a_query_fits_into_an_address() {
        assert_eq!(encoded("up{job=\"a/b\"}"), "up%7Bjob%3D%22a%2Fb%22%7D");
    }
}
