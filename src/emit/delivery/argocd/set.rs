//! The ApplicationSet of all environments that one Argo CD takes from the same place in the same way. What makes a set is in
//! its name, and that is the name of the folder which it looks for too: two sets of one repository take none of the other's
//! environments. Argo CD lets no set have an Application that another one has (`SetControllerReference` in
//! applicationset/controllers/applicationset_controller.go of v3.5.1).

use serde::Serialize;
use serde_json::Value;

use super::{ApplicationSpec, FOLDER, Writer, in_repository, namespace, project, revision};
use crate::model::ArgocdDelivery;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SetSpec<'a> {
    go_template: bool,
    go_template_options: [&'static str; 1],
    ignore_application_differences: [Ignored; 1],
    generators: [Generator<'a>; 1],
    sync_policy: SetSyncPolicy,
    template: Template<'a>,
}

/// What somebody may change of an Application of the set, so that it stops, and the set leaves it so (Argo CD's page on
/// controlling resource modification, `Allow temporarily toggling auto-sync`, read 2026-11).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Ignored {
    json_pointers: [&'static str; 1],
}

#[derive(Serialize)]
struct Generator<'a> {
    git: GitGenerator<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct GitGenerator<'a> {
    #[serde(rename = "repoURL")]
    repository: &'a str,
    revision: &'a str,
    directories: [Folder; 1],
}

#[derive(Serialize)]
struct Folder {
    path: String,
}

/// Who deletes the set deletes no environment.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SetSyncPolicy {
    preserve_resources_on_deletion: bool,
}

#[derive(Serialize)]
struct Template<'a> {
    metadata: TemplateMetadata,
    spec: ApplicationSpec<'a>,
}

#[derive(Serialize)]
struct TemplateMetadata {
    name: String,
}

pub(super) fn all_environments(writer: &Writer) -> Value {
    let folder = writer.settings.folder.as_ref();
    let position = folder.map_or(0, |folder| folder.split('/').count()) + 1;
    let environment = format!(
        "{{{{ index .path.segments {position} | lower | replace `_` `-` | replace `.` `-` | trimAll `-` }}}}"
    );
    let spec = SetSpec {
        go_template: true,
        go_template_options: ["missingkey=error"],
        ignore_application_differences: [Ignored {
            json_pointers: ["/spec/syncPolicy"],
        }],
        generators: [Generator {
            git: GitGenerator {
                repository: writer.repository(),
                revision: writer.revision(),
                directories: [Folder {
                    path: in_repository(folder, &format!("out/*/{}", self::folder(writer.settings))),
                }],
            },
        }],
        sync_policy: SetSyncPolicy {
            preserve_resources_on_deletion: true,
        },
        template: Template {
            metadata: TemplateMetadata { name: environment },
            spec: writer.of_units("{{ .path.path }}".to_owned()),
        },
    };
    writer.object("ApplicationSet", name(writer.settings), spec, None)
}

/// Where the Applications of the units lie, below the folder of the environment.
pub(super) fn folder(settings: &ArgocdDelivery) -> String {
    format!("{FOLDER}/hub/{}", name(settings))
}

/// The name of the set: the repository and the revision for people, and a number from all that makes it.
pub(in super::super::super) fn name(settings: &ArgocdDelivery) -> String {
    let revision = revision(settings);
    let made_of = [
        namespace(settings),
        project(settings),
        &settings.repository,
        revision,
        settings.folder.as_deref().unwrap_or_default(),
    ];
    let repository = settings.repository.trim_end_matches('/').trim_end_matches(".git");
    let repository = repository.rsplit(['/', ':']).next().unwrap_or_default();
    let words = ["eksight".to_owned(), word(repository), word(revision)];
    let mut words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
    words.push(format!("{:08x}", number(&made_of)));
    words.join("-")
}

/// A text as a part of a name, short enough that the name stays below the 63 characters of a label.
fn word(text: &str) -> String {
    let plain = |c: char| match c.is_ascii_alphanumeric() {
        true => c.to_ascii_lowercase(),
        false => '-',
    };
    let word: String = text.chars().map(plain).take(20).collect();
    word.trim_matches('-').to_owned()
}

/// FNV-1a, which is the same at every time and everywhere; none of the texts has a line break.
fn number(texts: &[&str]) -> u32 {
    let bytes = texts.iter().flat_map(|text| text.bytes().chain([b'\n']));
    bytes.fold(0x811c_9dc5, |number, byte| {
        (number ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}
