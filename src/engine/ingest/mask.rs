//! Which of 64 bytes are a delimiter, a quote or a line break: one bit each.
//!
//! WebAssembly has its own few instructions (simd128), all safe; any other target counts on its compiler to vectorise.
//! A test holds both to the plain loop.

/// Bytes looked at together.
pub const BLOCK: usize = 64;

/// Bit i is set where byte i is the delimiter, `"`, `\n` or `\r`.
#[inline]
pub fn structural(block: &[u8; BLOCK], delimiter: u8) -> u64 {
    let mut mask = 0;
    let (chunks, _) = block.as_chunks::<16>();
    for (at, chunk) in chunks.iter().enumerate() {
        mask |= u64::from(sixteen(chunk, delimiter)) << (16 * at);
    }
    mask
}

/// Whether all bytes are ASCII: a block at a time, which compilers turn into vector instructions.
pub fn is_ascii(bytes: &[u8]) -> bool {
    let (blocks, rest) = bytes.as_chunks::<BLOCK>();
    let mut any = [0; 16];
    for block in blocks {
        for chunk in block.as_chunks::<16>().0 {
            for (any, byte) in any.iter_mut().zip(chunk) {
                *any |= byte;
            }
        }
    }
    any.is_ascii() && rest.is_ascii()
}

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[inline]
fn sixteen(chunk: &[u8; 16], delimiter: u8) -> u16 {
    use core::arch::wasm32::{u8x16_bitmask, u8x16_eq, u8x16_splat, u64x2, v128_or};
    let whole = u128::from_le_bytes(*chunk);
    let bytes = u64x2(whole as u64, (whole >> 64) as u64);
    let is = |byte| u8x16_eq(bytes, u8x16_splat(byte));
    u8x16_bitmask(v128_or(
        v128_or(is(delimiter), is(b'"')),
        v128_or(is(b'\n'), is(b'\r')),
    ))
}

/// A byte of 0 or 1 for each byte, which compilers turn into vector instructions; then eight of them at a time into
/// bits, by a product that brings the k-th byte's bit to place 56 + k.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[inline]
fn sixteen(chunk: &[u8; 16], delimiter: u8) -> u16 {
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let hits = chunk.map(|byte| {
        u8::from(byte == delimiter)
            | u8::from(byte == b'"')
            | u8::from(byte == b'\n')
            | u8::from(byte == b'\r')
    });
    let whole = u128::from_le_bytes(hits);
    let low = (whole as u64).wrapping_mul(GATHER) >> 56;
    let high = ((whole >> 64) as u64).wrapping_mul(GATHER) >> 56;
    (low | high << 8) as u16
}

#[cfg(test)]
fn plain(chunk: &[u8; 16], delimiter: u8) -> u16 {
    chunk.iter().enumerate().fold(0, |mask, (at, byte)| {
        let hit = *byte == delimiter || matches!(byte, b'"' | b'\n' | b'\r');
        mask | u16::from(hit) << at
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_fast_mask_is_the_plain_one(bytes in proptest::collection::vec(prop_oneof![any::<u8>(), Just(b','), Just(b'"'), Just(b'\n'), Just(b'\r')], BLOCK)) {
            let block: [u8; BLOCK] = bytes.as_slice().try_into().expect("64 bytes");
            let (chunks, _) = block.as_chunks::<16>();
            let wanted = chunks.iter().enumerate().fold(0, |mask, (at, chunk)| mask | u64::from(plain(chunk, b',')) << (16 * at));
            prop_assert_eq!(structural(&block, b','), wanted);
        }

        #[test]
        fn one_byte_beyond_ascii_is_found_wherever_it_stands(len in 0_usize..300, at in 0_usize..300, byte in 0x80_u8..) {
            let mut bytes = vec![b'a'; len];
            prop_assert!(is_ascii(&bytes));
            if let Some(other) = bytes.get_mut(at) {
                *other = byte;
                prop_assert!(!is_ascii(&bytes));
            }
        }
    }
}
