//! Files for the tests of the house.

use super::{About, Arrival, Outcome};
use crate::engine::ingest::{Finished, Reader};
use crate::engine::models::SOURCES;
use crate::protocol::Answers;

/// A file as the worker hands it over, with what the user says about it.
pub fn arrival(name: &str, bytes: &[u8], answers: &[(&str, &str)]) -> Arrival {
    let said = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
    let answers: Answers = answers.iter().map(said).collect();
    let mut reader = Reader::new(name, bytes.len() as u64, SOURCES).answered(&answers, &[]);
    let (outcome, about) = loop {
        if let Err(refusal) = reader.push(bytes) {
            break About::unread(*reader.unread(refusal));
        }
        match reader.finish_with() {
            Ok(Finished::Done(data)) => break (Outcome::Loaded(data), About::default()),
            Ok(Finished::Again(again)) => reader = *again,
            Err(unread) => break About::unread(*unread),
        }
    };
    Arrival {
        name: name.to_owned(),
        bytes: bytes.len() as u64,
        outcome,
        millis: 0.0,
        about,
    }
}
