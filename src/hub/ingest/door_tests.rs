use super::super::MOST_LINE;
use super::*;
use crate::domain::alert::FraudType;

const GOOD: &str = r#"{"source":{"name":"m","id":"1"},"kind":"live_call","tier":"P1","fraud_type":"lottery","channel":"call","org":"330700"}"#;

/// `GOOD` with more fields.
fn with(more: &str) -> String {
    format!("{},{more}}}", &GOOD[..GOOD.len() - 1])
}

fn ndjson(body: &[u8]) -> Vec<Line> {
    parse_lines("application/x-ndjson; charset=utf-8", body).unwrap()
}

fn reason(line: &Line) -> &str {
    line.record.as_ref().err().map_or("", |bad| &bad.0)
}

fn alert(line: &Line) -> &RaiseAlert {
    match &line.record.as_ref().unwrap().command {
        Command::AlertRaise(alert) => alert,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_bad_line_is_told_by_number_and_reason_and_the_rest_goes_on() {
    let long = with(&format!(r#""occupation":"{}""#, "x".repeat(MOST_LINE)));
    let deep = with(&format!(r#""x":{}{}"#, "[".repeat(40), "]".repeat(40)));
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (b"{".to_vec(), "EOF"),
        (b"[]".to_vec(), "expected"),
        (b"nonsense".to_vec(), "expected"),
        (with(r#""x":1e400"#).into_bytes(), "number out of range"),
        (b"{\"a\":\"\xFF\"}".to_vec(), "not UTF-8 at byte 7"),
        (b"\0".to_vec(), "expected value"),
        (with(r#""occupation":"\ud800""#).into_bytes(), "hex escape"),
        (with(r#""tier":"P2""#).into_bytes(), "duplicate field"),
        (with(r#""score":70000"#).into_bytes(), "70000"),
        (long.into_bytes(), "longer than 65536 bytes"),
        (deep.into_bytes(), "nested deeper than 32"),
        (b"{\"kind\":\"live_call\"}".to_vec(), "missing field"),
        (
            GOOD.replace(r#""source":{"name":"m","id":"1"},"#, "")
                .into_bytes(),
            "source: missing",
        ),
        (
            GOOD.replace(r#""id":"1""#, r#""id":" ""#).into_bytes(),
            "source.id: 1 bytes",
        ),
        (
            GOOD.replace(r#""id":"1""#, &format!(r#""id":"{}""#, "9".repeat(201)))
                .into_bytes(),
            "source.id: 201 bytes",
        ),
    ];
    for (line, expected) in cases {
        let mut body = GOOD.as_bytes().to_vec();
        body.push(b'\n');
        body.extend(&line);
        body.extend(format!("\n{GOOD}\n").as_bytes());
        let lines = ndjson(&body);
        let shown = String::from_utf8_lossy(&line[..line.len().min(80)]).into_owned();
        assert_eq!(lines.len(), 3, "{shown}");
        assert!(
            lines[0].record.is_ok() && lines[2].record.is_ok(),
            "{shown}"
        );
        assert_eq!(lines[1].number, 2);
        assert!(
            reason(&lines[1]).contains(expected),
            "{shown}: {}",
            reason(&lines[1])
        );
    }
}

#[test]
fn blank_lines_marks_and_ends_of_other_systems_are_passed_over() {
    for (body, numbers) in [
        (GOOD.to_owned(), vec![1]),
        (
            format!("\u{FEFF}{GOOD}\r\n\r\n  \t\r\n{GOOD}\r\n"),
            vec![1, 4],
        ),
        (format!("\n\n{GOOD}\n\n"), vec![3]),
        (String::new(), vec![]),
        ("\n \n".to_owned(), vec![]),
    ] {
        let lines = ndjson(body.as_bytes());
        assert!(
            lines.iter().all(|line| line.record.is_ok()),
            "{body:?} {lines:?}"
        );
        assert_eq!(
            lines.iter().map(|l| l.number).collect::<Vec<_>>(),
            numbers,
            "{body:?}"
        );
    }
}

#[test]
fn the_longest_line_is_taken_and_the_next_one_not() {
    let room = MOST_LINE - with(r#""x":"""#).len();
    for (extra, is_ok) in [(0, true), (1, false)] {
        let line = with(&format!(r#""x":"{}""#, "y".repeat(room + extra)));
        for end in ["", "\n", "\r\n"] {
            let body = format!("{line}{end}");
            let lines = ndjson(body.as_bytes());
            assert_eq!(lines.len(), 1);
            assert_eq!(
                lines[0].record.is_ok(),
                is_ok,
                "{extra} {end:?} {}",
                reason(&lines[0])
            );
        }
    }
}

#[test]
fn what_looks_like_an_attack_is_flagged() {
    let line = with("\"transcript\":[{\"who\":\"caller\",\"text\":\"a\u{202E}b\"}]");
    let lines = ndjson(line.as_bytes());
    let alert = alert(&lines[0]);
    assert!(
        alert.flags.iter().any(|flag| flag == "suspicious:bidi"),
        "{:?}",
        alert.flags
    );
}

#[test]
fn a_reason_never_quotes_a_personal_value() {
    for line in [
        with(r#""call":"13812341234""#),
        with(r#""score":"13812341234""#),
        with(r#""model":"张三 13812341234""#),
    ] {
        let lines = ndjson(line.as_bytes());
        let reason = reason(&lines[0]);
        assert!(
            !reason.is_empty() && !reason.contains("1381234") && !reason.contains("张三"),
            "{reason}"
        );
    }
}

#[test]
fn cloud_events_come_single_and_in_batches() {
    let data = GOOD.replace(r#""source":{"name":"m","id":"1"},"#, "");
    let event = |id: &str| {
        format!(
            r#"{{"specversion":"1.0","type":"alert","source":"/models/7","id":"{id}","data":{data}}}"#
        )
    };
    let single = parse_lines("application/cloudevents+json", event("a").as_bytes()).unwrap();
    let alert = alert(&single[0]);
    assert_eq!(alert.fraud_type, FraudType::Lottery);
    assert_eq!(
        alert
            .source
            .as_ref()
            .map(|s| (s.name.as_str(), s.id.as_str())),
        Some(("/models/7", "a"))
    );

    let old = event("c").replace("1.0", "0.3");
    let batch = format!(
        "[{}, {{\"specversion\":\"1.0\"}},\n{old}, {}]",
        event("a"),
        event("b")
    );
    let lines = parse_lines("application/cloudevents-batch+json", batch.as_bytes()).unwrap();
    let is_ok: Vec<_> = lines.iter().map(|l| (l.number, l.record.is_ok())).collect();
    assert_eq!(is_ok, [(1, true), (2, false), (3, false), (4, true)]);
    assert!(reason(&lines[1]).contains("source") && reason(&lines[2]).contains("1.0"));

    let torn = parse_lines("application/cloudevents-batch+json", b"[{").unwrap();
    assert!(torn.len() == 1 && torn[0].record.is_err());
    assert!(
        parse_lines("image/png", b"")
            .unwrap_err()
            .to_string()
            .contains("x-ndjson")
    );
}

const FLOW: &str = r#"{"command":"hop.flow","name":"g","org":"330700","from":"9900000000000001","from_institution":"ICBC","to":"9900000000000002","to_institution":"ICBC","amount":100,"source":{"name":"m","id":"1"}}"#;

#[test]
fn a_record_may_be_a_transfer_and_no_other_command() {
    let lines = ndjson(FLOW.as_bytes());
    let record = lines[0].record.as_ref().unwrap();
    assert_eq!(record.command.name(), "hop.flow");
    assert_eq!(&*record.source.id, "1");
    for (line, expected) in [
        (
            FLOW.replace("hop.flow", "case.close"),
            "alert.raise, hop.flow",
        ),
        (FLOW.replace(r#""hop.flow""#, "7"), "alert.raise, hop.flow"),
        (
            FLOW.replace(r#","source":{"name":"m","id":"1"}"#, ""),
            "source: missing",
        ),
        (FLOW.replace(r#""amount":100,"#, ""), "amount"),
        (
            FLOW.replace("\"9900000000000001\"", "[9900000000000001]"),
            "variant",
        ),
    ] {
        let lines = ndjson(line.as_bytes());
        let reason = reason(&lines[0]);
        assert!(
            reason.contains(expected) && !reason.contains("0000001"),
            "{line}: {reason}"
        );
    }
    let event = format!(r#"{{"specversion":"1.0","source":"/graph","id":"x","data":{FLOW}}}"#);
    let lines = parse_lines("application/cloudevents+json", event.as_bytes()).unwrap();
    assert_eq!(&*lines[0].record.as_ref().unwrap().source.id, "x");
}
