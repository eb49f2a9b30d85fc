//! Three badges as lists of what is drawn where: a change of the engine that moves anything shows here.

use std::fmt::Write;

use expect_test::{Expect, expect};
use sarrera_badge::{Display, Drawn};

use crate::badge;

fn summary(display: &Display) -> String {
    let mut out = String::new();
    for drawn in &display.drawn {
        match drawn {
            Drawn::Glyphs(run) => writeln!(
                out,
                "{:6.2} {:6.2}  {:5.2} mm  {:2} glyphs  {}",
                run.x_mm,
                run.y_mm,
                run.size_mm,
                run.glyphs.len(),
                run.text
            ),
            Drawn::Path(path) => writeln!(out, "path of {} steps in {}", path.steps.len(), path.ink),
            Drawn::Qr(qr) => {
                writeln!(
                    out,
                    "{:6.2} {:6.2}  {:5.2} mm  QR of {}",
                    qr.x_mm, qr.y_mm, qr.size_mm, qr.code.side
                )
            }
        }
        .unwrap();
    }
    out
}

fn check(template: &str, texts: [&str; 4], expected: &Expect) {
    expected.assert_eq(&summary(&badge(template, texts)));
}

#[test]
fn a_basque_label() {
    check(
        "label-62x100",
        ["Itziar", "Mendizabal Agirre", "Zubiola Mekanika S. Coop.", "eu"],
        &expect![[r#"
              4.78   5.18   3.17 mm  25 glyphs  Basque Open Industry 2026
             86.65   5.18   3.17 mm   6 glyphs  az. 24
              4.27  20.58  14.11 mm   6 glyphs  Itziar
              4.68  30.23   6.70 mm  17 glyphs  Mendizabal Agirre
              4.81  36.17   4.23 mm  25 glyphs  Zubiola Mekanika S. Coop.
             73.00  27.00  21.88 mm  QR of 25
            path of 5 steps in #000000
              4.82  59.04   4.41 mm  21 glyphs  Bisitaria · Visitante
        "#]],
    );
}

#[test]
fn an_arabic_a6_with_a_latin_company() {
    check(
        "a6",
        ["فاطمة", "بن عبد الله", "Acme شركة", "ar"],
        &expect![[r#"
            path of 7 steps in #F8F7F3
            path of 7 steps in #F1EFE9
            path of 7 steps in #E8E5DD
            path of 7 steps in #DDD8CD
            path of 7 steps in #FFFFFF
             45.58  19.04   4.06 mm  25 glyphs  Basque Open Industry 2026
              7.84  19.04   4.06 mm   6 glyphs  az. 24
             39.83  45.61  21.17 mm   5 glyphs  فاطمة
             54.75  58.59   9.52 mm   4 glyphs  الله
             68.75  58.59   9.52 mm   1 glyphs   
             70.57  58.59   9.52 mm   3 glyphs  عبد
             84.97  58.59   9.52 mm   1 glyphs   
             86.79  58.59   9.52 mm   2 glyphs  بن
             68.31  67.92   5.64 mm   5 glyphs  Acme 
             83.90  67.92   5.64 mm   4 glyphs  شركة
             53.99  73.47   4.06 mm  23 glyphs  Director of Engineering
             80.61 118.93   4.59 mm   7 glyphs  Ukraina
             84.10 123.29   3.53 mm   6 glyphs  B-0000
             15.00  96.00  28.12 mm  QR of 25
            path of 5 steps in #000000
             42.41 142.12   6.35 mm  21 glyphs  Bisitaria · Visitante
        "#]],
    );
}

#[test]
fn a_long_spanish_name() {
    check(
        "a6",
        ["Begoña María", "Goikoetxea-Etxeberria de la Torre", "", "es"],
        &expect![[r#"
            path of 7 steps in #F8F7F3
            path of 7 steps in #F1EFE9
            path of 7 steps in #E8E5DD
            path of 7 steps in #DDD8CD
            path of 7 steps in #FFFFFF
              7.71  19.04   4.06 mm  25 glyphs  Basque Open Industry 2026
             86.33  19.04   4.06 mm   6 glyphs  az. 24
              7.33  39.22  14.45 mm  12 glyphs  Begoña María
              7.64  50.58   9.06 mm  11 glyphs  Goikoetxea-
              7.36  60.36   9.06 mm  22 glyphs  Etxeberria de la Torre
              7.68  66.42   4.06 mm  23 glyphs  Director of Engineering
              7.71 118.93   4.59 mm   7 glyphs  Ukraina
              7.72 123.29   3.53 mm   6 glyphs  B-0000
             61.88  96.00  28.12 mm  QR of 25
            path of 5 steps in #000000
              7.60 142.12   6.35 mm  21 glyphs  Bisitaria · Visitante
        "#]],
    );
}
