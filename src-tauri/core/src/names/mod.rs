//! How names are folded, transliterated and compared by sound.
