//! Does ARCHITECTURE.md's map show the tree as it is? The fenced block marked `map` lists a path a line, what it is
//! for behind it. Every top folder and every crate must be on it, and everything on it must exist.
use std::collections::BTreeSet;

/// The paths in the block, without the slash at the end of folders.
pub(super) fn listed(architecture: &str) -> Vec<String> {
    let block = architecture.lines().skip_while(|line| line.trim() != "```map").skip(1);
    let lines = block.take_while(|line| line.trim() != "```");
    lines.filter_map(|line| Some(line.split_whitespace().next()?.trim_end_matches('/').to_owned())).collect()
}

/// What differs, a sentence each.
pub(super) fn faults(listed: &[String], tracked: &[String]) -> Vec<String> {
    if listed.is_empty() {
        return vec!["ARCHITECTURE.md has no fenced block marked `map`".to_owned()];
    }
    let is_there = |path: &str| {
        let under = format!("{path}/");
        tracked.iter().any(|file| file == path || file.starts_with(&under))
    };
    let gone = listed.iter().filter(|path| !is_there(path));
    let gone = gone.map(|path| format!("ARCHITECTURE.md's map shows {path}, which is not there"));
    let missing = folders(tracked).into_iter().filter(|folder| !listed.contains(folder));
    let missing = missing.map(|folder| format!("ARCHITECTURE.md's map does not show {folder}"));
    gone.chain(missing).collect()
}

/// Top folders, and the folders of crates, that hold any file. Hidden ones are settings of tools.
fn folders(tracked: &[String]) -> BTreeSet<String> {
    let mut folders = BTreeSet::new();
    for file in tracked.iter().filter(|file| !file.starts_with('.')) {
        let parts: Vec<_> = file.split('/').collect();
        if parts.len() > 1 {
            folders.insert(parts[0].to_owned());
        }
        if parts.len() > 2 && parts[0] == "crates" {
            folders.insert(parts[..2].join("/"));
        }
    }
    folders
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAP: &str = "# A\n```text\nnot this\n```\n```map\nsrc/          the widget\ncrates/       parts\n\
                       crates/store  the log\nCargo.toml    the workspace\n```\n";

    fn tree(more: &[&str]) -> Vec<String> {
        let files = ["Cargo.toml", ".ci/run", "src/lib.rs", "crates/store/src/lib.rs"];
        files.iter().chain(more).map(|file| (*file).to_owned()).collect()
    }

    #[test]
    fn a_true_map_passes() {
        assert_eq!(faults(&listed(MAP), &tree(&[])), Vec::<String>::new());
    }

    #[test]
    fn a_folder_or_crate_that_is_not_shown_is_found() {
        let faults = faults(&listed(MAP), &tree(&["loader/baton.js", "crates/web/src/lib.rs"]));
        assert_eq!(faults.len(), 2, "{faults:?}");
        assert!(faults[0].ends_with("crates/web") && faults[1].ends_with("loader"), "{faults:?}");
    }

    #[test]
    fn a_path_that_is_gone_is_found() {
        let map = MAP.replace("crates/store ", "crates/sture ");
        assert!(
            faults(&listed(&map), &tree(&[]))
                .iter()
                .any(|fault| fault.contains("crates/sture, which is not"))
        );
    }

    #[test]
    fn a_missing_map_is_found() {
        assert_eq!(faults(&listed("no map"), &tree(&[])).len(), 1);
    }
}
