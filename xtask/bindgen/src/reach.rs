//! Which functions can't run before the second module is there? Told by the relocations that the linker keeps for
//! `--emit-relocs`: who calls whom, who holds the address of what, in code and in data.
//!
//! The way into the second module is through doors: the free functions of Rust modules of one name. What is reached
//! through doors alone belongs behind them; everything else stays where it is.
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use anyhow::{Context, Result};
use wasmparser::{
    ExternalKind, KnownCustom, Linking, Name, Operator, Parser, Payload, RelocationEntry, RelocationType,
    SymbolFlags, SymbolInfo, TypeRef,
};

/// A function by its index, or a stretch of data by its place in [`Module::data`].
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Node {
    Function(u32),
    Data(usize),
}

/// What of a linked module says who needs whom. Ranges are bytes of the file.
#[derive(Default)]
struct Module {
    imports: u32,
    roots: Vec<u32>,
    bodies: Vec<Range<usize>>,
    /// Which body calls which function. Read from the code: the linker's own stubs have no relocations.
    calls: Vec<(usize, u32)>,
    segments: Vec<Range<usize>>,
    code_start: usize,
    data_start: usize,
    names: HashMap<u32, String>,
    /// What each symbol stands for: a function, or the range of a datum.
    symbols: Vec<Option<Symbol>>,
    relocations: Vec<(usize, RelocationEntry)>,
    /// Stretches of data, sorted; what overlaps is one.
    data: Vec<Range<usize>>,
}

#[derive(Clone)]
enum Symbol {
    Function(u32),
    Data(Range<usize>),
}

/// The names of the functions that only doors lead to. `door` is the name of the Rust modules whose free functions
/// are doors.
///
/// # Errors
/// When the module can't be read, was linked without relocations, or has no door.
pub(crate) fn behind(wasm: &[u8], door: &str) -> Result<HashSet<String>> {
    let module = Module::read(wasm)?;
    let doors: HashSet<Node> = module
        .names
        .iter()
        .filter(|(_, name)| is_door(name, door))
        .map(|(f, _)| Node::Function(*f))
        .collect();
    anyhow::ensure!(!doors.is_empty(), "no function stands in a Rust module called {door}");
    let edges = module.edges()?;
    let mut reached: HashSet<Node> = HashSet::new();
    let mut next: Vec<Node> = module.roots.iter().map(|f| Node::Function(*f)).collect();
    while let Some(node) = next.pop() {
        if !doors.contains(&node) && reached.insert(node) {
            next.extend(edges.get(&node).into_iter().flatten());
        }
    }
    let (mut before, mut behind) = (HashSet::new(), HashSet::new());
    for (function, name) in &module.names {
        let side = if reached.contains(&Node::Function(*function)) { &mut before } else { &mut behind };
        side.insert(name.clone());
    }
    // Two functions of one name can't be told apart later.
    Ok(behind.difference(&before).cloned().collect())
}

/// Whether this is the name of a free function of a module `door`, or of what stands inside one.
fn is_door(name: &str, door: &str) -> bool {
    let plain = format!("{:#}", rustc_demangle::demangle(name));
    !plain.starts_with('<')
        && plain.split('<').next().is_some_and(|path| path.split("::").any(|part| part == door))
}

impl Module {
    fn read(wasm: &[u8]) -> Result<Self> {
        let mut module = Self::default();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        module.imports += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::ExportSection(exports) => {
                    for export in exports {
                        let export = export?;
                        if export.kind == ExternalKind::Func {
                            module.roots.push(export.index);
                        }
                    }
                }
                Payload::StartSection { func, .. } => module.roots.push(func),
                Payload::CodeSectionStart { range, .. } => module.code_start = range.start,
                Payload::CodeSectionEntry(body) => {
                    let mut operators = body.get_operators_reader()?;
                    while !operators.eof() {
                        if let Operator::Call { function_index } = operators.read()? {
                            module.calls.push((module.bodies.len(), function_index));
                        }
                    }
                    module.bodies.push(body.range());
                }
                Payload::DataSection(data) => {
                    module.data_start = data.range().start;
                    for segment in data {
                        let data = segment?.data;
                        let start = data.as_ptr() as usize - wasm.as_ptr() as usize;
                        module.segments.push(start..start + data.len());
                    }
                }
                Payload::CustomSection(section) => module.custom(section.name(), section.as_known())?,
                _ => {}
            }
        }
        anyhow::ensure!(!module.relocations.is_empty(), "the module was linked without --emit-relocs");
        module.data = joined(module.symbols.iter().flatten().filter_map(Symbol::data).collect());
        Ok(module)
    }

    fn custom(&mut self, name: &str, section: KnownCustom<'_>) -> Result<()> {
        match section {
            KnownCustom::Name(names) => {
                for subsection in names {
                    if let Name::Function(functions) = subsection? {
                        for naming in functions {
                            let naming = naming?;
                            self.names.insert(naming.index, naming.name.to_owned());
                        }
                    }
                }
            }
            KnownCustom::Linking(linking) => {
                for subsection in linking.subsections() {
                    if let Linking::SymbolTable(symbols) = subsection? {
                        for symbol in symbols {
                            let symbol = self.symbol(&symbol?);
                            self.symbols.push(symbol);
                        }
                    }
                }
            }
            KnownCustom::Reloc(relocations) => {
                let start = match name {
                    "reloc.CODE" => self.code_start,
                    "reloc.DATA" => self.data_start,
                    // Debug information runs nothing.
                    _ => return Ok(()),
                };
                for entry in relocations.entries() {
                    self.relocations.push((start, entry?));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn symbol(&self, symbol: &SymbolInfo<'_>) -> Option<Symbol> {
        match symbol {
            SymbolInfo::Func { index, .. } => Some(Symbol::Function(*index)),
            SymbolInfo::Data { symbol: Some(at), flags, .. } if !flags.contains(SymbolFlags::ABSOLUTE) => {
                let start = self.segments.get(at.index as usize)?.start + at.offset as usize;
                Some(Symbol::Data(start..start + at.size as usize))
            }
            _ => None,
        }
    }

    /// Who needs whom.
    fn edges(&self) -> Result<HashMap<Node, Vec<Node>>> {
        let mut edges: HashMap<Node, Vec<Node>> = HashMap::new();
        for (body, callee) in &self.calls {
            edges.entry(self.function(*body)?).or_default().push(Node::Function(*callee));
        }
        for (start, relocation) in &self.relocations {
            let Some(to) = self.target(relocation)? else { continue };
            let at = start + relocation.offset as usize;
            let from = match found(&self.bodies, at) {
                Some(body) => Some(self.function(body)?),
                None => found(&self.data, at).map(Node::Data),
            };
            let from =
                from.with_context(|| format!("nothing is known of byte {at}, which needs something"))?;
            edges.entry(from).or_default().push(to);
        }
        Ok(edges)
    }

    fn function(&self, body: usize) -> Result<Node> {
        Ok(Node::Function(self.imports + u32::try_from(body)?))
    }

    /// What a relocation stands for, if it is a function or a datum.
    fn target(&self, relocation: &RelocationEntry) -> Result<Option<Node>> {
        use RelocationType as Kind;
        let wanted = match relocation.ty {
            Kind::TableIndexSleb
            | Kind::TableIndexI32
            | Kind::MemoryAddrLeb
            | Kind::MemoryAddrSleb
            | Kind::MemoryAddrI32 => true,
            Kind::FunctionIndexLeb | Kind::TypeIndexLeb | Kind::GlobalIndexLeb | Kind::TableNumberLeb => {
                false
            }
            other => anyhow::bail!("relocations of type {other:?} are not known here"),
        };
        let symbol = self.symbols.get(relocation.index as usize).filter(|_| wanted);
        Ok(match symbol.and_then(Option::as_ref) {
            Some(Symbol::Function(function)) => Some(Node::Function(*function)),
            Some(Symbol::Data(range)) => found(&self.data, range.start).map(Node::Data),
            None => None,
        })
    }
}

impl Symbol {
    fn data(&self) -> Option<Range<usize>> {
        match self {
            Self::Data(range) if !range.is_empty() => Some(range.clone()),
            _ => None,
        }
    }
}

/// Ranges sorted, those that overlap made one.
fn joined(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_unstable_by_key(|range| range.start);
    let mut out: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match out.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => out.push(range),
        }
    }
    out
}

/// Which of some sorted ranges holds a byte.
fn found(ranges: &[Range<usize>], at: usize) -> Option<usize> {
    let after = ranges.partition_point(|range| range.start <= at);
    after.checked_sub(1).filter(|i| ranges[*i].contains(&at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_functions_of_the_module_are_doors_and_methods_are_not() {
        for (name, door) in [
            ("_RNvNtNtCs1_6widget7session5later5frame", true),
            ("_RNCNvNtNtCs1_6widget7session5later5frame0B7_", true),
            ("_RNvNtCs1_6widget7session5frame", false),
            ("_RNvMNtNtCs1_6widget7session5laterNtB2_7Session5frame", false),
        ] {
            assert_eq!(is_door(name, "later"), door, "{name}");
        }
    }

    #[test]
    fn overlapping_data_is_one_stretch() {
        let data = joined(vec![20..30, 0..4, 25..40, 40..44]);
        assert_eq!(data, [0..4, 20..40, 40..44]);
        let places: Vec<_> = [3, 4, 26, 40, 44].map(|at| found(&data, at)).into();
        assert_eq!(places, [Some(0), None, Some(1), Some(2), None]);
    }
}
