//! Values as text and text as values. Nothing here runs while records are only being selected.

use crate::little_endian::{u16_at, u32_at, u64_at};
use crate::value::{Value, ValueKind, systemtime_fields};
use std::fmt::Write as _;

const TICKS_PER_SECOND: u64 = 10_000_000;
const TICKS_PER_DAY: u64 = 86_400 * TICKS_PER_SECOND;
/// Days from 0000-03-01 to 1601-01-01 in the proleptic Gregorian calendar.
const DAYS_TO_1601: u64 = 584_694;

/// Whole UTF-16 units up to the first NUL; an odd last byte is dropped.
#[inline]
pub(crate) fn until_nul(raw: &[u8]) -> &[u8] {
    // Four units at a time: a word holds a zero unit exactly when this borrow trick sets a high bit.
    const LOW: u64 = 0x0001_0001_0001_0001;
    const HIGH: u64 = 0x8000_8000_8000_8000;
    let (words, _) = raw.as_chunks::<8>();
    let whole = words
        .iter()
        .take_while(|word| {
            let word = u64::from_le_bytes(**word);
            word.wrapping_sub(LOW) & !word & HIGH == 0
        })
        .count()
        * 8;
    let tail = raw.get(whole..).unwrap_or_default();
    let (units, _) = tail.as_chunks::<2>();
    let len = whole + 2 * units.iter().take_while(|unit| **unit != [0, 0]).count();
    raw.get(..len).unwrap_or(raw)
}

/// Appends UTF-16LE as UTF-8; unpaired surrogates become U+FFFD.
pub(crate) fn push_utf16(raw: &[u8], out: &mut String) {
    let (units, _) = raw.as_chunks::<2>();
    out.reserve(units.len());
    let ascii = units.iter().take_while(|unit| matches!(unit, [0..=0x7F, 0])).count();
    let (head, tail) = units.split_at_checked(ascii).unwrap_or((units, &[]));
    out.extend(head.iter().map(|unit| char::from(unit[0])));
    let rest = tail.iter().map(|unit| u16::from_le_bytes(*unit));
    out.extend(char::decode_utf16(rest).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
}

/// Windows-1252: what 0x80..=0x9F stand for (the five unassigned bytes as the C1 controls).
/// Source: Unicode Consortium, `MAPPINGS/VENDORS/MICSFT/WindowsBestFit/bestfit1252.txt`.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

/// Appends ANSI text as Windows-1252, NULs dropped.
fn push_ansi(raw: &[u8], out: &mut String) {
    out.extend(raw.iter().filter(|&&b| b != 0).map(|&b| match b {
        0x80..=0x9F => {
            WINDOWS_1252.get(usize::from(b - 0x80)).copied().unwrap_or(char::REPLACEMENT_CHARACTER)
        }
        _ => char::from(b),
    }));
}

/// See [`Value::push_text`].
pub(crate) fn push(value: Value<'_>, out: &mut String) {
    use ValueKind::*;
    let raw = value.raw();
    match value.kind() {
        Absent | Null => {}
        Utf16 => push_utf16(until_nul(raw), out),
        Ansi => push_ansi(raw, out),
        Text => out.push_str(value.utf8().unwrap_or_default()),
        Binary | BinXml | EvtXml | Handle => push_hex(raw, out),
        Utf16Array | AnsiArray | FixedArray(_) => {
            for (index, item) in value.items().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                push(item, out);
            }
        }
        _ => {
            if push_fixed(value, out).is_none() {
                push_hex(raw, out);
            }
        }
    }
}

/// Appends a value of fixed size; `None`, with nothing appended, when its length does not fit.
fn push_fixed(value: Value<'_>, out: &mut String) -> Option<()> {
    use ValueKind::*;
    let raw = value.raw();
    match value.kind() {
        Int8 | Int16 | Int32 | Int64 => push_display(value.as_i64()?, out),
        UInt8 | UInt16 | UInt32 | UInt64 => push_display(value.as_u64()?, out),
        Hex32 | Hex64 | SizeT => push_display(format_args!("{:#x}", value.as_u64()?), out),
        Real32 if raw.len() == 4 => push_display(f32::from_bits(u32_at(raw, 0)?), out),
        Real64 if raw.len() == 8 => push_display(f64::from_bits(u64_at(raw, 0)?), out),
        Bool if raw.len() == 4 => match value.as_bool() {
            Some(truth) => push_display(truth, out),
            None => push_display(u32_at(raw, 0)?.cast_signed(), out),
        },
        Guid => push_guid(&value.as_guid()?, out),
        FileTime => push_ticks(value.as_filetime()?, out),
        SystemTime => push_systemtime(raw, out)?,
        Sid => push_sid(value.as_sid()?, out),
        _ => return None,
    }
    Some(())
}

fn push_display(value: impl std::fmt::Display, out: &mut String) {
    // Writing to a String cannot fail.
    let _ = write!(out, "{value}");
}

/// Upper-case hexadecimal, two digits a byte.
fn push_hex(raw: &[u8], out: &mut String) {
    out.reserve(raw.len() * 2);
    for byte in raw {
        for nibble in [byte >> 4, byte & 15] {
            let digit = char::from_digit(u32::from(nibble), 16).unwrap_or('0');
            out.push(digit.to_ascii_uppercase());
        }
    }
}

fn push_guid(guid: &[u8; 16], out: &mut String) {
    let [a, b, c, d, e, f, g, h, tail @ ..] = guid;
    let first = u32::from_le_bytes([*a, *b, *c, *d]);
    let second = u16::from_le_bytes([*e, *f]);
    let third = u16::from_le_bytes([*g, *h]);
    push_display(format_args!("{{{first:08x}-{second:04x}-{third:04x}-"), out);
    for (index, byte) in tail.iter().enumerate() {
        if index == 2 {
            out.push('-');
        }
        push_display(format_args!("{byte:02x}"), out);
    }
    out.push('}');
}

/// `S-1-5-21-...`; the authority is big-endian, the sub-authorities are not.
/// Source: MS-DTYP 2.4.2.
fn push_sid(sid: &[u8], out: &mut String) {
    let [revision, _, a, b, c, d, e, f, subs @ ..] = sid else {
        return;
    };
    let authority = u64::from_be_bytes([0, 0, *a, *b, *c, *d, *e, *f]);
    push_display(format_args!("S-{revision}-{authority}"), out);
    let (subs, _) = subs.as_chunks::<4>();
    for sub in subs {
        push_display(format_args!("-{}", u32::from_le_bytes(*sub)), out);
    }
}

/// A FILETIME as `2019-03-18T16:27:52.8893205Z`. Years past 9999 keep four digits and values past
/// `i64::MAX` are zeros, as Windows renders them.
fn push_ticks(filetime: u64, out: &mut String) {
    if i64::try_from(filetime).is_err() {
        return out.push_str("0000-00-00T00:00:00.0000000Z");
    }
    let (year, month, day) = civil_from_days(filetime / TICKS_PER_DAY);
    let ticks = filetime % TICKS_PER_DAY;
    let seconds = ticks / TICKS_PER_SECOND;
    push_display(
        format_args!(
            "{:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{:07}Z",
            year % 10_000,
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60,
            ticks % TICKS_PER_SECOND
        ),
        out,
    );
}

/// A SYSTEMTIME like a FILETIME; an invalid one is 1601-01-01, as Windows renders it.
fn push_systemtime(raw: &[u8], out: &mut String) -> Option<()> {
    systemtime_fields(raw)?;
    push_ticks(filetime_of_systemtime(raw).unwrap_or(0), out);
    Some(())
}

/// The proleptic Gregorian date `days` after 1601-01-01.
/// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
fn civil_from_days(days: u64) -> (u64, u64, u64) {
    let shifted = days + DAYS_TO_1601;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

/// Days from 1601-01-01 to a date; `None` before 1601 and for days no calendar has.
fn days_from_civil(year: u64, month: u64, day: u64) -> Option<u64> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let last = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=last).contains(&day) || !(1601..=30827).contains(&year) {
        return None;
    }
    let year = year - u64::from(month <= 2);
    let (era, year_of_era) = (year / 400, year % 400);
    let shifted_month = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * shifted_month + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    (era * 146_097 + day_of_era).checked_sub(DAYS_TO_1601)
}

fn filetime_from_parts(date: [u64; 3], time: [u64; 3], ticks: u64) -> Option<u64> {
    let [year, month, day] = date;
    let [hour, minute, second] = time;
    if hour > 23 || minute > 59 || second > 59 || ticks >= TICKS_PER_SECOND {
        return None;
    }
    let seconds = hour * 3600 + minute * 60 + second;
    let days = days_from_civil(year, month, day)?;
    Some(days * TICKS_PER_DAY + seconds * TICKS_PER_SECOND + ticks)
}

/// A SYSTEMTIME as FILETIME; `None` where Windows would not take it as a time.
#[inline(never)]
pub(crate) fn filetime_of_systemtime(raw: &[u8]) -> Option<u64> {
    let [year, month, _weekday, day, hour, minute, second, millis] = systemtime_fields(raw)?.map(u64::from);
    if raw.len() != 16 || millis > 999 {
        return None;
    }
    filetime_from_parts([year, month, day], [hour, minute, second], millis * 10_000)
}

/// The ASCII characters of short text: enough for numbers and times, on the stack.
struct ShortAscii {
    bytes: [u8; 40],
    len: usize,
}

impl ShortAscii {
    fn of(value: Value<'_>) -> Option<ShortAscii> {
        let mut short = ShortAscii { bytes: [0; 40], len: 0 };
        match value.kind() {
            ValueKind::Utf16 => {
                let mut at = 0;
                let raw = until_nul(value.raw());
                while let Some(unit) = u16_at(raw, at) {
                    short.push(u8::try_from(unit).ok()?)?;
                    at += 2;
                }
            }
            _ => {
                for &byte in value.raw() {
                    short.push(byte)?;
                }
            }
        }
        Some(short)
    }

    fn push(&mut self, byte: u8) -> Option<()> {
        *self.bytes.get_mut(self.len)? = byte;
        self.len += 1;
        byte.is_ascii().then_some(())
    }

    fn as_str(&self) -> Option<&str> {
        std::str::from_utf8(self.bytes.get(..self.len)?).ok()
    }
}

#[inline(never)]
pub(crate) fn parse_u64(value: Value<'_>) -> Option<u64> {
    let short = ShortAscii::of(value)?;
    let text = short.as_str()?;
    let (digits, radix) = match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(hex) => (hex, 16),
        None => (text, 10),
    };
    // `from_str_radix` would take a sign.
    if digits.starts_with('+') {
        return None;
    }
    u64::from_str_radix(digits, radix).ok()
}

pub(crate) fn parse_i64(value: Value<'_>) -> Option<i64> {
    if let Some(unsigned) = parse_u64(value) {
        return i64::try_from(unsigned).ok();
    }
    let short = ShortAscii::of(value)?;
    let text = short.as_str()?;
    text.starts_with('-').then(|| text.parse().ok())?
}

/// `2019-03-18T16:27:52.889320500Z`: date and time exactly so, 1 to 9 digits of fraction or no fraction, `Z`
/// optional.
#[inline(never)]
pub(crate) fn parse_filetime(value: Value<'_>) -> Option<u64> {
    let short = ShortAscii::of(value)?;
    let text = short.bytes.get(..short.len)?;
    let text = text.strip_suffix(b"Z").unwrap_or(text);
    let (seconds, fraction) = text.split_at_checked(19)?;
    let [y0, y1, y2, y3, b'-', mo0, mo1, b'-', d0, d1, b'T', h0, h1, b':', mi0, mi1, b':', s0, s1] = *seconds
    else {
        return None;
    };
    let ticks = match fraction {
        [] => 0,
        [b'.', digits @ ..] if (1..=9).contains(&digits.len()) => {
            let number = number(digits)?;
            match digits.len() as u32 {
                len @ ..=7 => number * 10u64.pow(7 - len),
                len => number / 10u64.pow(len - 7),
            }
        }
        _ => return None,
    };
    let date = [number(&[y0, y1, y2, y3])?, number(&[mo0, mo1])?, number(&[d0, d1])?];
    let time = [number(&[h0, h1])?, number(&[mi0, mi1])?, number(&[s0, s1])?];
    filetime_from_parts(date, time, ticks)
}

/// A number of up to nine decimal digits.
#[inline(always)]
fn number(digits: &[u8]) -> Option<u64> {
    digits
        .iter()
        .try_fold(0, |number, digit| digit.is_ascii_digit().then(|| number * 10 + u64::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn values_as_text() {
        use ValueKind::*;
        let sid = [1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0];
        let guid =
            [0x6F, 0xD9, 0x49, 0x54, 0x25, 0x78, 0x94, 0x49, 0xA5, 0xBA, 0x3E, 0x3B, 3, 0x28, 0xC3, 0x0D];
        let systemtime = [0xE3, 7, 8, 0, 4, 0, 15, 0, 11, 0, 41, 0, 12, 0, 0x79, 3];
        let cases: [(ValueKind, &[u8], &str); 32] = [
            (Absent, &[], ""),
            (Null, &[1, 2], ""),
            (Utf16, &[b'a', 0, 0, 0, b'b', 0], "a"),
            (Utf16, &[b'a', 0, b'b'], "a"),
            (Utf16, &[0x3D, 0xD8, 0x00, 0xDE, 0x00, 0xD8], "😀\u{FFFD}"),
            (Ansi, &[b'a', 0, 0x80, 0xE4], "a€ä"),
            (Text, "té".as_bytes(), "té"),
            (Int8, &[0xFF], "-1"),
            (UInt8, &[0xFF], "255"),
            (Int16, &[0, 0x80], "-32768"),
            (UInt16, &[0x12, 0x12], "4626"),
            (Int32, &[0xFE, 0xFF, 0xFF, 0xFF], "-2"),
            (UInt32, &[0xFF; 4], "4294967295"),
            (Int64, &[0xFF; 8], "-1"),
            (UInt64, &[0xFF; 8], "18446744073709551615"),
            (UInt32, &[1, 2], "0102"),
            (Real32, &[0, 0, 0xC0, 0x3F], "1.5"),
            (Real64, &[0, 0, 0, 0, 0, 0, 0xF0, 0xBF], "-1"),
            (Bool, &[0; 4], "false"),
            (Bool, &[1, 0, 0, 0], "true"),
            (Bool, &[0, 0, 0, 0x80], "-2147483648"),
            (Binary, &[0xDE, 0xAD], "DEAD"),
            (Guid, &guid, "{5449d96f-7825-4994-a5ba-3e3b0328c30d}"),
            (SizeT, &[0x10, 0, 0, 0], "0x10"),
            (SizeT, &[0x10, 0, 0, 0, 0, 0, 0, 1], "0x100000000000010"),
            (FileTime, &132_103_428_728_893_205u64.to_le_bytes(), "2019-08-15T11:41:12.8893205Z"),
            (FileTime, &[0xFF; 8], "0000-00-00T00:00:00.0000000Z"),
            (SystemTime, &systemtime, "2019-08-15T11:41:12.8890000Z"),
            (Sid, &sid, "S-1-5-32-544"),
            (Sid, &[1, 0, 0], "010000"),
            (Hex32, &[0x6D, 0, 0, 0xC0], "0xc000006d"),
            (Utf16Array, &[b'a', 0, 0, 0, b'b', 0, 0, 0], "a,b"),
        ];
        for (kind, raw, text) in cases {
            assert_eq!(Value::new(kind, raw).to_string(), text, "{kind:?} {raw:?}");
        }
    }

    #[test]
    fn text_as_numbers() {
        let cases = [
            ("4625", Some(4625), Some(4625)),
            ("0xC000006D", Some(0xC000_006D), Some(0xC000_006D)),
            ("-7", None, Some(-7)),
            ("18446744073709551615", Some(u64::MAX), None),
            ("18446744073709551616", None, None),
            ("+1", None, None),
            ("", None, None),
            ("-", None, None),
            ("0x", None, None),
            ("４", None, None),
            ("1 ", None, None),
        ];
        for (text, unsigned, signed) in cases {
            let raw = utf16(text);
            for value in [Value::new(ValueKind::Utf16, &raw), Value::text(text)] {
                assert_eq!((value.as_u64(), value.as_i64()), (unsigned, signed), "{text}");
            }
        }
    }

    #[test]
    fn text_as_times() {
        let cases = [
            ("1601-01-01T00:00:00Z", Some(0)),
            ("1970-01-01T00:00:00.0000000Z", Some(116_444_736_000_000_000)),
            ("2000-02-29T23:59:59.9999999", Some(125_963_423_999_999_999)),
            ("2019-08-15T11:41:12.889320500Z", Some(132_103_428_728_893_205)),
            ("2019-08-15T11:41:12.889320599Z", Some(132_103_428_728_893_205)),
            ("2019-08-15T11:41:12.8Z", Some(132_103_428_728_000_000)),
            ("2001-02-29T00:00:00Z", None),
            ("2019-13-01T00:00:00Z", None),
            ("2019-08-15T24:00:00Z", None),
            ("2019-08-15 11:41:12Z", None),
            ("1600-12-31T23:59:59Z", None),
            ("", None),
        ];
        for (text, time) in cases {
            assert_eq!(Value::text(text).as_filetime(), time, "{text}");
        }
    }

    #[test]
    fn times_there_and_back() {
        // Every 31 hours and 7 ticks over 1000 years, leap years of all kinds among them.
        let step = 31 * 3600 * TICKS_PER_SECOND + 7;
        for time in (0..).map(|n| n * step).take_while(|time| *time < 365_250 * TICKS_PER_DAY) {
            let raw = time.to_le_bytes();
            let text = Value::new(ValueKind::FileTime, &raw).to_string();
            assert_eq!(Value::text(&text).as_filetime(), Some(time), "{text}");
        }
    }

    #[test]
    fn text_ends_at_the_first_nul_wherever_it_is() {
        for len in 0..20 {
            for nul in 0..=len {
                let mut text = vec![0x0100u16; len];
                if let Some(unit) = text.get_mut(nul) {
                    *unit = 0;
                }
                let raw: Vec<u8> = text.iter().flat_map(|unit| unit.to_le_bytes()).collect();
                assert_eq!(until_nul(&raw).len(), 2 * nul, "{len} {nul}");
            }
        }
    }
}
