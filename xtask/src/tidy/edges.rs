//! Do the crates depend on each other as ARCHITECTURE.md says? Its table `| package | depends on |` against Cargo's
//! own view. Names stand without `baton-`; a package without dependencies has `–`.
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// For each package of the workspace, the packages of the workspace that it depends on.
pub(super) type Edges = BTreeMap<String, BTreeSet<String>>;

/// Reads the table.
pub(super) fn documented(architecture: &str) -> Edges {
    let table = architecture.lines().skip_while(|line| !is_header(line)).skip(2);
    let rows = table.take_while(|line| line.trim_start().starts_with('|'));
    rows.filter_map(|row| {
        let mut cells = row.trim().trim_matches('|').split('|').map(str::trim);
        let package = plain(cells.next()?);
        let on = cells.next()?.split(',').map(plain).filter(|name| !matches!(name.as_str(), "" | "–" | "-"));
        Some((package, on.collect()))
    })
    .collect()
}

/// Reads `cargo metadata`: normal and build dependencies, not those of tests.
pub(super) fn real(metadata: &Value) -> Edges {
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let edges = packages.iter().filter_map(|package| {
        let dependencies = package["dependencies"].as_array()?.iter();
        let ours = dependencies.filter(|edge| edge["path"].is_string() && edge["kind"] != "dev");
        let on = ours.filter_map(|edge| edge["name"].as_str()).map(plain).collect();
        Some((plain(package["name"].as_str()?), on))
    });
    edges.collect()
}

/// What differs, a sentence each.
pub(super) fn faults(documented: &Edges, real: &Edges) -> Vec<String> {
    let mut faults = Vec::new();
    if documented.is_empty() {
        faults.push("ARCHITECTURE.md has no table `| package | depends on |`".to_owned());
    }
    for (package, on) in real {
        let Some(allowed) = documented.get(package) else {
            faults.push(format!("{package} is not in ARCHITECTURE.md's table of dependencies"));
            continue;
        };
        let extra = on
            .difference(allowed)
            .map(|name| format!("{package} depends on {name}, which is not documented"));
        let gone = allowed
            .difference(on)
            .map(|name| format!("{package} is documented to depend on {name}, but does not"));
        faults.extend(extra.chain(gone));
    }
    let unknown = documented.keys().filter(|package| !real.contains_key(*package));
    faults
        .extend(unknown.map(|package| format!("ARCHITECTURE.md's table has {package}, which is no package")));
    faults
}

fn is_header(line: &str) -> bool {
    let cells: Vec<_> = line.trim().trim_matches('|').split('|').map(str::trim).collect();
    cells.first() == Some(&"package") && cells.get(1) == Some(&"depends on")
}

fn plain(name: &str) -> String {
    let name = name.trim().trim_matches('`');
    name.strip_prefix("baton-").unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const TABLE: &str = "\
Text before.

| package | depends on | why |
|---|---|---|
| conversation | – | the core |
| `store` | `conversation` | |

| other | table |
|---|---|
| x | y |
";

    fn workspace(store_on: &[&str], kind: &str) -> Value {
        let on = |names: &[&str]| -> Vec<Value> {
            names.iter().map(|name| json!({"name": name, "path": "/x", "kind": kind})).collect()
        };
        json!({"packages": [
            {"name": "baton-conversation", "dependencies": [{"name": "serde", "path": null, "kind": null}]},
            {"name": "baton-store", "dependencies": on(store_on)},
        ]})
    }

    #[test]
    fn what_is_documented_passes() {
        let real = real(&workspace(&["baton-conversation"], "normal"));
        assert_eq!(faults(&documented(TABLE), &real), Vec::<String>::new());
    }

    #[test]
    fn an_edge_that_is_not_documented_is_found() {
        let real = real(&workspace(&["baton-conversation", "baton-web"], "normal"));
        let faults = faults(&documented(TABLE), &real);
        assert_eq!(faults, ["store depends on web, which is not documented"]);
    }

    #[test]
    fn an_edge_that_is_gone_is_found() {
        let faults = faults(&documented(TABLE), &real(&workspace(&["baton-conversation"], "dev")));
        assert_eq!(faults, ["store is documented to depend on conversation, but does not"]);
    }

    #[test]
    fn a_package_or_a_table_that_is_missing_is_found() {
        let real = real(&workspace(&["baton-conversation"], "normal"));
        let table = TABLE.replace("| conversation | – | the core |\n", "");
        assert!(faults(&documented(&table), &real)[0].contains("conversation is not in"));
        assert!(faults(&documented("no table"), &real)[0].contains("has no table"));
        let table = TABLE.replace("conversation | –", "gone | –");
        assert!(faults(&documented(&table), &real).iter().any(|fault| fault.contains("has gone")));
    }
}
