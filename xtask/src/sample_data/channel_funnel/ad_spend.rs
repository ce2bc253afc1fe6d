//! `ad_spend.csv`: a row a campaign and day on which it spent, put together by hand from five ad platforms.

use super::super::calendar::{self, DAYS};
use super::super::random::Random;
use super::super::{dollars, dollars_formatted, row};
use super::{CAMPAIGNS, Campaign, META_RISE};

const HEADER: &str =
    "date,campaign_id,channel,utm_source,utm_campaign,spend_usd,clicks,impressions\n";

/// The file.
pub fn text() -> String {
    let mut random = Random::new(0x5eed_0001);
    let mut rows = Vec::new();
    for day in 0..DAYS {
        for campaign in &CAMPAIGNS {
            let runs = day >= campaign.first
                && campaign.weekdays.contains(&calendar::weekday(day))
                // Now and then a platform reports nothing for a day.
                && !random.chance(15);
            if runs {
                rows.push(line(campaign, day, &mut random));
            }
        }
    }
    // 31 June: somebody filled in a missing row by hand.
    if let Some(typo) = rows
        .iter()
        .position(|line| line.starts_with("2025-06-30"))
        .and_then(|index| rows.get_mut(index))
    {
        *typo = typo.replacen("2025-06-30", "2025-06-31", 1);
    }
    // The week of 12 May was exported twice for one campaign.
    let twice: Vec<(usize, String)> = rows
        .iter()
        .enumerate()
        .filter(|(_, line)| {
            line.contains("LI-THOUGHT-25")
                && (line.starts_with("2025-05-14") || line.starts_with("2025-05-16"))
        })
        .map(|(index, line)| (index, line.clone()))
        .collect();
    for (index, line) in twice.into_iter().rev() {
        rows.insert(index + 1, line);
    }
    HEADER.to_string() + &rows.concat()
}

fn line(campaign: &Campaign, day: u64, random: &mut Random) -> String {
    let rise = if campaign.channel == "Meta" && day >= META_RISE {
        1650
    } else {
        1000
    };
    let cents = campaign.spend * 100 * random.around(420) / 1000 * rise / 1000 + random.below(100);
    let clicks = cents * 1000 / (campaign.cost_per_click * random.around(220)).max(1);
    let impressions = clicks * 100_000 / (campaign.click_rate * random.around(200) / 1000).max(1);
    let spend = if random.chance(60) {
        dollars_formatted(cents)
    } else {
        dollars(cents)
    };
    let impressions = match random.below(100) {
        0 => "N/A".to_string(),
        1 => String::new(),
        _ => impressions.to_string(),
    };
    let channel = if random.chance(70) {
        match campaign.channel {
            "Google Ads" => *random.pick(&["google ads", "GOOGLE ADS", "Google-Ads"]),
            "LinkedIn" => *random.pick(&["Linkedin", "linkedin"]),
            "Meta" => *random.pick(&["META", "meta "]),
            "Microsoft Ads" => "microsoft ads",
            other => other,
        }
    } else {
        campaign.channel
    };
    row(&[
        &calendar::text(day),
        campaign.id,
        channel,
        campaign.source,
        campaign.name,
        &spend,
        &clicks.to_string(),
        &impressions,
    ])
}
