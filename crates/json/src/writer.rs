//! How is a value written?

use crate::ToJson;

/// Where the text grows.
#[derive(Debug, Default)]
pub struct Writer {
    out: String,
}

impl Writer {
    /// What has been written.
    #[must_use]
    pub fn finish(self) -> String {
        self.out
    }

    /// Appends as it is.
    pub fn raw(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// Begins an array or object.
    pub fn open(&mut self, bracket: char) {
        self.out.push(bracket);
    }

    /// Ends what was begun.
    pub fn close(&mut self, brackets: &str) {
        self.out.push_str(brackets);
    }

    fn comma(&mut self) {
        if !self.out.ends_with(['[', '{', ':']) {
            self.out.push(',');
        }
    }

    /// The next element of an array.
    #[inline(never)]
    pub fn item(&mut self, value: &dyn ToJson) {
        self.comma();
        value.write(self);
    }

    /// The next member of an object.
    #[inline(never)]
    pub fn field(&mut self, name: &str, value: &dyn ToJson) {
        self.name(name);
        value.write(self);
    }

    /// The name of a member, whose value follows.
    #[inline(never)]
    pub fn name(&mut self, name: &str) {
        self.comma();
        self.text(name);
        self.out.push(':');
    }

    /// A text in quotes.
    #[inline(never)]
    pub fn text(&mut self, text: &str) {
        self.out.push('"');
        for letter in text.chars() {
            match letter {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\n' => self.out.push_str("\\n"),
                letter if letter < ' ' => {
                    self.out.push_str("\\u00");
                    for digit in [u32::from(letter) >> 4, u32::from(letter) & 15] {
                        self.out.push(char::from_digit(digit, 16).unwrap_or('0'));
                    }
                }
                letter => self.out.push(letter),
            }
        }
        self.out.push('"');
    }

    /// A whole number.
    #[inline(never)]
    pub fn integer(&mut self, value: i64) {
        let mut digits = [b'0'; 20];
        let mut at = digits.len();
        let mut rest = value.unsigned_abs();
        loop {
            at -= 1;
            if let (Some(place), Some(digit)) = (digits.get_mut(at), char::from_digit((rest % 10) as u32, 10))
            {
                *place = digit as u8;
            }
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if value < 0 {
            self.out.push('-');
        }
        for digit in digits.get(at..).unwrap_or_default() {
            self.out.push(char::from(*digit));
        }
    }
}
