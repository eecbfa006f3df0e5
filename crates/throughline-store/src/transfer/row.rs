//! A row as a line of JSON, and back.

use serde_json::Value as Json;

use crate::StoreError;
use crate::database::{Column, ColumnKind, Row, Value, row_error};

/// One value of a row that was read from a line.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Bytes(Vec<u8>),
}

impl<'a> From<&'a Cell> for Value<'a> {
    fn from(cell: &'a Cell) -> Self {
        match cell {
            Cell::Null => Self::Null,
            Cell::Integer(number) => Self::Integer(*number),
            Cell::Real(number) => Self::Real(*number),
            Cell::Text(text) => Self::Text(text),
            Cell::Bytes(bytes) => Self::Bytes(bytes),
        }
    }
}

/// Writes the row with the end of its line behind what is there.
///
/// # Errors
/// When a column does not hold what it is for.
pub(super) fn row_encode(row: &Row<'_>, columns: &[Column], line: &mut Vec<u8>) -> Result<(), StoreError> {
    line.push(b'[');
    for (index, column) in columns.iter().enumerate() {
        if index > 0 {
            line.push(b',');
        }
        let written = match column.kind {
            ColumnKind::Integer => serde_json::to_writer(&mut *line, &row.optional_i64(index)?),
            // The shortest text that reads back as the same number, infinities among them.
            ColumnKind::Real => {
                serde_json::to_writer(&mut *line, &row.optional_f64(index)?.map(|number| number.to_string()))
            }
            ColumnKind::Text => serde_json::to_writer(&mut *line, &row.optional_text(index)?),
            ColumnKind::Bytes => serde_json::to_writer(&mut *line, &row.optional_bytes(index)?.map(hex)),
        };
        written.map_err(|error| row_error(index, error))?;
    }
    line.extend_from_slice(b"]\n");
    Ok(())
}

/// Reads the row.
///
/// # Errors
/// When the line is no row of these columns: in words that go on after "line 7".
pub(super) fn row_decode(columns: &[Column], line: &[u8]) -> Result<Vec<Cell>, String> {
    let values: Vec<Json> = serde_json::from_slice(line).map_err(|error| format!("is no row: {error}"))?;
    if values.len() != columns.len() {
        return Err(format!("has {} values for {} columns", values.len(), columns.len()));
    }
    let cell = |(value, column): (Json, &Column)| {
        decode(value, column.kind)
            .ok_or_else(|| format!("has something else than {} in {}", column.kind.as_str(), column.name))
    };
    values.into_iter().zip(columns).map(cell).collect()
}

fn decode(value: Json, kind: ColumnKind) -> Option<Cell> {
    match (value, kind) {
        (Json::Null, _) => Some(Cell::Null),
        (Json::Number(number), ColumnKind::Integer) => number.as_i64().map(Cell::Integer),
        (Json::String(text), ColumnKind::Real) => text.parse().ok().map(Cell::Real),
        (Json::String(text), ColumnKind::Text) => Some(Cell::Text(text)),
        (Json::String(text), ColumnKind::Bytes) => unhex(&text).map(Cell::Bytes),
        _ => None,
    }
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let pair = |byte: &u8| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]];
    bytes.iter().flat_map(pair).map(char::from).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let nibble = |digit: u8| char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs.iter().map(|[high, low]| Some(nibble(*high)? << 4 | nibble(*low)?)).collect()
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;
    use crate::database::Session;
    use crate::values;

    fn columns() -> Vec<Column> {
        let kinds = [ColumnKind::Integer, ColumnKind::Real, ColumnKind::Text, ColumnKind::Bytes];
        kinds.map(|kind| Column { name: kind.as_str().to_owned(), kind }).into()
    }

    fn line(values: &[Value<'_>]) -> String {
        let mut session = Session::sqlite(Connection::open_in_memory().unwrap(), ":memory:");
        let mut line = Vec::new();
        session.visit("SELECT $1, $2, $3, $4", values, |row| row_encode(row, &columns(), &mut line)).unwrap();
        String::from_utf8(line).unwrap()
    }

    #[test]
    fn every_value_comes_back_as_it_was() {
        let text = "\"ü\\\n\u{1}\u{2028}\u{1f600}\u{7f}";
        for (values, cells) in [
            (values![i64::MIN, 0.1, text, &[0_u8, 10, 255]], {
                let bytes = Cell::Bytes(vec![0, 10, 255]);
                [Cell::Integer(i64::MIN), Cell::Real(0.1), Cell::Text(text.to_owned()), bytes]
            }),
            (values![i64::MAX, f64::MAX, "", b""], {
                [Cell::Integer(i64::MAX), Cell::Real(f64::MAX), Cell::Text(String::new()), Cell::Bytes(Vec::new())]
            }),
            (values![None::<i64>, f64::NEG_INFINITY, None::<&str>, None::<&[u8]>], {
                [Cell::Null, Cell::Real(f64::NEG_INFINITY), Cell::Null, Cell::Null]
            }),
        ] {
            let line = line(values);
            assert_eq!(line.find('\n'), Some(line.len() - 1), "one line: {line}");
            assert_eq!(row_decode(&columns(), line.as_bytes()), Ok(cells.to_vec()), "{line}");
        }
    }

    #[test]
    fn what_is_no_row_of_the_table_is_refused() {
        let refused = |line: &str| row_decode(&columns(), line.as_bytes()).unwrap_err();
        assert!(refused("[1,\"1\",\"x\"").starts_with("is no row"));
        assert_eq!(refused("[1,\"1\",\"x\"]"), "has 3 values for 4 columns");
        for (line, column) in [
            (r#"["1","1","x","00"]"#, "integer"),
            (r#"[1.5,"1","x","00"]"#, "integer"),
            (r#"[9223372036854775808,"1","x","00"]"#, "integer"),
            (r#"[1,1,"x","00"]"#, "real"),
            (r#"[1,"1",{},"00"]"#, "text"),
            (r#"[1,"1","x","0"]"#, "bytes"),
            (r#"[1,"1","x","0g"]"#, "bytes"),
            (r#"[1,"1","x","ü"]"#, "bytes"),
        ] {
            assert_eq!(refused(line), format!("has something else than {column} in {column}"), "{line}");
        }
    }
}
