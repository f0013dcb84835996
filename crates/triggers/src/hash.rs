//! Which number stands for a text? FNV-1a (Fowler, Noll, Vo): small, quick, the same everywhere; protects nothing.

/// FNV-1a of 32 bits.
pub(crate) fn fnv(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |h, b| (h ^ u32::from(b)).wrapping_mul(0x0100_0193))
}

/// FNV-1a folded to 16 bits.
pub(crate) fn short(text: &str) -> u16 {
    let full = fnv(text);
    ((full >> 16) ^ (full & 0xffff)) as u16
}

/// Where [`long`] begins.
#[cfg(feature = "compile")]
pub(crate) const BEGIN: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a of 64 bits, going on from what came before.
#[cfg(feature = "compile")]
pub(crate) fn long(before: u64, text: &str) -> u64 {
    text.bytes().fold(before, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}
