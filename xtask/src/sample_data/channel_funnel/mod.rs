//! Two quarters of a software company that sells to other companies: three exports of three systems that nobody ever
//! cleaned.
//!
//! What there is to find:
//! - LinkedIn pays back more than three times; its campaign `abm-enterprise` starts on 7 July.
//! - Meta loses money, and loses more since its budget rose on 1 July.
//! - Twitter brings many cheap clicks, few sessions and next to no conversions.
//! - Google Ads pays back, closes well in North America and badly in APAC; its sessions convert better since a new
//!   demo page went live on 11 August.
//! - Partner brings opportunities without a single session; Email and Organic cost nothing in these files.
//!
//! What is dirty: several spellings of a channel and of a stage, missing campaign tags, amounts as `$1,234.50`, blanks
//! and `N/A`, one impossible date a file, rows exported twice.

mod ad_spend;
mod opportunities;
mod web_analytics;

use super::Sample;
use super::calendar;

/// A paid campaign.
pub struct Campaign {
    /// `campaign_id` of the ad platform.
    pub id: &'static str,
    /// Channel, properly spelled.
    pub channel: &'static str,
    /// `utm_source`, properly spelled.
    pub source: &'static str,
    /// `utm_campaign`.
    pub name: &'static str,
    /// First day.
    pub first: u64,
    /// Days of the week on which it spends, Monday is 0.
    pub weekdays: &'static [u64],
    /// What it spends on such a day, in dollars.
    pub spend: u64,
    /// What a click costs, in cents.
    pub cost_per_click: u64,
    /// Clicks in a hundred thousand impressions.
    pub click_rate: u64,
    /// Sessions in the two quarters.
    pub sessions: u64,
    /// Conversions in a thousand sessions.
    pub conversion_rate: u64,
}

/// The day on which LinkedIn's enterprise campaign starts.
const LAUNCH: u64 = calendar::day(7, 7);
/// The day on which Meta's budget rises.
pub const META_RISE: u64 = calendar::day(7, 1);
/// The day on which the new demo page goes live.
pub const NEW_DEMO_PAGE: u64 = calendar::day(8, 11);

/// Every paid campaign.
#[rustfmt::skip] // A table reads better as one.
pub const CAMPAIGNS: [Campaign; 9] = [
    Campaign { id: "GGL-BRAND-25", channel: "Google Ads", source: "google", name: "brand-search", first: 0, weekdays: &[0, 2, 4], spend: 720, cost_per_click: 1650, click_rate: 5200, sessions: 900, conversion_rate: 95 },
    Campaign { id: "GGL-DEMO-25", channel: "Google Ads", source: "google", name: "demo-request", first: 0, weekdays: &[1, 3], spend: 1510, cost_per_click: 2250, click_rate: 4300, sessions: 600, conversion_rate: 105 },
    Campaign { id: "GGL-COMP-25", channel: "Google Ads", source: "google", name: "competitor-terms", first: 0, weekdays: &[2], spend: 1480, cost_per_click: 2600, click_rate: 3100, sessions: 250, conversion_rate: 70 },
    Campaign { id: "LI-THOUGHT-25", channel: "LinkedIn", source: "linkedin", name: "thought-leadership", first: 0, weekdays: &[2, 4], spend: 1390, cost_per_click: 2050, click_rate: 520, sessions: 450, conversion_rate: 115 },
    Campaign { id: "LI-ABM-25Q3", channel: "LinkedIn", source: "linkedin", name: "abm-enterprise", first: LAUNCH, weekdays: &[1, 3], spend: 2780, cost_per_click: 2750, click_rate: 640, sessions: 350, conversion_rate: 190 },
    Campaign { id: "FB-RETARGET-25", channel: "Meta", source: "facebook", name: "retargeting", first: 0, weekdays: &[0, 3], spend: 860, cost_per_click: 640, click_rate: 1250, sessions: 450, conversion_rate: 125 },
    Campaign { id: "FB-LOOKALIKE-25", channel: "Meta", source: "facebook", name: "lookalike", first: 0, weekdays: &[1, 5], spend: 930, cost_per_click: 560, click_rate: 980, sessions: 550, conversion_rate: 85 },
    Campaign { id: "TW-BUZZ-25", channel: "Twitter", source: "twitter", name: "launch-buzz", first: 0, weekdays: &[0, 2], spend: 1010, cost_per_click: 240, click_rate: 890, sessions: 600, conversion_rate: 12 },
    Campaign { id: "MS-BRAND-25", channel: "Microsoft Ads", source: "bing", name: "brand-search-ms", first: 0, weekdays: &[3], spend: 1180, cost_per_click: 1280, click_rate: 3300, sessions: 180, conversion_rate: 170 },
];

/// The three files.
pub fn samples() -> Vec<Sample> {
    vec![
        Sample {
            path: "channel_funnel/ad_spend.csv",
            text: ad_spend::text(),
        },
        Sample {
            path: "channel_funnel/web_analytics.csv",
            text: web_analytics::text(),
        },
        Sample {
            path: "channel_funnel/salesforce_opportunities.csv",
            text: opportunities::text(),
        },
    ]
}
