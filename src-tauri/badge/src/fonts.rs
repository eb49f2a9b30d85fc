//! The bundled fonts, ready to shape text on any number of threads, in the Han forms that a language expects.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use parley::FontContext;
use parley::fontique::{Blob, Collection, CollectionOptions, FontInfoOverride, SourceCache};
use skrifa::{FontRef, MetadataProvider};

use crate::shape::Setter;
use crate::template::Face;

/// The fonts of every badge. Cheap to clone; made once.
#[derive(Clone)]
pub struct Fonts(Arc<Bundle>);

struct Bundle {
    collection: Collection,
    source_cache: SourceCache,
    /// Which font a blob is.
    blobs: HashMap<u64, u8>,
    for_pdf: Vec<OnceLock<Option<krilla::text::Font>>>,
    /// Idle shapers; one is taken for each badge that is being laid out.
    setters: Mutex<Vec<Setter>>,
}

struct Font {
    name: &'static str,
    bytes: &'static [u8],
}

macro_rules! font {
    ($file:literal) => {
        Font {
            name: $file,
            bytes: include_bytes!(concat!("../fonts/", $file)),
        }
    };
}

/// The first three are Commissioner in the weights of [`Face`]; the last four are CJK, in the order of `HAN_FORMS`.
const BUNDLED: [Font; 14] = [
    font!("Commissioner-Display.ttf"),
    font!("Commissioner-Strong.ttf"),
    font!("Commissioner-Plain.ttf"),
    font!("NotoSans-Bold.ttf"),
    font!("NotoSansArabic-Bold.ttf"),
    font!("NotoSansHebrew-Bold.ttf"),
    font!("NotoSansDevanagari-Bold.ttf"),
    font!("NotoSansThai-Bold.ttf"),
    font!("NotoSansArmenian-Bold.ttf"),
    font!("NotoSansGeorgian-Bold.ttf"),
    font!("NotoSansCJK-JP-Bold.otf"),
    font!("NotoSansCJK-KR-Bold.otf"),
    font!("NotoSansCJK-SC-Bold.otf"),
    font!("NotoSansCJK-TC-Bold.otf"),
];

const SHARED: [&str; 7] = [
    "NotoSans-Bold.ttf",
    "NotoSansArabic-Bold.ttf",
    "NotoSansHebrew-Bold.ttf",
    "NotoSansDevanagari-Bold.ttf",
    "NotoSansThai-Bold.ttf",
    "NotoSansArmenian-Bold.ttf",
    "NotoSansGeorgian-Bold.ttf",
];

/// Which national form of a Han character is drawn: Unicode gives them one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Han {
    Japanese,
    Korean,
    Simplified,
    Traditional,
}

impl Han {
    /// The form that a badge's language asks for; without a known one, what its texts show.
    pub(crate) fn of(language: &str, texts: &[&str]) -> Self {
        let tag = language.to_ascii_lowercase().replace('_', "-");
        let mut parts = tag.split('-');
        match parts.next() {
            Some("ja") => return Self::Japanese,
            Some("ko") => return Self::Korean,
            Some("zh" | "yue" | "cmn") => {
                let traditional = parts.any(|part| matches!(part, "hant" | "tw" | "hk" | "mo"));
                return if traditional {
                    Self::Traditional
                } else {
                    Self::Simplified
                };
            }
            _ => {}
        }
        let any = |test: fn(char) -> bool| texts.iter().any(|text| text.chars().any(test));
        if any(|c| matches!(c, '\u{3041}'..='\u{30FF}')) {
            Self::Japanese
        } else if any(|c| matches!(c, '\u{AC00}'..='\u{D7A3}')) {
            Self::Korean
        } else {
            [
                (Self::Japanese, 10),
                (Self::Simplified, 12),
                (Self::Traditional, 13),
            ]
            .into_iter()
            .find(|(_, font)| texts.iter().all(|text| covers_han(*font, text)))
            .map_or(Self::Japanese, |(han, _)| han)
        }
    }

    /// This form first, then the others, for what it lacks.
    fn families(self) -> [&'static str; 4] {
        let (jp, kr) = ("NotoSansCJK-JP-Bold.otf", "NotoSansCJK-KR-Bold.otf");
        let (sc, tc) = ("NotoSansCJK-SC-Bold.otf", "NotoSansCJK-TC-Bold.otf");
        match self {
            Self::Japanese => [jp, tc, sc, kr],
            Self::Korean => [kr, tc, jp, sc],
            Self::Simplified => [sc, tc, jp, kr],
            Self::Traditional => [tc, jp, sc, kr],
        }
    }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

fn covers_han(font: u8, text: &str) -> bool {
    let Some(font) = font_ref(font) else { return false };
    let charmap = font.charmap();
    text.chars()
        .filter(|c| is_han(*c))
        .all(|c| charmap.map(c).is_some())
}

/// The font names in which a text of this face is looked for, best first.
pub(crate) fn families(face: Face, han: Han) -> impl Iterator<Item = &'static str> {
    let first = match face {
        Face::Display => "Commissioner-Display.ttf",
        Face::Strong => "Commissioner-Strong.ttf",
        Face::Plain => "Commissioner-Plain.ttf",
    };
    std::iter::once(first).chain(SHARED).chain(han.families())
}

pub(crate) fn font_ref(font: u8) -> Option<FontRef<'static>> {
    BUNDLED
        .get(usize::from(font))
        .and_then(|font| FontRef::new(font.bytes).ok())
}

/// Whether any bundled font has a glyph for the character.
pub(crate) fn can_draw(c: char) -> bool {
    (0u8..)
        .zip(&BUNDLED)
        .any(|(font, _)| font_ref(font).is_some_and(|font| font.charmap().map(c).is_some()))
}

impl Fonts {
    /// The fonts in this binary.
    pub fn bundled() -> Self {
        let mut collection = Collection::new(CollectionOptions {
            shared: false,
            system_fonts: false,
        });
        let mut blobs = HashMap::new();
        for (number, font) in (0u8..).zip(&BUNDLED) {
            let blob = Blob::new(Arc::new(font.bytes));
            blobs.insert(blob.id(), number);
            let named = FontInfoOverride {
                family_name: Some(font.name),
                ..FontInfoOverride::default()
            };
            let registered = collection.register_fonts(blob, Some(named));
            assert!(
                !registered.is_empty(),
                "every bundled font is one that the shaper reads: {}",
                font.name
            );
        }
        Self(Arc::new(Bundle {
            collection,
            source_cache: SourceCache::default(),
            blobs,
            for_pdf: BUNDLED.iter().map(|_| OnceLock::new()).collect(),
            setters: Mutex::default(),
        }))
    }

    /// Runs with a shaper of its own, kept warm for the next badge.
    pub(crate) fn with_setter<T>(&self, work: impl FnOnce(&mut Setter) -> T) -> T {
        let idle = self
            .0
            .setters
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let mut setter = idle.unwrap_or_else(|| {
            Setter::new(FontContext {
                collection: self.0.collection.clone(),
                source_cache: self.0.source_cache.clone(),
            })
        });
        let made = work(&mut setter);
        self.0
            .setters
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(setter);
        made
    }

    pub(crate) fn number(&self, blob: u64) -> Option<u8> {
        self.0.blobs.get(&blob).copied()
    }

    pub(crate) fn for_pdf(&self, font: u8) -> Option<krilla::text::Font> {
        let number = usize::from(font);
        let bytes = BUNDLED.get(number)?.bytes;
        self.0
            .for_pdf
            .get(number)?
            .get_or_init(|| krilla::text::Font::new(bytes.into(), 0))
            .clone()
    }
}

impl fmt::Debug for Fonts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fonts")
            .field("bundled", &BUNDLED.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_chooses_the_form_of_han_characters() {
        for (language, text, form) in [
            ("ja", "直", Han::Japanese),
            ("ko-KR", "直", Han::Korean),
            ("zh", "直", Han::Simplified),
            ("zh_TW", "直", Han::Traditional),
            ("zh-Hant-HK", "直", Han::Traditional),
            ("", "さくら 直", Han::Japanese),
            ("es", "김 直", Han::Korean),
            ("", "张伟", Han::Simplified),
            ("", "咲", Han::Japanese),
            ("eu", "Itziar", Han::Japanese),
        ] {
            assert_eq!(Han::of(language, &[text]), form, "{language:?} {text}");
        }
    }

    #[test]
    fn a_character_of_no_font_is_known_as_such() {
        for c in "Łőžđşığệ Ωλ Жї 美髙﨑𠮷 김 张 張 अ ع א ก Ա ა €№…".chars()
        {
            assert!(can_draw(c), "{c} U+{:04X}", u32::from(c));
        }
        for c in "😀ᚠ\u{10FFFF}".chars() {
            assert!(!can_draw(c), "{c}");
        }
    }
}
