//! What does a function name in its code, and how is that replaced when its module is cut in two?
use std::collections::{BTreeSet, HashMap};

use walrus::ir::{Call, CallIndirect, Const, Instr, InstrSeq, Value, Visitor, VisitorMut, dfs_in_order};
use walrus::{FunctionId, FunctionKind, GlobalId, TableId};

/// What functions name in their code.
#[derive(Default)]
pub(crate) struct Uses {
    pub(crate) functions: BTreeSet<FunctionId>,
    pub(crate) globals: BTreeSet<GlobalId>,
}

impl Uses {
    /// What this function names.
    pub(crate) fn of(function: &walrus::Function) -> Self {
        let mut uses = Self::default();
        uses.add(function);
        uses
    }

    /// Adds what this function names.
    pub(crate) fn add(&mut self, function: &walrus::Function) {
        if let FunctionKind::Local(function) = &function.kind {
            dfs_in_order(self, function, function.entry_block());
        }
    }
}

impl Visitor<'_> for Uses {
    fn visit_function_id(&mut self, function: &FunctionId) {
        self.functions.insert(*function);
    }

    fn visit_global_id(&mut self, global: &GlobalId) {
        self.globals.insert(*global);
    }
}

/// Calls imports in place of what stays.
pub(crate) struct Instead<'a> {
    pub(crate) of: &'a HashMap<FunctionId, FunctionId>,
}

impl VisitorMut for Instead<'_> {
    fn visit_function_id_mut(&mut self, function: &mut FunctionId) {
        *function = self.of.get(function).copied().unwrap_or(*function);
    }
}

/// Calls what goes by its place in the table.
pub(crate) struct ThroughTable<'a> {
    pub(crate) gone: &'a HashMap<FunctionId, Option<u32>>,
    pub(crate) types: HashMap<FunctionId, walrus::TypeId>,
    pub(crate) table: TableId,
}

impl VisitorMut for ThroughTable<'_> {
    fn start_instr_seq_mut(&mut self, sequence: &mut InstrSeq) {
        let calls = |instr: &Instr| matches!(instr, Instr::Call(call) if self.gone.contains_key(&call.func));
        if !sequence.instrs.iter().any(|(instr, _)| calls(instr)) {
            return;
        }
        let mut instrs = Vec::with_capacity(sequence.instrs.len() + 1);
        for (instr, at) in sequence.instrs.drain(..) {
            match &instr {
                Instr::Call(Call { func }) if let Some(Some(slot)) = self.gone.get(func) => {
                    let value = Value::I32(slot.cast_signed());
                    instrs.push((Instr::Const(Const { value }), at));
                    instrs.push((
                        Instr::CallIndirect(CallIndirect { ty: self.types[func], table: self.table }),
                        at,
                    ));
                }
                _ => instrs.push((instr, at)),
            }
        }
        sequence.instrs = instrs;
    }
}
