//! Times as texts: RFC 3339, and a little more that its writers write.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

/// Matches exactly the texts that [`parse`] takes: real days of the years 1 to 9998; `T`, `t` or a blank; seconds that may
/// be absent; a fraction of up to nine digits; and an offset, without which a time is in UTC.
pub(super) const PATTERN: &str = concat!(
    r"^(?!0000|9999)(?:",
    r"[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))",
    r"|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)",
    r"[Tt ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,9})?)?",
    r"(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])?$",
);

/// The first and the last second that a number may name: the years 1 to 9998.
pub(super) const SECONDS: std::ops::RangeInclusive<i64> = -62_135_596_800..=253_370_764_799;

/// The moment, cut to microseconds; or why there is none.
pub(super) fn parse(text: &str) -> Result<Timestamp, &'static str> {
    let (date, rest) = text.split_at_checked(10).ok_or("input is too short")?;
    let year = number(date, 0, 4).ok_or("invalid character in year")?;
    let month = number(date, 5, 2).ok_or("invalid character in month")?;
    let day = number(date, 8, 2).ok_or("invalid character in day")?;
    let bytes = date.as_bytes();
    if bytes[4] != b'-' || bytes[7] != b'-' {
        return Err("invalid date separator, expected `-`");
    }
    if !(1..=9998).contains(&year) {
        return Err("year is out of range");
    }
    if !rest.starts_with(['T', 't', ' ']) {
        return Err("invalid datetime separator, expected `T`, `t` or space");
    }
    let (clock, nanosecond, zone) = clock(&rest[1..])?;
    let [hour, minute, second] = clock;
    let civil = DateTime::new(narrow(year), narrow8(month), narrow8(day), hour, minute, second, nanosecond)
        .map_err(|_| "day value is outside expected range")?;
    offset(zone)?.to_timestamp(civil).map_err(|_| "year is out of range")
}

/// Hours, minutes and seconds; nanoseconds; and what stands behind them.
fn clock(text: &str) -> Result<([i8; 3], i32, &str), &'static str> {
    let part = |at: usize, least: i32| match number(text, at, 2) {
        Some(value) if value <= least => Ok(narrow8(value)),
        _ => Err("time value is outside expected range"),
    };
    let colon = |at: usize| text.as_bytes().get(at) == Some(&b':');
    let (hour, minute) = (part(0, 23)?, part(3, 59)?);
    if !colon(2) {
        return Err("invalid time separator, expected `:`");
    }
    if !colon(5) {
        return Ok(([hour, minute, 0], 0, &text[5..]));
    }
    let second = part(6, 59)?;
    let rest = &text[8..];
    let Some(fraction) = rest.strip_prefix('.') else {
        return Ok(([hour, minute, second], 0, rest));
    };
    let length = fraction.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=9).contains(&length) {
        return Err("second fraction should have 1 to 9 digits");
    }
    let micros = format!("{:0<6}", &fraction[..length]);
    let nanosecond = number(&micros, 0, 6).unwrap_or(0) * 1000;
    Ok(([hour, minute, second], nanosecond, &fraction[length..]))
}

fn offset(zone: &str) -> Result<Offset, &'static str> {
    const FAULT: &str = "invalid timezone, expected `Z` or an offset like `+02:00`";
    if matches!(zone, "" | "Z" | "z") {
        return Ok(Offset::UTC);
    }
    let sign = match zone.as_bytes() {
        [b'+', _, _, b':', _, _] => 1,
        [b'-', _, _, b':', _, _] => -1,
        _ => return Err(FAULT),
    };
    match (number(zone, 1, 2), number(zone, 4, 2)) {
        (Some(hours @ 0..=23), Some(minutes @ 0..=59)) => {
            Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).map_err(|_| FAULT)
        }
        _ => Err(FAULT),
    }
}

/// The number that these digits are.
fn number(text: &str, at: usize, length: usize) -> Option<i32> {
    let digits = text.as_bytes().get(at..at + length)?;
    digits.iter().try_fold(0, |number, digit| digit.is_ascii_digit().then(|| number * 10 + i32::from(digit - b'0')))
}

fn narrow(number: i32) -> i16 {
    i16::try_from(number).unwrap_or(i16::MAX)
}

fn narrow8(number: i32) -> i8 {
    i8::try_from(number).unwrap_or(i8::MAX)
}
