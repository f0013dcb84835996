//! Does every source file say what question it answers, on its first line, and stay short enough to be read?

/// A longer file holds more than one thing.
const LINES: usize = 600;

/// Whether the rules apply to a path.
pub(super) fn is_source(path: &str) -> bool {
    comment(path).is_some()
}

/// What is wrong with a source file, a sentence each.
pub(super) fn faults(path: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    // A script's first line belongs to the shell.
    let first = text.lines().find(|line| !line.starts_with("#!")).unwrap_or_default();
    let opening = comment(path).unwrap_or_default();
    let said = first.strip_prefix(opening).is_some_and(|rest| rest.chars().any(char::is_alphabetic));
    if !said {
        faults.push(format!("{path}: the first line must be `{opening}` and what question the file answers"));
    }
    let lines = text.lines().count();
    if lines > LINES {
        faults.push(format!("{path}: {lines} lines, {LINES} at most"));
    }
    faults
}

/// How the first line of a file of this kind begins.
fn comment(path: &str) -> Option<&'static str> {
    if path == ".ci/run" {
        return Some("#");
    }
    Some(match path.rsplit_once('.')?.1 {
        "rs" => "//!",
        "js" | "mjs" => "//",
        "css" => "/*",
        "sql" => "--",
        "sh" => "#",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_say_what_they_answer_pass() {
        let good = [
            ("a.rs", "//! What?\nfn main() {}\n"),
            ("a.css", "/* What? */\na {}\n"),
            ("a.js", "// What?\n"),
            ("a.sql", "-- What?\n"),
            (".ci/run", "#!/usr/bin/env bash\n# What?\n"),
        ];
        for (path, text) in good {
            assert_eq!(faults(path, text), Vec::<String>::new(), "{path}");
        }
    }

    #[test]
    fn silent_files_are_found() {
        let silent = [
            ("a.rs", "// What?\n"),
            ("a.rs", "//!\n//! What?\n"),
            ("a.rs", ""),
            ("a.css", "a {}\n"),
            (".ci/run", "#!/usr/bin/env bash\nset -e\n"),
        ];
        for (path, text) in silent {
            assert_eq!(faults(path, text).len(), 1, "{path}: {text}");
        }
    }

    #[test]
    fn a_file_past_the_limit_is_found() {
        let long = format!("//! What?\n{}", "\n".repeat(LINES - 1));
        assert_eq!(faults("a.rs", &long), Vec::<String>::new());
        assert_eq!(faults("a.rs", &(long + "\n")).len(), 1);
    }

    #[test]
    fn only_sources_are_looked_at() {
        assert!(is_source("src/lib.rs") && is_source("style/layers.css"));
        assert!(!is_source("Cargo.lock") && !is_source("README.md") && !is_source("LICENSE"));
    }
}
