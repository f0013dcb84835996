//! Which characters make words, and what is their lower case?
//!
//! The standard library answers for every script ever encoded with tables that are 5 KB of the widget's download.
//! These rules cover the scripts that people write chats in, the same in browser and server; tests hold them to the
//! standard library there.

/// Characters that are neither letters nor digits, by first and last code point. Combining marks of Latin count as
/// such; vowel signs of Arabic and Indic scripts are part of their words.
const OTHER: [(u16, u16); 55] = [
    (0x80, 0xA9),
    (0xAB, 0xB1),
    (0xB4, 0xB4),
    (0xB6, 0xB8),
    (0xBB, 0xBB),
    (0xBF, 0xBF),
    (0xD7, 0xD7),
    (0xF7, 0xF7),
    (0x2C2, 0x2C5),
    (0x2D2, 0x2DF),
    (0x2E5, 0x2EB),
    (0x2EF, 0x36F),
    (0x375, 0x375),
    (0x37E, 0x37E),
    (0x384, 0x385),
    (0x387, 0x387),
    (0x3F6, 0x3F6),
    (0x482, 0x489),
    (0x55A, 0x55F),
    (0x589, 0x5AF),
    (0x5BE, 0x5BE),
    (0x5F3, 0x60F),
    (0x61B, 0x61F),
    (0x66A, 0x66D),
    (0x6D4, 0x6D4),
    (0x6DD, 0x6DE),
    (0x6E9, 0x6E9),
    (0x6FD, 0x6FE),
    (0x964, 0x965),
    (0x970, 0x970),
    (0xE3F, 0xE3F),
    (0xE4F, 0xE4F),
    (0xE5A, 0xE5B),
    (0x10FB, 0x10FB),
    (0x1FBD, 0x1FBD),
    (0x1FBF, 0x1FC1),
    (0x1FFD, 0x206F),
    (0x2071, 0x2BFF),
    (0x2E00, 0x3004),
    (0x3008, 0x3020),
    (0x3030, 0x3030),
    (0x303D, 0x3040),
    (0x309B, 0x309C),
    (0x30A0, 0x30A0),
    (0x30FB, 0x30FB),
    (0x3200, 0x33FF),
    (0x4DC0, 0x4DFF),
    (0xD800, 0xF8FF),
    (0xFD3E, 0xFD4F),
    (0xFDFC, 0xFE6F),
    (0xFEFF, 0xFF0F),
    (0xFF1A, 0xFF20),
    (0xFF3B, 0xFF40),
    (0xFF5B, 0xFF65),
    (0xFFE0, 0xFFFF),
];

/// Whether a character can be part of a word: a letter, a digit, a sign that belongs to one.
#[must_use]
pub fn in_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    match u16::try_from(u32::from(c)) {
        Ok(code) => OTHER.iter().all(|(first, last)| code < *first || code > *last),
        // Emoji and the like on the one side, rare letters and ideographs on the other.
        Err(_) => !(('\u{1F000}'..='\u{1FAFF}').contains(&c) || c >= '\u{E0000}'),
    }
}

/// Whether a character can be part of a word and is no digit of ASCII.
#[must_use]
pub fn is_letter(c: char) -> bool {
    in_word(c) && !c.is_ascii_digit()
}

/// The lower case of a character; itself where it has none. One character each: `İ` becomes `i`.
#[must_use]
pub fn lower(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let code = u32::from(c);
    let even = code + u32::from(code % 2 == 0);
    let odd = code + u32::from(code % 2 == 1);
    let low = match code {
        0x130 => 0x69,
        0x178 => 0xFF,
        0x1E9E => 0xDF,
        0x386 => 0x3AC,
        0x38C => 0x3CC,
        0x4C0 => 0x4CF,
        0xD7 | 0x131 | 0x138 | 0x149 | 0x3A2 => code,
        0xC0..=0xDE | 0x391..=0x3AB | 0x410..=0x42F | 0xFF21..=0xFF3A => code + 32,
        0x100..=0x137 | 0x14A..=0x177 | 0x1A0..=0x1A5 | 0x1DE..=0x1EF | 0x1F8..=0x21F | 0x222..=0x233 => even,
        0x3D8..=0x3EF | 0x460..=0x481 | 0x48A..=0x4BF | 0x4D0..=0x52F | 0x1E00..=0x1E95 | 0x1EA0..=0x1EFF => {
            even
        }
        0x139..=0x148 | 0x179..=0x17E | 0x1AF..=0x1B0 | 0x1CD..=0x1DC | 0x4C1..=0x4CE => odd,
        0x388..=0x38A => code + 37,
        0x38E..=0x38F => code + 63,
        0x400..=0x40F => code + 80,
        0x531..=0x556 => code + 48,
        0x1C90..=0x1CBF => code - 3008,
        _ => code,
    };
    char::from_u32(low).unwrap_or(c)
}

/// A text in lower case, character by character.
#[must_use]
pub fn lowered(text: &str) -> String {
    text.chars().map(lower).collect()
}

/// Whether a character is a capital.
#[must_use]
pub fn is_upper(c: char) -> bool {
    lower(c) != c
}

/// Whether a character is a small letter of a script that has capitals.
#[must_use]
pub fn is_lower(c: char) -> bool {
    c.is_ascii_lowercase()
        || matches!(u32::from(c), 0xDF..=0x24F | 0x370..=0x52F | 0x561..=0x587 | 0x1E00..=0x1FFF)
            && in_word(c)
            && !is_upper(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Blocks that living languages are written in: Latin, Greek, Cyrillic, Armenian, Georgian and full width.
    const CASED: [(u32, u32); 6] =
        [(0, 0x17F), (0x370, 0x52F), (0x531, 0x587), (0x10D0, 0x10FF), (0x1EA0, 0x1EFF), (0xFF00, 0xFF5E)];

    fn chars(blocks: &[(u32, u32)]) -> impl Iterator<Item = char> {
        blocks.iter().flat_map(|(first, last)| (*first..=*last).filter_map(char::from_u32))
    }

    #[test]
    fn lower_case_is_the_standard_librarys() {
        let differ: Vec<char> =
            chars(&CASED).filter(|c| *c != 'İ' && !c.to_lowercase().eq(std::iter::once(lower(*c)))).collect();
        // Archaic Greek and symbols that stand for capitals.
        assert_eq!(
            differ
                .into_iter()
                .filter(|c| !('\u{370}'..='\u{37F}').contains(c) && !('\u{3CF}'..='\u{3FF}').contains(c))
                .collect::<String>(),
            ""
        );
        assert_eq!(lower('İ'), 'i');
        assert_eq!(lowered("ÀÉÎ ŐŰ ẾỰ ΆΈΏ Ёжик ՀԱՅ ＡＺ ẞ"), "àéî őű ếự άέώ ёжик հայ ａｚ ß");
    }

    #[test]
    fn capitals_and_small_letters_are_told_apart() {
        for c in chars(&[(0, 0x17F), (0x391, 0x3A1), (0x3A3, 0x3CE), (0x400, 0x52F), (0x1EA0, 0x1EFF)]) {
            // ª and º are small letters to the standard library and never capitals to anyone.
            if !matches!(c, 'ª' | 'º' | 'µ') {
                assert_eq!((is_upper(c), is_lower(c)), (c.is_uppercase(), c.is_lowercase()), "{c:?}");
            }
        }
        assert!(!is_lower('你') && !is_upper('你') && !is_lower('ا') && !is_lower('÷'));
    }

    #[test]
    fn words_are_made_of_what_the_standard_library_calls_alphanumeric() {
        // Latin to Armenian, Hebrew and Arabic letters, Devanagari, Thai, Georgian, kana, ideographs, Hangul.
        let blocks = [
            (0, 0x2AF),
            (0x391, 0x3A1),
            (0x3A3, 0x3CE),
            (0x400, 0x481),
            (0x48A, 0x52F),
            (0x5D0, 0x5EA),
            (0x620, 0x64A),
            (0x660, 0x669),
            (0x904, 0x939),
            (0xE01, 0xE30),
            (0x10D0, 0x10FA),
            (0x1EA0, 0x1EFF),
            (0x2000, 0x206F),
            (0x20A0, 0x20BF),
            (0x2190, 0x2426),
            (0x2500, 0x2775),
            (0x3008, 0x3020),
            (0x3041, 0x3096),
            (0x30A0, 0x30FF),
            (0x4E00, 0x9FFF),
            (0xAC00, 0xD7A3),
            (0xFF00, 0xFF65),
            (0x1F300, 0x1FAFF),
        ];
        let differ: String = chars(&blocks).filter(|c| in_word(*c) != c.is_alphanumeric()).collect();
        assert_eq!(differ, "");
        assert!(!is_letter('7') && is_letter('é') && !is_letter('-'));
    }
}
