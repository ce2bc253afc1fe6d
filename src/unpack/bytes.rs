//! Bytes that can be read anywhere: a file in memory, a blob of the browser; and a stretch of them as a stream.

use std::io::{self, Read, Seek, SeekFrom};
use std::rc::Rc;

/// Bytes of a known length, read at any place.
pub trait Bytes {
    /// How many there are.
    fn size(&self) -> u64;

    /// Reads from a place on; fewer bytes than asked for only at the end.
    ///
    /// # Errors
    /// What the browser or the system says.
    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<usize>;
}

impl Bytes for Vec<u8> {
    fn size(&self) -> u64 {
        self.len() as u64
    }

    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<usize> {
        let rest = usize::try_from(at).ok().and_then(|at| self.get(at..));
        rest.unwrap_or_default().read(into)
    }
}

/// A stretch of bytes as a stream.
#[derive(Clone)]
pub struct Section {
    bytes: Rc<dyn Bytes>,
    from: u64,
    to: u64,
    at: u64,
}

impl Section {
    /// All of them.
    pub fn whole(bytes: Rc<dyn Bytes>) -> Section {
        let to = bytes.size();
        Section {
            bytes,
            from: 0,
            to,
            at: 0,
        }
    }

    /// So many bytes of this stretch from a place on, cut at its end.
    #[must_use]
    pub fn part(&self, from: u64, size: u64) -> Section {
        let from = self.from.saturating_add(from).min(self.to);
        Section {
            bytes: Rc::clone(&self.bytes),
            from,
            to: from.saturating_add(size).min(self.to),
            at: from,
        }
    }

    /// How many bytes there are.
    pub fn size(&self) -> u64 {
        self.to - self.from
    }

    /// The bytes of a place, as many as there are.
    ///
    /// # Errors
    /// What the browser or the system says.
    pub fn bytes(&self, from: u64, size: usize) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        self.part(from, size as u64).read_to_end(&mut out)?;
        Ok(out)
    }
}

impl Read for Section {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let room = usize::try_from(self.to - self.at).unwrap_or(usize::MAX);
        let room = room.min(into.len());
        let read = self
            .bytes
            .read_at(self.at, into.get_mut(..room).unwrap_or_default())?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Section {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = match to {
            SeekFrom::Start(at) => self.from.checked_add(at),
            SeekFrom::End(by) => self.to.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        match place {
            // Beyond the end there is nothing to read; calamine asks for no such place.
            Some(at) if at >= self.from => {
                self.at = at.min(self.to);
                Ok(self.at - self.from)
            }
            _ => Err(io::ErrorKind::InvalidInput.into()),
        }
    }
}
