//! Stages: three groups, by the letters of the stage alone (spec 10 "Stage").

/// Where an opportunity stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Not decided.
    Open,
    /// Closed Won.
    Won,
    /// Closed Lost.
    Lost,
}

impl Stage {
    /// Reads a stage: only its ASCII letters count, without regard to case.
    pub fn of(stage: &str) -> Stage {
        let letters: String = stage
            .chars()
            .filter(char::is_ascii_alphabetic)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        match letters.as_str() {
            "closedwon" | "won" => Stage::Won,
            "closedlost" | "lost" => Stage::Lost,
            _ => Stage::Open,
        }
    }

    /// `open`, `won`, `lost`.
    pub fn word(self) -> &'static str {
        match self {
            Stage::Open => "open",
            Stage::Won => "won",
            Stage::Lost => "lost",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_alone_decide_the_stage() {
        for won in [
            "Closed Won",
            "closedwon",
            "Closed - Won",
            "won",
            " WON! ",
            "6. Closed/Won",
        ] {
            assert_eq!(Stage::of(won), Stage::Won, "{won}");
        }
        for lost in ["Closed Lost", "CLOSED_LOST", "lost"] {
            assert_eq!(Stage::of(lost), Stage::Lost, "{lost}");
        }
        for open in ["Pipeline", "Proposal", "", "Closed", "Won back", "Not lost"] {
            assert_eq!(Stage::of(open), Stage::Open, "{open}");
        }
    }
}
