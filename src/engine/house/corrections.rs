//! Rows that come back corrected take their places in the files that they are of; the file that brings them is said to
//! have done so. And the download in which they can be corrected.

use super::House;
use super::files::{Held, Outcome};
use crate::engine::base::Result;
use crate::engine::export::rejects::{self, Own};
use crate::engine::ingest::{Amended, Corrections};
use crate::engine::models;
use crate::protocol::FileStatus;

impl House {
    /// Puts the corrected rows of files that have just come in their places; whether there were any.
    pub(super) fn correct(&mut self) -> bool {
        let mut changed = false;
        for at in 0..self.files.len() {
            let Some(held) = self.files.get_mut(at) else {
                continue;
            };
            let name = held.arrival.name.clone();
            let Some(corrections) = held.arrival.about.corrections.take() else {
                continue;
            };
            let (sentence, kept) = self.corrected(&name, corrections);
            changed |= kept > 0;
            if let (Some(sentence), Some(held)) = (sentence, self.files.get_mut(at)) {
                held.arrival.outcome = Outcome::Failed(FileStatus::Recipe, sentence);
            }
        }
        changed
    }

    /// What came of corrected rows, in a sentence (`None`: none of their files is loaded), and how many are kept or were
    /// set aside for another reason.
    fn corrected(&mut self, name: &str, corrections: Corrections) -> (Option<String>, u64) {
        let (mut said, mut missing, mut changed) = (Vec::new(), Vec::new(), 0);
        for ((source, file), rows) in corrections.files {
            let is_it = |held: &&mut Held| {
                held.arrival.name == file && held.read().is_some_and(|d| d.source.id == source)
            };
            let held = self.files.iter_mut().find(is_it);
            let Some(Outcome::Loaded(data)) = held.map(|held| &mut held.arrival.outcome) else {
                missing.push(file);
                continue;
            };
            match data.amend(&rows, name, models::SOURCES) {
                Ok(amended) => {
                    changed += amended.kept + amended.still;
                    said.push(format!("{file}: {}", words(amended)));
                }
                Err(error) => said.push(format!("{file}: none could be read. {}", error.sentence)),
            }
        }
        if said.is_empty() {
            return (None, 0);
        }
        if !missing.is_empty() {
            said.push(format!("not loaded, so left alone: {}", missing.join(", ")));
        }
        let sentence = format!("Corrected rows took their places. {}.", said.join("; "));
        (Some(sentence), changed)
    }

    /// Every row set aside, with the columns of its file to correct it in.
    pub(super) fn rejects_file(&mut self) -> Result<Vec<u8>> {
        let rows = self.rejects();
        let mut own = Own::default();
        for row in &rows {
            let of_row = |held: &&Held| held.arrival.name == row.file;
            let data = self.files.iter().filter(of_row).filter_map(Held::read);
            let mut known = data.filter(|data| data.source.id == row.source && data.lists(row));
            own.push(known.next().map_or_else(Vec::new, |data| data.divided(row)));
        }
        rejects::write(&rows, &own)
    }
}

fn words(amended: Amended) -> String {
    let mut parts = vec![format!("{} kept now", amended.kept)];
    if amended.still > 0 {
        parts.push(format!("{} still set aside", amended.still));
    }
    if amended.untouched > 0 {
        parts.push(format!("{} as they stood", amended.untouched));
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::{Arrival, support};
    use super::*;
    use crate::protocol::{FileCard, Params};

    fn arrival(name: &str, bytes: &[u8]) -> Arrival {
        support::arrival(name, bytes, &[])
    }

    const SPEND: &str = "Kampagnen\n\nday;campaign_id;channel;cost\n01.09.2025;A;Meta;1,50\n31.02.2025;B;Meta;2,50\n03.09.2025;;Meta;4,00\n04.09.2025;D;Meta\n15.09.2025;E;Meta;8,00\nTotal;;;9,50\n";

    fn house() -> House {
        let mut house = House::new(|| 0.0);
        house.adopt(vec![arrival("spend.csv", SPEND.as_bytes())], true, false);
        house
    }

    fn card(house: &mut House, name: &str) -> FileCard {
        let data = house.data();
        let spend = data
            .sources
            .iter()
            .find(|s| s.id == "ad_spend")
            .expect("it");
        assert_eq!(
            spend.rows_read,
            spend.rows_kept + spend.rows_rejected + spend.rows_deduplicated
        );
        let mut cards = data.files.into_iter();
        let card = cards.find(|card| card.name == name).expect("a card");
        assert_eq!(
            card.rows_read,
            card.rows_kept + card.rows_rejected + card.rows_deduplicated
        );
        card
    }

    fn counts(house: &mut House) -> (u64, u64, u64) {
        let card = card(house, "spend.csv");
        (card.rows_read, card.rows_kept, card.rows_rejected)
    }

    fn spend(house: &mut House) -> f64 {
        let table = house
            .table("ad_spend", &Params::default())
            .expect("a table");
        let amounts = table.amounts("spend_usd").expect("amounts");
        amounts.iter().flatten().sum()
    }

    fn download(house: &mut House) -> String {
        String::from_utf8(house.rejects_file().expect("a file")).expect("UTF-8")
    }

    #[test]
    fn rows_corrected_in_their_own_columns_or_as_text_take_their_places_and_count_once() {
        let mut house = house();
        assert_eq!(counts(&mut house), (7, 2, 5));
        let text = download(&mut house);
        assert!(text.contains("31.02.2025,B,Meta,\"2,50\""), "{text}");
        // One in its own column, one as text; one is wrong again; the title and the total stay.
        let mended: Vec<String> = text
            .lines()
            .map(|line| {
                line.replace(",31.02.2025,B,", ",28.02.2025,B,")
                    .replace("\"04.09.2025;D;Meta\"", "\"04.09.2025;D;Meta;16,00\"")
                    .replace(",04.09.2025;D;Meta", ",\"04.09.2025;D;Meta;16,00\"")
                    .replace(",03.09.2025,,Meta,", ",33.09.2025,C,Meta,")
            })
            .collect();
        house.adopt(
            vec![arrival("rejects.csv", mended.join("\n").as_bytes())],
            false,
            false,
        );
        let said = card(&mut house, "rejects.csv");
        assert_eq!(said.status, FileStatus::Recipe);
        assert!(
            said.sentence
                .contains("spend.csv: 2 kept now, 1 still set aside, 2 as they stood"),
            "{}",
            said.sentence
        );
        assert_eq!(counts(&mut house), (7, 4, 3));
        assert!((spend(&mut house) - 28.0).abs() < 1e-9);
        let rejects = house.rejects();
        let codes: Vec<(u64, &str)> = rejects.iter().map(|r| (r.line, r.code.as_str())).collect();
        assert_eq!(codes, [(1, "preamble"), (6, "bad_date"), (9, "totals_row")]);
        // The same file once more changes nothing.
        let again = arrival("rejects.csv", mended.join("\n").as_bytes());
        house.adopt(vec![again], false, false);
        assert_eq!(counts(&mut house), (7, 4, 3));
    }

    #[test]
    fn a_spreadsheet_may_write_the_download_with_semicolons() {
        let mut house = house();
        let text = download(&mut house);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header = reader.headers().expect("a header").clone();
        let mut out = csv::WriterBuilder::new()
            .delimiter(b';')
            .from_writer(Vec::new());
        out.write_record(&header).expect("memory");
        for row in reader.records().map(|row| row.expect("a row")) {
            let cells = row.iter().map(|cell| {
                if cell == "31.02.2025" {
                    "28.02.2025"
                } else {
                    cell
                }
            });
            out.write_record(cells).expect("memory");
        }
        let bytes = out.into_inner().expect("memory");
        house.adopt(vec![arrival("Mappe1.csv", &bytes)], false, false);
        assert_eq!(counts(&mut house), (7, 3, 4));
    }

    #[test]
    fn corrections_of_a_file_that_is_not_loaded_are_refused_with_what_to_do() {
        let text = download(&mut house());
        let mut empty = House::new(|| 0.0);
        empty.adopt(vec![arrival("rejects.csv", text.as_bytes())], true, false);
        let data = empty.data();
        let card = data.files.first().expect("a card");
        assert_eq!(card.status, FileStatus::Refused);
        assert!(
            card.sentence.contains("drop those first"),
            "{}",
            card.sentence
        );
    }
}
