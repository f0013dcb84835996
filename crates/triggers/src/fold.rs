//! Which plain letters does a character stand for?

use baton_conversation::letter::lower;

/// Appends the folded form of `c`: lower case, without accents, full width made plain.
pub(crate) fn fold_into(c: char, out: &mut String) {
    let c = match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    match lower(c) {
        'ß' => out.push_str("ss"),
        'æ' => out.push_str("ae"),
        'œ' => out.push_str("oe"),
        'þ' => out.push_str("th"),
        low if is_dropped(low) => {}
        low => out.push(plain(low)),
    }
}

/// The base letter of an accented Latin, Cyrillic or Arabic letter; the letter itself where there is none.
fn plain(c: char) -> char {
    match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => 'c',
        'ď' | 'đ' | 'ð' => 'd',
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => 'e',
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => 'g',
        'ĥ' | 'ħ' => 'h',
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => 'i',
        'ĵ' => 'j',
        'ķ' => 'k',
        'ĺ' | 'ļ' | 'ľ' | 'ł' => 'l',
        'ñ' | 'ń' | 'ņ' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => 'o',
        'ŕ' | 'ŗ' | 'ř' => 'r',
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => 's',
        'ţ' | 'ť' | 'ŧ' | 'ț' => 't',
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => 'u',
        'ŵ' => 'w',
        'ý' | 'ÿ' | 'ŷ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        'ё' => 'е',
        'ґ' => 'г',
        // Devanagari letters with a dot that many leave out, and the two signs of a nasal vowel.
        '\u{0958}' => 'क',
        '\u{0959}' => 'ख',
        '\u{095A}' => 'ग',
        '\u{095B}' => 'ज',
        '\u{095C}' => 'ड',
        '\u{095D}' => 'ढ',
        '\u{095E}' => 'फ',
        'ँ' => 'ं',
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' => 'ي',
        'ة' => 'ه',
        _ if is_ideograph(c) => simplified(c),
        _ => c,
    }
}

/// Traditional characters, each before its simplified form, six bytes a pair, sorted: those that phrases use.
const TRADITIONAL: &str = "來来係系個个們们傳传傷伤億亿兒儿兩两刪删務务協协員员問问啟启單单嗎吗嘗尝嚴严圖图報报壞坏媽妈實实\
    專专對对師师帳账幫帮幾几廢废從从復复應应懷怀戶户損损據据數数時时會会東东條条業业樣样機机歲岁殺杀\
    氣气沒没滿满為为無无煩烦爛烂爭争爾尔獎奖現现環环畫画異异發发盜盗盡尽碼码禮礼種种稱称窮穷簡简約约\
    級级終终絡络給给經经緊紧線线練练縮缩總总繫系續续義义聯联聽听舉举舊旧萬万藝艺藥药蘋苹處处虛虚號号\
    補补裡里覆复見见規规觸触訂订訊讯設设許许訴诉註注詐诈詢询試试話话該该認认語语誠诚誤误說说誰谁課课\
    調调談谈請请謝谢證证識识議议讀读變变讓让貨货貴贵買买費费資资賠赔賣卖質质賬账贈赠趕赶車车較较輸输\
    轄辖轉转辦办這这進进過过違违遲迟選选還还郵邮醫医釋释鈴铃銷销錄录錢钱錯错鎖锁鐘钟長长門门閉闭開开\
    間间閱阅闆板關关隊队際际險险隱隐雖虽雙双雜杂離离難难電电靜静頁页須须頭头題题額额願愿類类顧顾顯显\
    風风飛飞飯饭餘余館馆騙骗體体鬆松麼么點点齊齐";

/// The simplified form of a traditional character.
fn simplified(c: char) -> char {
    let (pairs, _) = TRADITIONAL.as_bytes().as_chunks::<6>();
    let mut typed = [0; 4];
    let typed = c.encode_utf8(&mut typed).as_bytes();
    let found = pairs.binary_search_by(|pair| pair.get(..3).cmp(&Some(typed)));
    let pair = found.ok().and_then(|at| pairs.get(at));
    let simple = pair.and_then(|pair| core::str::from_utf8(pair.get(3..)?).ok());
    simple.and_then(|s| s.chars().next()).unwrap_or(c)
}

/// Marks that change no word: combining accents, zero-width characters, Arabic vowel signs, variation selectors.
pub(crate) fn is_dropped(c: char) -> bool {
    matches!(c,
        '\u{093C}' | '\u{0300}'..='\u{036F}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}'
        | '\u{064B}'..='\u{0652}' | '\u{0640}' | '\u{FE00}'..='\u{FE0F}')
}

/// Scripts written without spaces, and Korean, whose spaces and particles nobody places alike: each character is
/// a word of its own.
pub(crate) fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3130}'..='\u{318F}' | '\u{AC00}'..='\u{D7A3}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{2FA1F}')
}
