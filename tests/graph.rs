//! A public transaction graph into a real hub: one case, one tree, and money that adds up.

#![allow(clippy::unwrap_used, clippy::expect_used)] // a test that can not go on says so

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use watchfloor::cli::{IngestArgs, TokenArgs};
use watchfloor::domain::floor::Floor;
use watchfloor::domain::hop::Hop;
use watchfloor::domain::ids::HopId;
use watchfloor::domain::money::Fen;
use watchfloor::hub::ingest::client::ingest_command;
use watchfloor::hub::issue::token_command;
use watchfloor::hub::log::LogReader;
use watchfloor::hub::{HubConfig, start};

const ROOTS: usize = 3;
const ACCOUNTS: usize = 2200;
const EDGES: usize = 3000;
/// Tiers of the graph, the roots among them.
const TIERS: u64 = 12;

/// A transfer: from, to, fen, seconds since the beginning.
type Edge = (usize, usize, i64, i64);

/// Chance that repeats (a linear congruence).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// Roots that fan out over the tiers, and money that runs in circles, back to earlier tiers and to the roots, and
/// twice the same way. In no order at all.
fn graph() -> Vec<Edge> {
    let mut chance = Chance(11);
    let mut tiers: Vec<Vec<usize>> = vec![(1..=ROOTS).collect()];
    let mut came = vec![0; ACCOUNTS + 1];
    let mut edges: Vec<Edge> = Vec::new();
    for account in ROOTS + 1..=ACCOUNTS {
        let tier = (chance.below(tiers.len() as u64) as usize).min(TIERS as usize - 2);
        let sender = tiers[tier][chance.below(tiers[tier].len() as u64) as usize];
        came[account] = came[sender] + 1 + chance.below(600) as i64;
        edges.push((
            sender,
            account,
            1 + chance.below(5_000_000) as i64,
            came[account],
        ));
        if tiers.len() == tier + 1 {
            tiers.push(Vec::new());
        }
        tiers[tier + 1].push(account);
    }
    while edges.len() < EDGES {
        let from = 1 + ROOTS + chance.below((ACCOUNTS - ROOTS) as u64) as usize;
        let to = 1 + chance.below(ACCOUNTS as u64) as usize;
        let at = 20_000 + chance.below(5_000) as i64;
        if from != to {
            edges.push((from, to, 1 + chance.below(1000) as i64, at));
        }
    }
    edges[EDGES - 1] = edges[EDGES - 2]; // two equal rows are two transfers
    for at in (1..EDGES).rev() {
        edges.swap(at, chance.below(at as u64 + 1) as usize);
    }
    edges
}

fn table(edges: &[Edge], begin: i64) -> String {
    let mut text = "\u{FEFF}from;to;amount;time\r\n".to_owned();
    for (from, to, fen, at) in edges {
        write!(
            text,
            "{from};\"{to}\";{}.{:02};{}\r\n",
            fen / 100,
            fen % 100,
            begin + at
        )
        .unwrap();
    }
    text
}

/// The account a hop stands for: its mask shows the last four digits.
fn account(hop: &Hop) -> usize {
    let shown = hop.account.shown();
    shown[shown.len() - 4..]
        .parse()
        .unwrap_or_else(|_| panic!("{shown}"))
}

#[tokio::test]
async fn a_graph_of_3000_transfers_becomes_one_tree_whose_money_adds_up() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    let hub = start(HubConfig::new(&data)).await.unwrap();
    let token = home.path().join("producer.token");
    let args = TokenArgs {
        data: data.clone(),
        role: "producer".to_owned(),
        user: "graph".to_owned(),
        org: "330700".to_owned(),
        institution: None,
        ttl: "1h".to_owned(),
        out: Some(token.clone()),
    };
    token_command(&args, hub.now()).unwrap();
    let edges = graph();
    let file = home.path().join("graph.csv");
    let begin = hub.now().0 / 1000 - 172_800;
    fs::write(&file, table(&edges, begin)).unwrap();
    let args = IngestArgs {
        url: hub.url(),
        token_file: Some(token),
        map: Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/maps/transfers.toml")),
        file,
    };
    for (accepted, duplicates) in [(EDGES, 0), (0, EDGES)] {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let code = ingest_command(&args, &mut out, &mut err).await;
        let (out, err) = (
            String::from_utf8(out).unwrap(),
            String::from_utf8(err).unwrap(),
        );
        let expected = format!("accepted {accepted}, duplicates {duplicates}, conflicts 0, bad 0");
        assert_eq!((code, out.trim()), (0, &*expected), "{err}");
        assert!(err.contains("sent in order of time"), "{err}");
    }
    hub.stop().await;

    let mut floor = Floor::default();
    let log = LogReader::open(&data.join("hub.db")).unwrap();
    log.replay(&mut |event| {
        floor.apply(&event);
        Ok(())
    })
    .unwrap();
    check(&floor, &edges, begin);
}

fn check(floor: &Floor, edges: &[Edge], begin: i64) {
    assert_eq!(floor.cases().len(), 1, "transfers of one name are one case");
    let case = floor.cases().values().next().unwrap();
    assert_eq!(case.name.as_deref(), Some("transfers"));
    let hops: HashMap<usize, _> = floor
        .hops_of(case.id)
        .map(|hop| (account(hop), hop))
        .collect();
    assert_eq!(
        (hops.len(), floor.hops().len()),
        (ACCOUNTS, ACCOUNTS),
        "an account is one place"
    );

    // Every place has what came in, since the first of it, below whoever sent that.
    let mut inflows: BTreeMap<usize, Vec<&Edge>> = BTreeMap::new();
    for edge in edges {
        inflows.entry(edge.1).or_default().push(edge);
    }
    let id_of: HashMap<HopId, usize> = hops
        .iter()
        .map(|(account, hop)| (hop.id, *account))
        .collect();
    for (account, hop) in &hops {
        let inflow = inflows.get(account);
        let sum = inflow.map(|edges| Fen(edges.iter().map(|(_, _, fen, _)| fen).sum()));
        assert_eq!(hop.amount, sum, "account {account}");
        let first = inflow.and_then(|edges| edges.iter().min_by_key(|(.., at)| at));
        assert_eq!(
            hop.at.map(|at| at.0 / 1000 - begin),
            first.map(|(.., at)| *at),
            "account {account}"
        );
        let parent = hop.parent.map(|id| id_of[&id]);
        let sender = first.map(|(from, ..)| *from).filter(|_| *account > ROOTS);
        assert_eq!(parent, sender, "account {account}");
    }
    let whole: Fen = hops.values().filter_map(|hop| hop.amount).sum();
    assert_eq!(whole.0, edges.iter().map(|(_, _, fen, _)| fen).sum::<i64>());
    let left_roots = edges
        .iter()
        .filter(|(from, ..)| *from <= ROOTS)
        .map(|(_, _, fen, _)| fen);
    assert_eq!(
        case.loss.0,
        left_roots.sum::<i64>(),
        "the loss is what left the roots"
    );

    // It is a tree: every way up ends at a root, one tier a step.
    for hop in hops.values() {
        match hop.parent.map(|id| hops[&id_of[&id]]) {
            None => assert!(
                hop.depth == 1 && account(hop) <= ROOTS,
                "account {}",
                account(hop)
            ),
            Some(parent) => assert_eq!(hop.depth, parent.depth + 1, "account {}", account(hop)),
        }
    }
}
