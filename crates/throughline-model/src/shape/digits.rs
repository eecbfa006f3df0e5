//! The regular expression of the whole numbers of a range, so that a schema can say which texts are taken as numbers.

/// Matches the decimal forms, without sign and leading zeros, of the numbers from `least` to `most`.
pub(super) fn range_pattern(least: u64, most: u64) -> String {
    let mut parts = Vec::new();
    let mut start = least;
    while start <= most {
        let length = start.checked_ilog10().unwrap_or(0) + 1;
        // The last number with as many digits, if it lies in the range.
        let end = most.min(10u64.checked_pow(length).map_or(u64::MAX, |next| next - 1));
        same_length("", &start.to_string(), &end.to_string(), &mut parts);
        let Some(next) = end.checked_add(1) else { break };
        start = next;
    }
    parts.join("|")
}

/// Adds the patterns of the numbers from `low` to `high`, which have the same length, behind a prefix.
fn same_length(prefix: &str, low: &str, high: &str, parts: &mut Vec<String>) {
    let (Some(first), Some(last)) = (low.chars().next(), high.chars().next()) else {
        parts.push(prefix.to_owned());
        return;
    };
    let (low_rest, high_rest) = (&low[1..], &high[1..]);
    let whole = low_rest.chars().all(|c| c == '0') && high_rest.chars().all(|c| c == '9');
    if whole {
        parts.push(format!("{prefix}{}{}", class(first, last), any(low_rest.len())));
    } else if first == last {
        same_length(&format!("{prefix}{first}"), low_rest, high_rest, parts);
    } else {
        same_length(&format!("{prefix}{first}"), low_rest, &"9".repeat(low_rest.len()), parts);
        let (above, below) = (char::from(first as u8 + 1), char::from(last as u8 - 1));
        if above <= below {
            parts.push(format!("{prefix}{}{}", class(above, below), any(low_rest.len())));
        }
        same_length(&format!("{prefix}{last}"), &"0".repeat(low_rest.len()), high_rest, parts);
    }
}

fn class(first: char, last: char) -> String {
    if first == last { first.to_string() } else { format!("[{first}-{last}]") }
}

fn any(length: usize) -> String {
    match length {
        0 => String::new(),
        1 => "[0-9]".to_owned(),
        more => format!("[0-9]{{{more}}}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_ranges_are_easy_to_read() {
        assert_eq!(range_pattern(0, 5), "[0-5]");
        assert_eq!(range_pattern(0, 99), "[0-9]|[1-9][0-9]");
        assert_eq!(range_pattern(30, 120), "[3-9][0-9]|10[0-9]|11[0-9]|120");
        assert!(range_pattern(0, u64::MAX).ends_with("|1844674407370955161[0-5]"));
    }
}
