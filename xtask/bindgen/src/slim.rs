//! What does a browser download for nothing? Bindings that nobody calls, and names that only two files of one build
//! say to each other.
use std::collections::HashMap;

use anyhow::{Context, Result};
use walrus::{Module, RawCustomSection};

/// Where crates leave what wasm-bindgen should export and import: blobs in pairs, a schema version and a program,
/// each after its length in four bytes.
const SECTION: &str = "__wasm_bindgen_unstable";

/// Classes that a dependency exports for JavaScript streams. An export is never collected by itself, and nothing here
/// streams a body through JavaScript.
const UNUSED: &str = "IntoUnderlying";

/// Takes out the bindings that nobody calls, so that wasm-bindgen collects what hangs on them.
pub(crate) fn without_unused(module: &mut Module) -> Result<()> {
    while let Some(section) = module.customs.remove_raw(SECTION) {
        let data = kept(&section.data).context("a section of wasm-bindgen's that is cut off")?;
        // Under another name, so that this loop ends; wasm-bindgen reads each section of the right one.
        module.customs.add(RawCustomSection { name: format!("{SECTION}.kept"), data });
    }
    while let Some(section) = module.customs.remove_raw(&format!("{SECTION}.kept")) {
        module.customs.add(RawCustomSection { name: SECTION.to_owned(), data: section.data });
        if module.customs.iter().filter(|(_, s)| s.name() == SECTION).count() > 64 {
            anyhow::bail!("more sections of wasm-bindgen's than any build has");
        }
    }
    let unused: Vec<_> = module
        .exports
        .iter()
        .filter(|export| export.name.to_lowercase().contains(&UNUSED.to_lowercase()))
        .map(walrus::Export::id)
        .collect();
    for export in unused {
        module.exports.delete(export);
    }
    Ok(())
}

/// The pairs of blobs that do not speak of an unused class.
fn kept(mut data: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    while !data.is_empty() {
        let (schema, rest) = blob(data)?;
        let (program, rest) = blob(rest)?;
        let unused = program.windows(UNUSED.len()).any(|window| window == UNUSED.as_bytes());
        if !unused {
            out.extend_from_slice(schema);
            out.extend_from_slice(program);
        }
        data = rest;
    }
    Some(out)
}

/// The first blob with its length, and what follows it.
fn blob(data: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = u32::from_le_bytes(*data.first_chunk()?);
    data.split_at_checked(usize::try_from(length).ok()?.checked_add(4)?)
}

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
        // What people gave a name keeps it.
        if export.name.starts_with("__") || export.name.starts_with("wasm_bindgen__") {
            short(&mut export.name);
        }
    }
    names
}

fn radix36(mut number: u32) -> String {
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

    fn pair(program: &str) -> Vec<u8> {
        let mut out = Vec::new();
        for part in ["{}", program] {
            out.extend_from_slice(&u32::try_from(part.len()).unwrap().to_le_bytes());
            out.extend_from_slice(part.as_bytes());
        }
        out
    }

    #[test]
    fn only_programs_of_unused_classes_go() {
        let all = [pair("a"), pair("xIntoUnderlyingSink"), pair("b")].concat();
        assert_eq!(kept(&all), Some([pair("a"), pair("b")].concat()));
        assert_eq!(kept(&all[..all.len() - 1]), None);
    }

    #[test]
    fn whole_words_are_renamed() {
        let names = HashMap::from([("__a_1".to_owned(), "$1".to_owned())]);
        assert_eq!(renamed("x.__a_1(__a_12, $__a_1) { __a_1: é }", &names), "x.$1(__a_12, $__a_1) { $1: é }");
    }
}
