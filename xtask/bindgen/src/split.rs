//! How does one module become two that work on the same memory? What stays calls what goes through the function
//! table; what goes imports what stays. The second module fills its places of the table when it is instantiated.
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use anyhow::{Context, Result, bail, ensure};
use walrus::ir::{Value, dfs_pre_order_mut};
use walrus::{
    ConstExpr, ElementItems, ElementKind, ExportItem, FunctionBuilder, FunctionId, FunctionKind, GlobalId,
    GlobalKind, Module, ModuleConfig, TableId,
};

use crate::visit::{Instead, ThroughTable, Uses};

/// The name under which the second module imports the first one's exports.
const FIRST: &str = "m";

/// A function by its place: both halves are read from the same bytes, so they agree on places.
type Place = usize;

/// The two halves. `behind` names the functions that go into the second.
///
/// # Errors
/// When the module does what can't be cut in two.
pub(crate) fn split(wasm: &[u8], behind: &HashSet<String>) -> Result<(Module, Module)> {
    let mut first = ModuleConfig::new().parse(wasm)?;
    let mut second = ModuleConfig::new().parse(wasm)?;
    let plan = Plan::of(&first, behind)?;
    ensure!(!plan.moved.is_empty(), "no function of the second module was found again by its name");
    plan.take(&mut second, &mut Exports::of(&mut first))?;
    plan.keep(&mut first);
    walrus::passes::gc::run(&mut first);
    walrus::passes::gc::run(&mut second);
    Ok((first, second))
}

/// What goes, and where it is called from outside.
struct Plan {
    moved: HashSet<Place>,
    /// The place in the function table of what goes and is called from outside.
    slots: BTreeMap<Place, u32>,
    /// Size of the function table with the places that were added.
    size: u64,
}

impl Plan {
    fn of(module: &Module, behind: &HashSet<String>) -> Result<Self> {
        let kept: HashSet<FunctionId> =
            module.exports.iter().filter_map(exported).chain(module.start).collect();
        let goes = |f: &walrus::Function| {
            let named = f.name.as_ref().is_some_and(|name| behind.contains(name));
            named && matches!(f.kind, FunctionKind::Local(_)) && !kept.contains(&f.id())
        };
        let moved =
            module.funcs.iter().enumerate().filter(|(_, f)| goes(f)).map(|(place, _)| place).collect();
        let mut plan =
            Self { moved, slots: BTreeMap::new(), size: module.tables.get(function_table(module)?).initial };
        let places = places(module);
        plan.table_slots(module, &places)?;
        for function in module.funcs.iter().filter(|f| !plan.moved.contains(&places[&f.id()])) {
            for callee in Uses::of(function).functions {
                let place = places[&callee];
                if plan.moved.contains(&place) && !plan.slots.contains_key(&place) {
                    plan.slots.insert(place, u32::try_from(plan.size)?);
                    plan.size += 1;
                }
            }
        }
        Ok(plan)
    }

    /// What goes and has a place in the table already.
    fn table_slots(&mut self, module: &Module, places: &HashMap<FunctionId, Place>) -> Result<()> {
        for element in module.elements.iter() {
            let ElementItems::Functions(functions) = &element.items else {
                bail!("functions are listed as expressions, which is not known here");
            };
            let ElementKind::Active { offset: ConstExpr::Value(Value::I32(start)), .. } = element.kind else {
                bail!("functions are listed elsewhere than at a fixed place of the table");
            };
            for (slot, function) in (u32::try_from(start)?..).zip(functions) {
                let place = places[function];
                if self.moved.contains(&place) {
                    ensure!(self.slots.insert(place, slot).is_none(), "a function stands twice in the table");
                }
            }
        }
        Ok(())
    }

    /// Makes the first half: calls of what goes lead through the table, where a call that comes too early stops.
    fn keep(&self, module: &mut Module) {
        let places = places(module);
        let Ok(table) = function_table(module) else { return };
        let gone: HashMap<FunctionId, Option<u32>> = places
            .iter()
            .filter(|(_, place)| self.moved.contains(place))
            .map(|(id, place)| (*id, self.slots.get(place).copied()))
            .collect();
        let types = module.funcs.iter().map(|f| (f.id(), f.ty())).collect();
        let mut rewrite = ThroughTable { gone: &gone, types, table };
        for (id, function) in module.funcs.iter_local_mut() {
            if !gone.contains_key(&id) {
                let entry = function.entry_block();
                dfs_pre_order_mut(&mut rewrite, function, entry);
            }
        }
        let mut stop = FunctionBuilder::new(&mut module.types, &[], &[]);
        stop.func_body().unreachable();
        let stop = stop.finish(vec![], &mut module.funcs);
        for element in module.elements.iter_mut() {
            if let ElementItems::Functions(functions) = &mut element.items {
                functions.iter_mut().filter(|f| gone.contains_key(f)).for_each(|f| *f = stop);
            }
        }
        let table = module.tables.get_mut(table);
        table.initial = self.size;
        table.maximum = table.maximum.map(|most| most.max(self.size));
    }

    /// Makes the second half: everything that stays becomes an import.
    fn take(&self, module: &mut Module, exports: &mut Exports<'_>) -> Result<()> {
        let places = places(module);
        let ids: Vec<FunctionId> = module.funcs.iter().map(walrus::Function::id).collect();
        let all: Vec<_> = module.exports.iter().map(walrus::Export::id).collect();
        all.into_iter().for_each(|export| module.exports.delete(export));
        module.start = None;
        let mut uses = Uses::default();
        self.moved.iter().for_each(|place| uses.add(module.funcs.get(ids[*place])));
        let mut imported = HashMap::new();
        for function in &uses.functions {
            let place = places[function];
            if !self.moved.contains(&place) {
                let name = exports.function(place);
                let (import, _) = module.add_import_func(FIRST, &name, module.funcs.get(*function).ty());
                imported.insert(*function, import);
            }
        }
        let mut rewrite = Instead { of: &imported };
        for place in &self.moved {
            let function = module.funcs.get_mut(ids[*place]).kind.unwrap_local_mut();
            let entry = function.entry_block();
            dfs_pre_order_mut(&mut rewrite, function, entry);
        }
        import_state(module, exports, &uses.globals);
        self.fill_table(module, &ids)
    }

    /// Puts what goes into its places, neighbours in one go.
    fn fill_table(&self, module: &mut Module, ids: &[FunctionId]) -> Result<()> {
        let table = function_table(module)?;
        let mut by_slot: Vec<(u32, FunctionId)> =
            self.slots.iter().map(|(place, slot)| (*slot, ids[*place])).collect();
        by_slot.sort_unstable_by_key(|(slot, _)| *slot);
        for run in by_slot.chunk_by(|a, b| a.0 + 1 == b.0) {
            let offset = ConstExpr::Value(Value::I32(i32::try_from(run[0].0)?));
            let items = ElementItems::Functions(run.iter().map(|(_, function)| *function).collect());
            let element = module.elements.add(ElementKind::Active { table, offset }, items);
            module.tables.get_mut(table).elem_segments.insert(element);
        }
        let table = module.tables.get_mut(table);
        table.initial = self.size;
        table.maximum = table.maximum.map(|most| most.max(self.size));
        Ok(())
    }
}

/// Memory, tables and the globals that are used come from the first half.
fn import_state(module: &mut Module, exports: &mut Exports<'_>, globals: &BTreeSet<GlobalId>) {
    let segments: Vec<_> = module.data.iter().map(walrus::Data::id).collect();
    segments.into_iter().for_each(|segment| module.data.delete(segment));
    let elements: Vec<_> = module.elements.iter().map(walrus::Element::id).collect();
    elements.into_iter().for_each(|element| module.elements.delete(element));
    for (place, memory) in module.memories.iter_mut().enumerate() {
        memory.data_segments.clear();
        memory.import = Some(module.imports.add(FIRST, &exports.memory(place), memory.id()));
    }
    for (place, table) in module.tables.iter_mut().enumerate() {
        table.elem_segments.clear();
        table.import = Some(module.imports.add(FIRST, &exports.table(place), table.id()));
    }
    let all: Vec<GlobalId> = module.globals.iter().map(walrus::Global::id).collect();
    for (place, id) in all.into_iter().enumerate().filter(|(_, id)| globals.contains(id)) {
        let import = module.imports.add(FIRST, &exports.global(place), id);
        module.globals.get_mut(id).kind = GlobalKind::Import(import);
    }
}

/// Gives what the second half needs a name to import it by.
struct Exports<'a> {
    module: &'a mut Module,
    added: u32,
}

impl<'a> Exports<'a> {
    fn of(module: &'a mut Module) -> Self {
        Self { module, added: 0 }
    }

    fn function(&mut self, place: Place) -> String {
        let id = self.module.funcs.iter().nth(place).map(walrus::Function::id);
        self.named(id.map(ExportItem::Function))
    }

    fn memory(&mut self, place: usize) -> String {
        let id = self.module.memories.iter().nth(place).map(walrus::Memory::id);
        self.named(id.map(ExportItem::Memory))
    }

    fn table(&mut self, place: usize) -> String {
        let id = self.module.tables.iter().nth(place).map(walrus::Table::id);
        self.named(id.map(ExportItem::Table))
    }

    fn global(&mut self, place: usize) -> String {
        let id = self.module.globals.iter().nth(place).map(walrus::Global::id);
        self.named(id.map(ExportItem::Global))
    }

    /// The name of an export, made if there is none. Both halves are the same module, so the item is there.
    fn named(&mut self, item: Option<ExportItem>) -> String {
        let Some(item) = item else { return String::new() };
        let same = |other: &ExportItem| match (&item, other) {
            (ExportItem::Function(a), ExportItem::Function(b)) => a == b,
            (ExportItem::Memory(a), ExportItem::Memory(b)) => a == b,
            (ExportItem::Table(a), ExportItem::Table(b)) => a == b,
            (ExportItem::Global(a), ExportItem::Global(b)) => a == b,
            _ => false,
        };
        if let Some(export) = self.module.exports.iter().find(|export| same(&export.item)) {
            return export.name.clone();
        }
        self.added += 1;
        let name = format!("_{}", crate::slim::radix36(self.added));
        self.module.exports.add(&name, item);
        name
    }
}

fn exported(export: &walrus::Export) -> Option<FunctionId> {
    match export.item {
        ExportItem::Function(function) => Some(function),
        _ => None,
    }
}

fn places(module: &Module) -> HashMap<FunctionId, Place> {
    module.funcs.iter().enumerate().map(|(place, function)| (function.id(), place)).collect()
}

fn function_table(module: &Module) -> Result<TableId> {
    module.tables.main_function_table()?.context("the module has no function table")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `start` calls `door`, which calls `stays`; `door` adds one to what that gives.
    fn module() -> Result<Vec<u8>> {
        let mut module = Module::with_config(ModuleConfig::new());
        module.memories.add_local(false, false, 1, None, None);
        let table = module.tables.add_local(false, 2, Some(2), walrus::RefType::FUNCREF);
        let mut functions = Vec::new();
        for (name, callee) in [("stays", None), ("door", Some(0)), ("start", Some(1))] {
            let mut function = FunctionBuilder::new(&mut module.types, &[], &[walrus::ValType::I32]);
            function.name(name.to_owned());
            match callee {
                Some(callee) => function.func_body().call(functions[callee]),
                None => function.func_body().i32_const(1),
            };
            functions.push(function.finish(vec![], &mut module.funcs));
        }
        let offset = ConstExpr::Value(Value::I32(1));
        let items = ElementItems::Functions(vec![functions[0]]);
        let element = module.elements.add(ElementKind::Active { table, offset }, items);
        module.tables.get_mut(table).elem_segments.insert(element);
        module.exports.add("start", functions[2]);
        Ok(module.emit_wasm())
    }

    fn named(module: &Module, name: &str) -> bool {
        module.funcs.iter().any(|f| f.name.as_deref() == Some(name))
    }

    #[test]
    fn what_goes_is_called_through_the_table_and_imports_what_stays() -> Result<()> {
        let behind = HashSet::from(["door".to_owned()]);
        let (mut first, mut second) = split(&module()?, &behind)?;
        assert!(named(&first, "start") && named(&first, "stays") && !named(&first, "door"));
        assert!(named(&second, "door") && !named(&second, "start"));
        assert_eq!(first.tables.iter().next().map(|table| table.initial), Some(3), "a place for the door");
        let exports: HashSet<_> = first.exports.iter().map(|export| export.name.clone()).collect();
        for import in second.imports.iter() {
            assert!(import.module == FIRST && exports.contains(&import.name), "{}", import.name);
        }
        for half in [first.emit_wasm(), second.emit_wasm()] {
            wasmparser::Validator::new().validate_all(&half)?;
        }
        Ok(())
    }

    #[test]
    fn what_is_exported_stays() -> Result<()> {
        let behind = HashSet::from(["door".to_owned(), "start".to_owned()]);
        let (first, second) = split(&module()?, &behind)?;
        assert!(named(&first, "start") && !named(&second, "start"));
        Ok(())
    }

    #[test]
    fn nothing_to_move_is_a_mistake() -> Result<()> {
        assert!(split(&module()?, &HashSet::from(["no such function".to_owned()])).is_err());
        Ok(())
    }
}
