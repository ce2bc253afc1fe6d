//! Fixed hashes of bytes, the same on every machine and run: one of 128 bits that stands for the bytes themselves, one of
//! 64 bits for whole records, and a quick one of 64 bits that only says where to look. Not for defence against texts made to collide.
//!
//! The first is `MurmurHash3` x64 128 (Austin Appleby, public domain); its first 64 bits are a good hash by themselves.
//! Two different texts are taken for one with a chance of about n² / 2^129 over n of them: 10 million come to 1.5 × 10^-25.

const C1: u64 = 0x87c3_7b91_1142_53d5;
const C2: u64 = 0x4cf5_ad43_2745_937f;

/// The hash of the first `len` bytes of `rest`: fastest where 16 more bytes follow them.
#[inline]
pub fn murmur_prefix(rest: &[u8], len: usize, seed: u64) -> [u64; 2] {
    let (mut h1, mut h2) = (seed, seed);
    let bytes = rest.get(..len).unwrap_or(rest);
    let mut chunks = bytes.chunks_exact(16);
    for chunk in &mut chunks {
        let (low, high) = words(chunk);
        h1 ^= first(low);
        h1 = h1
            .rotate_left(27)
            .wrapping_add(h2)
            .wrapping_mul(5)
            .wrapping_add(0x52dc_e729);
        h2 ^= second(high);
        h2 = h2
            .rotate_left(31)
            .wrapping_add(h1)
            .wrapping_mul(5)
            .wrapping_add(0x3849_5ab5);
    }
    // An empty tail leaves the state as it is.
    let (low, high) = padded(rest, bytes.len(), chunks.remainder());
    h2 ^= second(high);
    h1 ^= first(low);
    h1 ^= bytes.len() as u64;
    h2 ^= bytes.len() as u64;
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    h1 = finish(h1);
    h2 = finish(h2);
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    [h1, h2]
}

/// A hash of 64 bits of the first `len` bytes of `rest`, for long ones: fastest where 16 more bytes follow them. Words are
/// mixed as in the first hash, and then added up as a polynomial in each half, which waits for less.
#[inline]
pub fn long(rest: &[u8], len: usize, seed: u64) -> u64 {
    let (mut a, mut b) = (seed, seed ^ C1);
    let bytes = rest.get(..len).unwrap_or(rest);
    let mut chunks = bytes.chunks_exact(16);
    let mut add = |(low, high): (u64, u64)| {
        a = a
            .wrapping_mul(0x9E37_79B9_7F4A_7C15)
            .wrapping_add(first(low));
        b = b
            .wrapping_mul(0xD6E8_FEB8_6659_FD93)
            .wrapping_add(second(high));
    };
    for chunk in &mut chunks {
        add(words(chunk));
    }
    add(padded(rest, bytes.len(), chunks.remainder()));
    finish(a ^ bytes.len() as u64).wrapping_add(finish(b))
}

/// The last bytes before `end`, padded with zeros to two words.
#[inline]
fn padded(rest: &[u8], end: usize, tail: &[u8]) -> (u64, u64) {
    let onward = rest.get(end - tail.len()..).unwrap_or_default();
    if let Some(wide) = onward.first_chunk::<16>() {
        let (low, high) = words(wide);
        let bits = 8 * tail.len() as u32;
        let keep = |bits: u32| 1_u64.checked_shl(bits).map_or(u64::MAX, |bit| bit - 1);
        (low & keep(bits), high & keep(bits.saturating_sub(64)))
    } else {
        let mut wide = [0; 16];
        for (to, from) in wide.iter_mut().zip(tail) {
            *to = *from;
        }
        words(&wide)
    }
}

/// The hash of bytes.
#[inline]
pub fn murmur(bytes: &[u8], seed: u64) -> [u64; 2] {
    murmur_prefix(bytes, bytes.len(), seed)
}

/// A hash of 64 bits, quicker for short text.
#[inline]
pub fn hash(bytes: &[u8]) -> u64 {
    const K: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut state = K ^ bytes.len() as u64;
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        let word = u64::from_le_bytes([
            chunk[0], chunk[1], chunk[2], chunk[3], chunk[4], chunk[5], chunk[6], chunk[7],
        ]);
        state = (state.rotate_left(5) ^ word).wrapping_mul(K);
    }
    // The last word may overlap the one before it; for each length the bytes still decide it.
    let tail = chunks.remainder();
    let word = if tail.is_empty() {
        0
    } else if let Some(last) = bytes.last_chunk::<8>() {
        u64::from_le_bytes(*last)
    } else {
        tail.iter()
            .rev()
            .fold(0, |word, byte| word << 8 | u64::from(*byte))
    };
    state = (state.rotate_left(5) ^ word).wrapping_mul(K);
    state ^= state >> 32;
    state = state.wrapping_mul(0xD6E8_FEB8_6659_FD93);
    state ^ (state >> 29)
}

#[inline]
fn words(chunk: &[u8]) -> (u64, u64) {
    let word = |bytes: Option<&[u8]>| {
        bytes
            .and_then(|b| b.try_into().ok())
            .map_or(0, u64::from_le_bytes)
    };
    (word(chunk.get(..8)), word(chunk.get(8..16)))
}

#[inline]
fn first(word: u64) -> u64 {
    word.wrapping_mul(C1).rotate_left(31).wrapping_mul(C2)
}

#[inline]
fn second(word: u64) -> u64 {
    word.wrapping_mul(C2).rotate_left(33).wrapping_mul(C1)
}

#[inline]
fn finish(mut k: u64) -> u64 {
    k ^= k >> 33;
    k = k.wrapping_mul(0xff51_afd7_ed55_8ccd);
    k ^= k >> 33;
    k = k.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    k ^ (k >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_of_long_bytes_tells_small_changes_apart_and_hangs_on_nothing_behind() {
        let run: Vec<u8> = (0..120_u8).map(|byte| b'0' + byte % 10).collect();
        let mut seen = std::collections::BTreeSet::new();
        for len in 0..run.len() {
            assert_eq!(long(&run, len, 7), long(&run[..len], len, 7));
            assert!(seen.insert(long(&run, len, 7)));
        }
        // One digit changed, and two of neighbouring words.
        for at in 0..run.len() - 40 {
            for by in 1..10 {
                let mut changed = run.clone();
                changed[at] ^= by;
                assert!(seen.insert(long(&changed, changed.len(), 7)));
                for step in [1, 8, 16, 17, 32] {
                    for other in 1..10 {
                        let mut twice = changed.clone();
                        twice[at + step] ^= other;
                        assert!(seen.insert(long(&twice, twice.len(), 7)));
                    }
                }
            }
        }
        assert_ne!(long(&run, 100, 7), long(&run, 100, 8));
    }

    #[test]
    fn the_hash_is_the_published_one() {
        let hex = |text: &str| {
            let [a, b] = murmur(text.as_bytes(), 0);
            format!("{a:016x}{b:016x}")
        };
        assert_eq!(hex(""), "00000000000000000000000000000000");
        let run = b"The quick brown fox jumps over the lazy dog, and on it runs";
        for len in 0..run.len() {
            assert_eq!(murmur_prefix(run, len, 7), murmur(&run[..len], 7));
        }
        assert_eq!(hex("hello"), "cbd8a7b341bd9b025b1e906a48ae1d19");
        assert_eq!(
            hex("The quick brown fox jumps over the lazy dog"),
            "e34bbc7bbc071b6c7a433ca9c49a9347"
        );
    }
}
