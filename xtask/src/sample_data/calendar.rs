//! Days of the two quarters that the sample data covers: 2025-04-01 to 2025-09-30, counted from 0.

/// How many days the sample data covers.
pub const DAYS: u64 = 183;

/// Months of the two quarters and their lengths.
const MONTHS: [(u64, u64); 6] = [(4, 30), (5, 31), (6, 30), (7, 31), (8, 31), (9, 30)];

/// A day as ISO 8601 text.
pub fn text(day: u64) -> String {
    let mut left = day;
    for (month, length) in MONTHS {
        if left < length {
            return format!("2025-{month:02}-{:02}", left + 1);
        }
        left -= length;
    }
    "2025-09-30".to_string()
}

/// The day of the week, Monday is 0. 2025-04-01 was a Tuesday.
pub fn weekday(day: u64) -> u64 {
    (day + 1) % 7
}

/// The number of a day of the two quarters.
pub const fn day(month: u64, day_of_month: u64) -> u64 {
    let mut number = day_of_month - 1;
    let mut i = 0;
    while i < MONTHS.len() && MONTHS[i].0 < month {
        number += MONTHS[i].1;
        i += 1;
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_and_named() {
        assert_eq!(text(0), "2025-04-01");
        assert_eq!(text(day(7, 7)), "2025-07-07");
        assert_eq!(text(DAYS - 1), "2025-09-30");
        // 7 July 2025 and 11 August 2025 were Mondays.
        assert_eq!(weekday(day(7, 7)), 0);
        assert_eq!(weekday(day(8, 11)), 0);
    }
}
