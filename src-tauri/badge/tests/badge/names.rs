//! Names in every script and of every length: no box, no ink out of its frame, nothing lost without a word.

use sarrera_badge::{Drawn, Element, Field, OverflowKind, Template, layout, raster};

use crate::{badge, both, each, fonts, people};

const DOTS: f32 = 8.0;

#[test]
fn no_script_of_the_fair_lacks_a_glyph() {
    each(|template, content, display| {
        assert_eq!(display.report.missing_glyphs, [], "{} {content:?}", template.name);
    });
}

#[test]
fn no_ink_leaves_the_frame_of_its_text() {
    for template in both() {
        for element in &template.elements {
            let Element::Text(text) = element else { continue };
            let alone = Template {
                elements: vec![element.clone()],
                mirrors: false,
                ..template.clone()
            };
            let frame = text.frame;
            for content in people::hard() {
                let dots = raster(&layout(&alone, &content, fonts()), DOTS);
                for (x, y) in dots.black_dots() {
                    let (at_x, at_y) = (x as f32 / DOTS, y as f32 / DOTS);
                    let inside = at_x >= frame.x_mm - 1.0 / DOTS
                        && at_x <= frame.x_mm + frame.width_mm
                        && at_y >= frame.y_mm - 1.0 / DOTS
                        && at_y <= frame.y_mm + frame.height_mm;
                    assert!(
                        inside,
                        "{} {} {frame:?}: ink at {at_x} {at_y}",
                        template.name, content.given_name
                    );
                }
            }
        }
    }
}

#[test]
fn every_letter_of_the_names_is_printed_or_the_report_says_cut() {
    each(|template, content, display| {
        let mut printed: Vec<char> = Vec::new();
        for drawn in &display.drawn {
            if let Drawn::Glyphs(run) = drawn {
                printed.extend(run.text.chars().filter(|c| !c.is_whitespace()));
            }
        }
        for (field, text) in [
            (Field::GivenName, &content.given_name),
            (Field::FamilyName, &content.family_name),
            (Field::Company, &content.company),
        ] {
            let cut = |kind| {
                display
                    .report
                    .overflow
                    .iter()
                    .any(|o| o.field == Some(field) && o.kind == kind)
            };
            if cut(OverflowKind::Cut) {
                continue;
            }
            // Composed before it is printed, as the report's texts are.
            use unicode_normalization::UnicodeNormalization;
            for c in text.nfc().filter(|c| !c.is_whitespace()) {
                let at = printed.iter().position(|printed| *printed == c);
                let at = at.unwrap_or_else(|| panic!("{} {text:?} lost {c:?}", template.name));
                printed.swap_remove(at);
            }
        }
    });
}

#[test]
fn ordinary_names_need_no_report_and_only_monsters_are_broken() {
    let mut reported = Vec::new();
    each(|template, content, display| {
        for overflow in &display.report.overflow {
            reported.push(format!(
                "{} {:?} {:?} {}",
                template.name, overflow.field, overflow.kind, overflow.text
            ));
            assert!(
                !content.given_name.contains(' '),
                "a name of words is wrapped, not broken"
            );
        }
    });
    expect_test::expect![[r#"
        a6 Some(GivenName) Broken Wolfeschlegelsteinhausenbergerdorffvoralternwarengewissenhaft
        a6 Some(GivenName) Broken WWWWWWWWWWWWWWWWWWWWWWWWWWWWWW
        a6 Some(FamilyName) Broken MMMMMMMMMMMMMMMMMMMMMMMMMMMM
        label-62x100 Some(GivenName) Broken Wolfeschlegelsteinhausenbergerdorffvoralternwarengewissenhaft
        label-62x100 Some(GivenName) Broken WWWWWWWWWWWWWWWWWWWWWWWWWWWWWW
        label-62x100 Some(FamilyName) Broken MMMMMMMMMMMMMMMMMMMMMMMMMMMM"#]]
    .assert_eq(&reported.join("\n"));
}

#[test]
fn a_name_of_5000_letters_is_cut_and_reported() {
    for (template, endless) in [
        ("a6", "Ñandú".repeat(1_000)),
        ("label-62x100", "Ñ  \n ndú ".repeat(1_000)),
    ] {
        let endless = endless.as_str();
        let display = badge(template, [endless, endless, endless, "es"]);
        let kinds: Vec<_> = display
            .report
            .overflow
            .iter()
            .map(|o| (o.field, o.kind))
            .collect();
        for field in [Field::GivenName, Field::FamilyName, Field::Company] {
            assert!(
                kinds.contains(&(Some(field), OverflowKind::Cut)),
                "{template} {kinds:?}"
            );
        }
    }
}

#[test]
fn a_character_without_a_glyph_is_named_and_never_printed_as_a_box() {
    let with = badge("a6", ["Ana😀", "ᚠ Ruiz", "", "es"]);
    let missing: Vec<_> = with
        .report
        .missing_glyphs
        .iter()
        .map(|m| (m.character, m.text.as_str()))
        .collect();
    assert_eq!(missing, [('😀', "Ana😀"), ('ᚠ', "ᚠ Ruiz")]);
    let drawn = |display: &sarrera_badge::Display| {
        let runs = display.drawn.iter().filter_map(|drawn| match drawn {
            Drawn::Glyphs(run) => Some(run.glyphs.iter().filter(|glyph| glyph.id == 0).count()),
            _ => None,
        });
        runs.sum::<usize>()
    };
    assert_eq!(drawn(&with), 0);
}

#[test]
fn invisible_marks_are_no_missing_glyphs() {
    let display = badge(
        "a6",
        [
            "A\u{200D}na\u{FE0F}",
            "Ru\u{AD}iz\u{200F}",
            "\u{202B}شركة\u{202C}",
            "es",
        ],
    );
    assert_eq!(display.report.missing_glyphs, []);
}

#[test]
fn line_feeds_and_tabs_become_spaces() {
    let display = badge("a6", ["Ana\n\tBelén\r\n", "\u{7}Ruiz\u{0}", "", "es"]);
    assert!(display.report.is_clean(), "{:?}", display.report);
    let texts = display.drawn.iter().filter_map(|drawn| match drawn {
        Drawn::Glyphs(run) => Some(run.text.as_str()),
        _ => None,
    });
    let texts: Vec<_> = texts.collect();
    assert!(
        texts.contains(&"Ana Belén") && texts.contains(&"Ruiz"),
        "{texts:?}"
    );
}

#[test]
fn an_arabic_badge_reads_from_the_right_and_a_latin_one_from_the_left() {
    let left_and_right = |display: &sarrera_badge::Display, said: &str| {
        let run = display.drawn.iter().find_map(|drawn| match drawn {
            Drawn::Glyphs(run) if run.text.contains(said) => Some(run),
            _ => None,
        });
        let run = run.unwrap();
        let end = run
            .glyphs
            .iter()
            .map(|glyph| glyph.x + glyph.advance)
            .fold(0.0, f32::max);
        (run.x_mm, run.x_mm + end * run.size_mm)
    };
    let arabic = badge("label-62x100", ["محمد", "العربي", "Acme", "ar"]);
    assert!(left_and_right(&arabic, "محمد").1 > 94.0);
    assert!(
        left_and_right(&arabic, "Acme").1 > 94.0,
        "the company lines up with the name"
    );
    let latin = badge("label-62x100", ["Ana", "Ruiz", "شركة", "es"]);
    assert!(left_and_right(&latin, "Ana").0 < 5.2);
    assert!(left_and_right(&latin, "شركة").0 < 5.2);
}

#[test]
fn the_same_han_character_has_the_form_of_the_persons_language() {
    let form = |language| {
        let display = badge("a6", ["直", "", "", language]);
        display
            .drawn
            .into_iter()
            .find(|drawn| matches!(drawn, Drawn::Glyphs(run) if run.text == "直"))
            .unwrap()
    };
    assert_ne!(form("ja"), form("zh-Hans"));
    assert_ne!(form("zh-Hans"), form("zh-Hant"));
    assert_eq!(form("ja"), form("ja-JP"));
}

#[test]
fn larger_is_tried_first_then_one_line_then_two_then_breaking() {
    let sizes = |given: &str| {
        let display = badge("label-62x100", [given, "", "", "es"]);
        let mut baselines = Vec::new();
        let mut size_mm = 0.0;
        for drawn in &display.drawn {
            if let Drawn::Glyphs(run) = drawn
                && given.contains(run.text.trim_end())
            {
                size_mm = run.size_mm;
                baselines.push(run.y_mm);
            }
        }
        baselines.dedup();
        (size_mm, baselines.len())
    };
    let (short, one) = sizes("Itziar");
    let (middle, still_one) = sizes("Maximiliano José");
    let (long, two) = sizes("Maximiliano José Bartolomé del Carmen");
    assert_eq!((one, still_one, two), (1, 1, 2));
    assert!(short > middle && middle > long, "{short} {middle} {long}");
}
