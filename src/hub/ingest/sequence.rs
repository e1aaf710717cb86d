//! The order in which transfers are sent: by time, because a trace grows from the victim outwards and an account
//! must be known before money leaves it. Transfers of one moment (a step of a simulated graph) go so that each
//! follows those that feed its account; where they feed each other in a circle, the file's order decides.

use std::collections::{HashMap, VecDeque};

use crate::domain::command::Flow;
use crate::domain::masked::Private;

/// Where each transfer goes in the sequence: positions in `flows`. Transfers without a time come first.
pub(super) fn sequence(flows: &[Flow]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..flows.len()).collect();
    order.sort_by_key(|&at| flows[at].at);
    let mut is_sent = vec![false; flows.len()];
    order
        .chunk_by(|&a, &b| flows[a].at == flows[b].at)
        .flat_map(|moment| from_the_source(flows, moment, &mut is_sent))
        .collect()
}

/// How many stand elsewhere than in the file.
pub(super) fn moved(order: &[usize]) -> usize {
    order
        .iter()
        .enumerate()
        .filter(|(place, at)| place != *at)
        .count()
}

/// The transfers of one moment, each after those that feed its account.
fn from_the_source(flows: &[Flow], moment: &[usize], is_sent: &mut [bool]) -> Vec<usize> {
    let mut feeders: HashMap<&str, usize> = HashMap::new();
    let mut leaving: HashMap<&str, Vec<usize>> = HashMap::new();
    for &at in moment {
        *feeders.entry(raw(&flows[at].to)).or_default() += 1;
        leaving.entry(raw(&flows[at].from)).or_default().push(at);
    }
    let mut sent = Vec::with_capacity(moment.len());
    let mut ready: VecDeque<usize> = moment
        .iter()
        .copied()
        .filter(|&at| !feeders.contains_key(raw(&flows[at].from)))
        .collect();
    let mut rest = moment.iter().copied();
    loop {
        // Nothing is free: what is left runs in a circle.
        let next = ready.pop_front().or_else(|| rest.find(|&at| !is_sent[at]));
        let Some(at) = next else { return sent };
        if std::mem::replace(&mut is_sent[at], true) {
            continue;
        }
        sent.push(at);
        let to = raw(&flows[at].to);
        if let Some(left) = feeders.get_mut(to) {
            *left -= 1;
            if *left == 0 {
                ready.extend(leaving.get(to).into_iter().flatten());
            }
        }
    }
}

/// The account as the mapping made it; a sealed one has no place here.
fn raw(account: &Private) -> &str {
    match account {
        Private::Raw(raw) => raw,
        Private::Sealed(_) => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Fen;
    use crate::domain::time::Millis;

    fn flows(rows: &[(&str, &str, Option<i64>)]) -> Vec<Flow> {
        let flow = |(from, to, at): &(&str, &str, Option<i64>)| Flow {
            name: "t".into(),
            org: "330700".parse().unwrap(),
            from: Private::Raw((*from).to_owned()),
            from_institution: "ICBC".parse().unwrap(),
            to: Private::Raw((*to).to_owned()),
            to_institution: "ICBC".parse().unwrap(),
            amount: Fen(1),
            at: at.map(Millis),
            source: None,
        };
        rows.iter().map(flow).collect()
    }

    #[test]
    fn transfers_go_by_time_and_within_a_moment_from_the_source_outwards() {
        type Rows = [(&'static str, &'static str, Option<i64>)];
        let cases: [(&str, &Rows, &[usize]); 6] = [
            (
                "by time",
                &[("b", "c", Some(2)), ("a", "b", Some(1))],
                &[1, 0],
            ),
            (
                "one moment",
                &[
                    ("c", "d", Some(1)),
                    ("b", "c", Some(1)),
                    ("a", "b", Some(1)),
                ],
                &[2, 1, 0],
            ),
            (
                "equal times keep the file's order",
                &[("a", "b", Some(1)), ("a", "c", Some(1))],
                &[0, 1],
            ),
            (
                "two feed one account",
                &[
                    ("c", "d", Some(1)),
                    ("a", "c", Some(1)),
                    ("b", "c", Some(1)),
                ],
                &[1, 2, 0],
            ),
            (
                "a circle behind a source",
                &[
                    ("b", "c", Some(1)),
                    ("c", "b", Some(1)),
                    ("a", "b", Some(1)),
                ],
                &[2, 0, 1],
            ),
            (
                "unknown times first",
                &[("b", "c", Some(1)), ("a", "b", None)],
                &[1, 0],
            ),
        ];
        for (name, rows, expected) in cases {
            assert_eq!(sequence(&flows(rows)), expected, "{name}");
        }
    }

    #[test]
    fn every_transfer_is_sent_once() {
        let names: Vec<String> = (0..50).map(|n| format!("{}", n * 7 % 13)).collect();
        let rows: Vec<_> = names
            .windows(2)
            .zip(0i64..)
            .map(|(pair, n)| (&*pair[0], &*pair[1], (n % 5 != 0).then_some(n / 9)))
            .collect();
        let mut order = sequence(&flows(&rows));
        assert_eq!(moved(&[0, 2, 1, 3]), 2);
        order.sort_unstable();
        assert_eq!(order, (0..rows.len()).collect::<Vec<_>>());
    }
}
