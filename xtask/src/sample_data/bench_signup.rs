//! Large files for measuring the sign-up page: the sample's story with so many visitors that their events fill the rows,
//! and the members and employers that belong to them. As dirty as the sample is.

use super::signup;
use crate::house::{House, Result, make_folder, write};
use std::path::PathBuf;

/// Visitors per million events, with some to spare.
const VISITORS: u64 = 246_000;

/// The folder of `funnel_events.csv` with so many rows, `members.csv` and `employers.csv`; written where it is not there.
pub fn folder(house: &House, rows: u64) -> Result<PathBuf> {
    let folder = house.cache.join("bench").join(format!("signup-v1-{rows}"));
    make_folder(&folder)?;
    // Written last: with it, all three are whole.
    let last = folder.join("funnel_events.csv");
    if !last.exists() {
        println!("Writing {rows} funnel events into {}", folder.display());
        let visitors = rows * VISITORS / 1_000_000 + 100;
        let [events, members, employers] = signup::large(visitors, 0xbe_0020);
        write(&folder.join("members.csv"), members.as_bytes())?;
        write(&folder.join("employers.csv"), employers.as_bytes())?;
        let end = events
            .match_indices('\n')
            .nth(rows as usize)
            .ok_or("The visitors made fewer events than were asked for.")?
            .0;
        write(&last, &events.as_bytes()[..=end])?;
    }
    Ok(folder)
}
