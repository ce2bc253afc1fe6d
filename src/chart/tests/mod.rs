//! Every chart of the registry at once: pictures against the stored ones, no text on another, every place reachable,
//! and data that no one would draw on purpose. A kind without a fixture fails.

// Lists of cases are long on purpose.
#![allow(clippy::unwrap_used, clippy::too_many_lines)]

mod fixtures;
mod svg;

use super::{Drawn, Surface, Theme, draw, height, registry, render_svg, text};
use crate::protocol::{Axis, ChartView, Day, Hue, Unit};
use fixtures::{fixtures, series};
use plotters::drawing::IntoDrawingArea;
use std::path::PathBuf;

const WIDTHS: [u32; 2] = [360, 800];

fn kinds() -> Vec<&'static str> {
    registry::<Surface<'_>>().iter().map(|s| s.kind).collect()
}

fn all() -> Vec<(String, ChartView)> {
    let mut out = Vec::new();
    for kind in kinds() {
        let views = fixtures(kind);
        assert!(!views.is_empty(), "the chart `{kind}` has no fixture");
        for (name, view) in views {
            assert_eq!(view.kind, kind);
            out.push((format!("{kind}_{name}"), view));
        }
    }
    out
}

fn drawn(view: &ChartView, theme: Theme, width: u32) -> (Drawn, String) {
    let mut buffer = String::new();
    let area = Surface::svg(&mut buffer, width, height(view, width)).into_drawing_area();
    let out = draw(view, theme, &area).unwrap();
    area.present().unwrap();
    drop(area);
    (out, buffer)
}

#[test]
fn every_chart_looks_as_stored_in_both_themes_narrow_and_wide() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    let is_update = std::env::var_os("UPDATE_SNAPSHOTS").is_some();
    let mut different = Vec::new();
    for (name, view) in all() {
        for (theme, word) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
            for width in WIDTHS {
                let new = render_svg(&view, theme, width).unwrap();
                let path = folder.join(format!("{name}_{word}_{width}.svg"));
                let stored = std::fs::read_to_string(&path).unwrap_or_default();
                let beside = path.with_extension("new.svg");
                if is_update {
                    std::fs::write(&path, &new).unwrap();
                }
                if is_update || stored == new {
                    let _ = std::fs::remove_file(&beside);
                } else {
                    std::fs::write(&beside, &new).unwrap();
                    different.push(beside);
                }
            }
        }
    }
    assert!(
        different.is_empty(),
        "pictures changed (look at them, then UPDATE_SNAPSHOTS=1): {different:#?}"
    );
}

#[test]
fn no_two_texts_overlap_and_none_leaves_the_picture_from_340_to_1200_pixels() {
    for (name, view) in all() {
        for width in [340, 360, 480, 640, 800, 1200] {
            let picture = render_svg(&view, Theme::Light, width).unwrap();
            svg::check_texts(&name, width, &picture);
        }
    }
}

#[test]
fn every_hit_lies_inside_the_area_and_says_something() {
    for (name, view) in all() {
        for width in [340, 800, 1200] {
            let (out, _) = drawn(&view, Theme::Light, width);
            let high = height(&view, width) as i32;
            assert!(!out.hits.is_empty(), "{name}");
            for hit in &out.hits {
                let inside = hit.x >= 0
                    && hit.y >= 0
                    && hit.x + hit.width <= width as i32
                    && hit.y + hit.height <= high;
                assert!(inside && hit.width > 0 && hit.height > 0, "{name} {hit:?}");
                assert!(!hit.text.is_empty(), "{name} {hit:?}");
            }
        }
    }
}

#[test]
fn both_themes_put_the_same_marks_at_the_same_places() {
    for (name, view) in all() {
        let light = drawn(&view, Theme::Light, 640);
        let dark = drawn(&view, Theme::Dark, 640);
        assert_eq!(light.0, dark.0, "{name}");
        assert_eq!(light.1.lines().count(), dark.1.lines().count(), "{name}");
    }
}

/// Views that real data makes now and then.
fn hostile(view: &ChartView) -> Vec<(&'static str, ChartView)> {
    let with = |change: &dyn Fn(&mut ChartView)| {
        let mut out = view.clone();
        change(&mut out);
        out
    };
    let each = |f: &dyn Fn(usize) -> Option<f64>| {
        with(&|v| {
            for s in &mut v.series {
                for (i, value) in s.values.iter_mut().enumerate() {
                    *value = f(i);
                }
            }
        })
    };
    vec![
        (
            "empty",
            ChartView {
                kind: view.kind.clone(),
                ..ChartView::default()
            },
        ),
        ("no series", with(&|v| v.series.clear())),
        ("no axis", with(&|v| v.axis = Axis::default())),
        (
            "one point",
            with(&|v| {
                v.axis.names.truncate(1);
                v.axis.days.truncate(1);
                v.nodes.truncate(1);
                v.series.iter_mut().for_each(|s| s.values.truncate(1));
            }),
        ),
        (
            "short series",
            with(&|v| v.series.iter_mut().for_each(|s| s.values.truncate(1))),
        ),
        ("all null", each(&|_| None)),
        ("all zero", each(&|_| Some(0.0))),
        (
            "huge",
            each(&|i| Some(if i % 2 == 0 { 1e18 } else { -1e15 })),
        ),
        (
            "endless",
            each(&|i| Some([f64::INFINITY, f64::NAN, f64::MAX, f64::MIN_POSITIVE][i % 4])),
        ),
        ("negative", each(&|i| Some(-1.5 * i as f64))),
        (
            "odd references",
            with(&|v| {
                for value in [f64::NAN, f64::INFINITY, -3.0, 0.0, 1e300] {
                    v.references.push(crate::protocol::Reference {
                        label: "odd ".repeat(30),
                        value,
                    });
                }
            }),
        ),
        (
            "long names",
            with(&|v| {
                let long = "Very long name of a channel that someone typed ".repeat(4);
                v.axis
                    .names
                    .iter_mut()
                    .for_each(|n| *n = format!("{long}{n}"));
                v.series
                    .iter_mut()
                    .for_each(|s| s.name = format!("{long}{}", s.name));
                v.nodes.iter_mut().for_each(|n| {
                    n.title.clone_from(&long);
                    n.subtitle.clone_from(&long);
                });
                v.links.iter_mut().for_each(|l| l.label.clone_from(&long));
                v.axis.notes = vec![long.clone(); v.axis.names.len()];
            }),
        ),
        (
            "other scripts",
            with(&|v| {
                v.axis
                    .names
                    .iter_mut()
                    .for_each(|n| *n = format!("渠道𝄞é<&>\"{n}"));
            }),
        ),
        (
            "many",
            with(&|v| {
                v.axis.names = (0..60).map(|i| format!("category {i}")).collect();
                v.axis.days.clear();
                v.series = (0..12)
                    .map(|s| {
                        series(
                            &format!("series {s}"),
                            Unit::Usd,
                            Hue::Series(s as u8),
                            (0..60).map(|i| Some(f64::from(i * s))).collect(),
                        )
                    })
                    .collect();
            }),
        ),
        (
            "unsorted days",
            with(&|v| v.axis.days = vec![Day(5), Day(5), Day(-4000), Day(90_000)]),
        ),
        (
            "links to nowhere",
            with(&|v| {
                v.links.iter_mut().for_each(|l| l.to = "nowhere".to_owned());
            }),
        ),
        (
            "loops",
            with(&|v| {
                v.nodes.iter_mut().for_each(|n| n.rank = 3);
                if let Some(link) = v.links.first_mut() {
                    link.to = link.from.clone();
                }
            }),
        ),
    ]
}

#[test]
fn no_data_makes_a_chart_panic_or_put_text_on_text() {
    for (name, view) in all() {
        for (case, hostile) in hostile(&view) {
            for width in [1, 40, 340, 800] {
                let (out, _) = drawn(&hostile, Theme::Dark, width);
                for hit in &out.hits {
                    assert!(hit.x + hit.width <= width as i32, "{name}, {case}: {hit:?}");
                }
                let picture = render_svg(&hostile, Theme::Light, width).unwrap();
                if width >= 340 {
                    svg::check_texts(&format!("{name}, {case}"), width, &picture);
                }
                super::table(&hostile);
                super::csv(&hostile);
                super::label(&hostile);
            }
        }
    }
}

#[test]
fn an_unknown_kind_is_an_error_in_words() {
    let view = ChartView {
        kind: "pie".to_owned(),
        ..ChartView::default()
    };
    let error = render_svg(&view, Theme::Light, 400).unwrap_err();
    assert!(error.to_string().contains("pie"), "{error}");
}

#[test]
fn a_click_gives_the_value_that_the_filter_names() {
    let filters = |kind: &str, n: usize| {
        let view = fixtures(kind).swap_remove(n).1;
        let hits = drawn(&view, Theme::Light, 800).0.hits;
        hits.into_iter().map(|h| h.filter).collect::<Vec<_>>()
    };
    assert_eq!(filters("bars", 0)[0].as_deref(), Some("LinkedIn"));
    assert_eq!(filters("heatmap", 0)[1].as_deref(), Some("LinkedIn"));
    let funnel = filters("funnel", 0);
    assert_eq!(funnel[0], None);
    assert_eq!(funnel[6].as_deref(), Some("Google Ads"));
    assert!(filters("lines", 0).iter().all(Option::is_none));
}

#[test]
fn a_crowded_scatter_names_every_point() {
    let mut view = fixtures("scatter").swap_remove(0).1;
    let near = |n: usize| Some(1000.0 + 40.0 * n as f64);
    view.axis.names = (0..9).map(|n| format!("Channel {n}")).collect();
    for series in &mut view.series {
        series.values = (0..9).map(near).collect();
        series.values.extend([Some(400_000.0)]);
    }
    view.axis.names.push("Far away".to_owned());
    for width in [300, 340, 800] {
        let picture = render_svg(&view, Theme::Light, width).unwrap();
        svg::check_texts("crowded", width, &picture);
        for name in &view.axis.names {
            assert!(picture.contains(name.as_str()), "{name} at {width}");
        }
    }
}

#[test]
fn the_highest_column_of_a_histogram_is_named_at_any_width() {
    let mut view = fixtures("histogram").swap_remove(0).1;
    let bins = ["0", "1", "2", "3–4", "5–7", "8–14", "15–21", "22–30"];
    view.axis.names = bins.map(str::to_owned).to_vec();
    view.series.truncate(1);
    let counts = [91.0, 39.0, 46.0, 31.0, 60.0, 160.0, 144.0, 292.0];
    view.series[0].values = counts.map(Some).to_vec();
    for width in [300, 340, 390, 480] {
        let picture = render_svg(&view, Theme::Light, width).unwrap();
        svg::check_texts("bins", width, &picture);
        assert!(picture.contains("\n22–30\n"), "{width}");
    }
}

#[test]
fn a_flow_is_a_row_of_its_table_and_opens_after_the_nodes() {
    let view = fixtures("sankey").swap_remove(0).1;
    let csv = super::csv(&view);
    assert!(
        csv.starts_with("from,to,count\nGoogle Ads,Email,310\n"),
        "{csv}"
    );
    let hits = drawn(&view, Theme::Light, 800).0.hits;
    let flow = hits.iter().find(|hit| hit.category == view.nodes.len());
    assert!(
        flow.is_some_and(|hit| hit.text.starts_with("Google Ads → Email\n310\n59.6 %")),
        "{flow:?}"
    );
}

#[test]
fn the_table_behind_a_chart_has_every_value_and_the_label_says_the_finding() {
    let view = fixtures("bars").swap_remove(0).1;
    let csv = super::csv(&view);
    assert!(
        csv.starts_with("channel,ROI,n,note\nLinkedIn,1.660875,63,\n"),
        "{csv}"
    );
    assert!(csv.contains("Partner,,19,no spend\n"), "{csv}");
    let label = super::label(&view);
    assert!(label.starts_with("LinkedIn returns most"), "{label}");
    assert!(
        label.contains("from −100.0 % (Twitter) to 166.1 % (LinkedIn)"),
        "{label}"
    );
    let mut evil = view;
    evil.axis.names[0] = "=1+1,\"x\"".to_owned();
    assert!(super::csv(&evil).contains("\"'=1+1,\"\"x\"\"\","));
}

#[test]
fn the_width_table_has_room_for_the_widest_system_face() {
    // Advances of DejaVu Sans, in em.
    let opportunities = 12.0 * 6.94;
    let found = text::width("Opportunities", 12.0, false);
    assert!((opportunities - found).abs() < 5.0, "{found}");
}
