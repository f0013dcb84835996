//! What does a browser download for nothing? Names that only two files of one build say to each other.
use std::collections::HashMap;

use walrus::Module;

/// Gives what the module and its glue call each other short names. Returns what became of which name, for the glue.
pub(crate) fn shorten(module: &mut Module) -> HashMap<String, String> {
    let mut names = HashMap::new();
    let mut next = 0;
    let mut short = |name: &mut String| {
        let new = names.entry(name.clone()).or_insert_with(|| {
            next += 1;
            format!("${}", radix36(next))
        });
        name.clone_from(new);
    };
    for import in module.imports.iter_mut() {
        short(&mut import.name);
    }
    for export in module.exports.iter_mut() {
        // What people gave a name keeps it; the names of compilers begin like this.
        if export.name.starts_with('_') || export.name.starts_with("wasm_bindgen__") {
            short(&mut export.name);
        }
    }
    names
}

pub(crate) fn radix36(mut number: u32) -> String {
    let mut out = String::new();
    while number > 0 {
        out.insert(0, char::from_digit(number % 36, 36).unwrap_or('0'));
        number /= 36;
    }
    out
}

/// The glue with each name replaced where it stands as a whole word.
pub(crate) fn renamed(glue: &str, names: &HashMap<String, String>) -> String {
    let part_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    let mut out = String::with_capacity(glue.len());
    let mut rest = glue;
    while let Some(start) = rest.find(part_of_name) {
        let (before, from) = rest.split_at(start);
        let (word, after) = from.split_at(from.find(|c| !part_of_name(c)).unwrap_or(from.len()));
        out.push_str(before);
        out.push_str(names.get(word).map_or(word, String::as_str));
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_are_renamed() {
        let names = HashMap::from([("__a_1".to_owned(), "$1".to_owned())]);
        assert_eq!(renamed("x.__a_1(__a_12, $__a_1) { __a_1: é }", &names), "x.$1(__a_12, $__a_1) { $1: é }");
    }
}
