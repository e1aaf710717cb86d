use serde_json::json;

use super::*;

fn sheet(text: &[u8], delimiter: Delimiter) -> Sheet<&[u8]> {
    Sheet::open(text, delimiter).unwrap_or_else(|e| panic!("{e}"))
}

/// Line numbers with records or reasons.
fn rows(text: &[u8], delimiter: Delimiter) -> Vec<(u32, Result<Value, String>)> {
    sheet(text, delimiter)
        .map(|row| row.unwrap())
        .map(|row| (row.number, row.record.map_err(|e| e.to_string())))
        .collect()
}

#[test]
fn every_common_form_of_a_table_is_read_the_same() {
    let ab = json!({ "from": "a", "to": "b, \"c\"" });
    for (name, text, delimiter) in [
        ("plain", "from,to\na,\"b, \"\"c\"\"\"\n", Delimiter::Guess),
        (
            "no last line end",
            "from,to\na,\"b, \"\"c\"\"\"",
            Delimiter::Guess,
        ),
        (
            "byte-order mark",
            "\u{FEFF}from,to\na,\"b, \"\"c\"\"\"\n",
            Delimiter::Guess,
        ),
        ("DOS", "from,to\r\na,\"b, \"\"c\"\"\"\r\n", Delimiter::Guess),
        (
            "semicolons",
            "from;to\na;\"b, \"\"c\"\"\"\n",
            Delimiter::Guess,
        ),
        ("tabs", "from\tto\na\t\"b, \"\"c\"\"\"\n", Delimiter::Guess),
        ("told", "from;to\na;\"b, \"\"c\"\"\"\n", Delimiter::Is(b';')),
        (
            "quoted header",
            "\"from\",\"to\"\na,\"b, \"\"c\"\"\"\n",
            Delimiter::Guess,
        ),
        (
            "spaces in the header",
            " from , to \na,\"b, \"\"c\"\"\"\n",
            Delimiter::Guess,
        ),
    ] {
        assert_eq!(
            rows(text.as_bytes(), delimiter),
            [(2, Ok(ab.clone()))],
            "{name}"
        );
    }
}

#[test]
fn a_row_that_does_not_fit_is_told_by_its_line_and_the_rest_goes_on() {
    let text = b"from,to\na,b\nc\n\nd,e,f\n\"two\nlines\",g\nh,\xB9\xA4\ni,j\n";
    let rows = rows(text, Delimiter::Guess);
    let told: Vec<_> = rows
        .iter()
        .map(|(line, row)| (*line, row.as_ref().err()))
        .collect();
    let fields = |n: u32| format!("{n} fields, the header names 2 columns");
    let (one, three) = (fields(1), fields(3));
    let utf8 = "/to: not UTF-8; save the file as UTF-8".to_owned();
    assert_eq!(
        told,
        [
            (2, None),
            (3, Some(&one)),
            (5, Some(&three)),
            (6, None),
            (8, Some(&utf8)),
            (9, None)
        ]
    );
    assert_eq!(rows[3].1.as_ref().unwrap()["from"], "two\nlines");
}

#[test]
fn an_open_quotation_mark_is_one_bad_row() {
    let mut text = b"from,to\na,b\n\"c,d\n".to_vec();
    text.extend(b"e,f\n".repeat(20_000));
    let rows = rows(&text, Delimiter::Guess);
    assert_eq!(rows.len(), 2);
    let reason = rows[1].1.as_ref().unwrap_err();
    assert!(reason.contains("quotation mark"), "{reason}");
}

#[test]
fn columns_of_one_name_are_told_apart() {
    let rows = rows(b"Account,Bank,Account\n1,2,3\n", Delimiter::Guess);
    let expected = json!({ "Account": "1", "Bank": "2", "Account.1": "3" });
    assert_eq!(rows, [(2, Ok(expected))]);
}

#[test]
fn a_missing_column_is_told_with_those_that_are_there() {
    let sheet = sheet(b"from,to,amount\n", Delimiter::Guess);
    assert_eq!(sheet.check(["/from", "/amount"]), Ok(()));
    let error = sheet.check(["/from", "/sum"]).unwrap_err();
    assert!(
        error.contains("line 1") && error.contains("`sum`") && error.contains("`amount`"),
        "{error}"
    );
    for empty in [&b""[..], b"\n", b"\xB9\xA4,b\n"] {
        let error = Sheet::open(empty, Delimiter::Guess).err();
        assert!(error.is_some_and(|e| e.contains("line 1")), "{empty:?}");
    }
}

#[test]
fn a_delimiter_that_is_none_is_told_by_key() {
    for (map, fits) in [
        ("", true),
        ("delimiter = \",\"", true),
        ("delimiter = \"tab\"", true),
        ("delimiter = \"|\"", false),
        ("delimiter = 9", false),
        ("quote = \"'\"", false),
    ] {
        let read = Delimiter::read(&map.parse().unwrap());
        assert_eq!(read.is_ok(), fits, "{map}");
        assert!(
            read.err().is_none_or(|bad| bad.key.starts_with("csv.")),
            "{map}"
        );
    }
}
