//! The templates of every shipped environment, and the typed layer as its sources define it, held against the table.

/// The sources of the resource types.
#[allow(clippy::disallowed_methods, reason = "a test that reads the source tree")]
pub(super) fn sources() -> Vec<String> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("cloudformation/resources");
    let mut folders = vec![root];
    let mut texts = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                texts.push(std::fs::read_to_string(&path).expect("a source file"));
            }
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::super::{faults_of_template, has_attribute};
    use super::sources;
    use crate::catalog::Catalogue;
    use crate::cloudformation::tree;
    use crate::resolve::resolve;
    use eksight::out::Disk;
    use eksight::source::load;
    use std::collections::BTreeMap;
    use std::path::Path;

    #[test]
    fn every_shipped_template_is_right_by_the_table() {
        let disk = Disk::at(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
        for name in ["dev", "prod", "study", "study-2023"] {
            let loaded = load(&disk, Path::new(&format!("environments/{name}.yaml"))).unwrap();
            let resolved = resolve(name, &loaded.sources, &loaded.environment, Catalogue::shipped());
            let template = tree(&resolved);
            assert!(template["Resources"].as_object().unwrap().len() > 10, "{name}");
            assert_eq!(faults_of_template(&template), Vec::<String>::new(), "{name}");
        }
    }

    /// Rust name of each resource type -> CloudFormation's.
    fn types() -> BTreeMap<String, String> {
        let mut types = BTreeMap::new();
        for text in sources() {
            for rest in text.split("\nimpl Resource for ").skip(1) {
                let name = rest.split(' ').next().unwrap().to_owned();
                let (_, constant) = rest.split_once("const TYPE: &'static str = \"").unwrap();
                types.insert(name, constant.split('"').next().unwrap().to_owned());
            }
        }
        types
    }

    #[test]
    fn the_table_has_the_types_of_the_typed_layer_and_no_others() {
        let mut defined: Vec<String> = types().into_values().collect();
        defined.sort();
        let table = Catalogue::shipped().cloudformation();
        assert_eq!(defined, table.names().collect::<Vec<_>>());
    }

    #[test]
    fn every_attribute_of_a_handle_is_one_that_getatt_gives() {
        let types = types();
        let (mut wrong, mut seen) = (Vec::new(), 0);
        for text in sources() {
            for rest in text.split("\nimpl Handle<").skip(1) {
                let resource_type = &types[rest.split('>').next().unwrap()];
                let block = rest.split("\n}\n").next().unwrap();
                for call in block.split("self.attribute(\"").skip(1) {
                    let attribute = call.split('"').next().unwrap();
                    seen += 1;
                    if !has_attribute(resource_type, attribute) {
                        wrong.push(format!("{attribute} of {resource_type}"));
                    }
                }
            }
        }
        assert_eq!(wrong, Vec::<String>::new());
        let calls = sources()
            .into_iter()
            .map(|text| text.matches("self.attribute(").count());
        assert_eq!(seen, calls.sum::<usize>());
    }

    /// What `written` of the types' own tests sees goes through the table; so each type must be written there.
    #[test]
    fn every_type_has_a_sample_in_its_own_tests() {
        let texts = sources();
        let has_sample = |name: &String| {
            texts.iter().any(|text| {
                let (code, tests) = text.split_once("\n#[cfg(test)]\n").unwrap_or((text, ""));
                code.contains(&format!("impl Resource for {name} ")) && tests.contains(&format!("{name} {{"))
            })
        };
        let without: Vec<String> = types().into_keys().filter(|name| !has_sample(name)).collect();
        assert_eq!(without, Vec::<String>::new());
    }
}
