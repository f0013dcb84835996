//! How is the sentence model stored in 23 MB instead of 91?
//!
//! A safetensors file. Each weight matrix `NAME` is `U8` with one byte a weight and stands beside
//! `NAME.scale`, one `F32` a row: `weight = (byte - 128) * scale of its row`. Vectors stay `F32`.

use super::ModelError;
use candle_core::{DType, Device, Result, Tensor};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::path::Path;

/// The quantised weights' file name.
pub const MODEL_FILE: &str = "all-MiniLM-L6-v2.int8.safetensors";

/// The tokenizer's file name.
pub const TOKENIZER_FILE: &str = "tokenizer.json";

/// Name of this layout, kept in the file's own metadata under `format`.
pub const FORMAT: &str = "baton-int8-rows-1";

/// The sha256 of the model that ships. `cargo xtask model` makes this very file again.
pub const MODEL_SHA256: &str = "401048f2ab4ac597048c3a4d158b6319afd00d01d634700f3de0f78aebbbf17c";

/// The byte that stands for zero.
const ZERO: f64 = 128.0;

/// The largest step away from zero; the scale maps a row's largest weight to it.
const STEPS: f64 = 127.0;

const SCALE: &str = ".scale";

/// Turns matrices into bytes with one scale a row; drops what a sentence embedding doesn't use.
///
/// # Errors
/// When a tensor isn't made of numbers.
pub fn quantise_rows(full: &HashMap<String, Tensor>) -> Result<HashMap<String, Tensor>> {
    let mut small = HashMap::new();
    for (name, tensor) in full {
        if name.starts_with("pooler.") || name.ends_with("position_ids") {
            continue;
        }
        let tensor = tensor.to_dtype(DType::F32)?;
        if tensor.rank() != 2 {
            small.insert(name.clone(), tensor);
            continue;
        }
        let largest = tensor.abs()?.max_keepdim(1)?;
        // A row of zeros keeps a scale that isn't zero, so that nothing divides by it.
        let scale = (largest.maximum(f32::MIN_POSITIVE)? / STEPS)?;
        let bytes = (tensor.broadcast_div(&scale)?.round()? + ZERO)?.to_dtype(DType::U8)?;
        small.insert(format!("{name}{SCALE}"), scale);
        small.insert(name.clone(), bytes);
    }
    Ok(small)
}

/// The inverse of [`quantise_rows`].
fn widen(small: &HashMap<String, Tensor>) -> Result<HashMap<String, Tensor>> {
    let mut full = HashMap::new();
    for (name, tensor) in small {
        if name.ends_with(SCALE) {
            continue;
        }
        let wide = match small.get(&format!("{name}{SCALE}")) {
            Some(scale) => (tensor.to_dtype(DType::F32)? - ZERO)?.broadcast_mul(scale)?,
            None => tensor.clone(),
        };
        full.insert(name.clone(), wide);
    }
    Ok(full)
}

/// Reads the pinned file and widens its weights.
pub(super) fn read(path: &Path) -> std::result::Result<HashMap<String, Tensor>, ModelError> {
    let bytes = bytes(path)?;
    let sum = Sha256::digest(&bytes);
    if !sum.iter().map(|b| format!("{b:02x}")).eq(pairs(MODEL_SHA256)) {
        return Err(ModelError::Altered { path: path.to_owned() });
    }
    Ok(widen(&candle_core::safetensors::load_buffer(&bytes, &Device::Cpu)?)?)
}

fn pairs(hex: &str) -> impl Iterator<Item = String> + '_ {
    hex.as_bytes().chunks(2).map(|pair| pair.iter().map(|b| char::from(*b)).collect())
}

/// The whole file, or an error that names it.
pub(super) fn bytes(path: &Path) -> std::result::Result<Vec<u8>, ModelError> {
    std::fs::read(path).map_err(|e| ModelError::Unreadable { path: path.to_owned(), cause: e.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widening_undoes_quantising_within_half_a_step() -> Result<()> {
        let rows = vec![0.5f32, -0.25, 0.001, 0.0, 0.0, 0.0, -8.0, 4.0, 2.0];
        let full =
            HashMap::from([("m.weight".to_owned(), Tensor::from_vec(rows.clone(), (3, 3), &Device::Cpu)?)]);
        let back = widen(&quantise_rows(&full)?)?;
        let back = back["m.weight"].flatten_all()?.to_vec1::<f32>()?;
        for (row, (a, b)) in rows.iter().zip(&back).enumerate() {
            let half_step = [0.5, 0.0, 8.0][row / 3] / 254.0 + 1e-6;
            assert!((a - b).abs() <= half_step, "{a} became {b}");
        }
        Ok(())
    }
}
