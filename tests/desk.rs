//! A liaison's desk as a whole flow: an officer's console sends, the bank's console takes and answers by keys,
//! the officer sees it. Real hub, real consoles on pseudo-terminals.
#![allow(clippy::expect_used)] // what a test stands on must be there, or it fails here and says so

mod support;

use support::process::Hub;
use support::screen::Screen;
use support::wire::Wire;

fn officer(hub: &Hub) -> Screen {
    let token = hub.token_file("dissuader,disposal", "0412");
    console(hub, &token.to_string_lossy())
}

/// The console of a bank's liaison.
fn bank(hub: &Hub, code: &str) -> Screen {
    let path = hub.data.join(format!("{code}.token"));
    let path = path.to_string_lossy();
    hub.token("liaison", code, &["--institution", code, "--out", &path]);
    console(hub, &path)
}

fn console(hub: &Hub, token: &str) -> Screen {
    let args = ["--url", &hub.url, "--token-file", token, "--lang", "en"];
    Screen::start(120, 40, &args)
}

/// The officer reports that money went to `account` and sends the stop order alone.
fn sends(screen: &mut Screen, account: &str) {
    let last: String = account.chars().skip(account.len() - 4).collect();
    screen.press("n");
    screen.wait("is yours");
    screen.press("s");
    screen.wait("stop payment");
    screen.press(&format!("ICBC\t{account}\t52000\t4\r"));
    screen.wait(&format!("**** {last}"));
    screen.press_until("a", "send now");
    screen.press_until("y", "leaves in");
}

#[test]
fn an_order_goes_to_the_bank_and_its_answers_come_back_by_keys() {
    let dir = tempfile::tempdir().expect("a directory");
    let hub = Hub::start(dir.path());
    let mut producer = Wire::hello(&hub.url, &hub.token("producer", "p", &[]));
    for (idem, tier) in [("one", "P1"), ("second", "P1")] {
        producer.raise(idem, tier);
    }
    let mut officer = officer(&hub);
    officer.wait("P1");
    let mut icbc = bank(&hub, "ICBC");
    let abc = bank(&hub, "ABC");
    icbc.wait("Nothing waits for this desk");
    abc.wait("Nothing waits for this desk");

    sends(&mut officer, "0000123456789012345");
    icbc.wait("STOP");
    icbc.wait("not taken");
    icbc.press("n");
    icbc.wait("It is in your hands");
    officer.wait("acked");
    icbc.press("h");
    icbc.wait("how much is held");
    icbc.press("30000\r");
    icbc.press_until("y", "Answered.");
    icbc.wait("held by us ¥30 k");
    officer.wait_until("the held sum", |text| text.contains("¥30 000.00"));

    // What moved on is typed as lines and drafts its own orders.
    officer.press("1");
    officer.wait("alert queue");
    sends(&mut officer, "0000123456789099999");
    icbc.wait("not taken");
    icbc.press("n");
    icbc.wait("in hand");
    icbc.press("m");
    icbc.wait("the money has moved on");
    icbc.press("\u{1b}[200~0000555566667777 ABC 20000\n0000555566668888 CCB 30000\u{1b}[201~");
    icbc.wait("2 accounts, ¥50 000.00 of ¥52 000.00");
    icbc.press("\r");
    icbc.press_until("y", "Answered.");
    officer.press("4");
    officer.wait_until("drafts for both accounts", |text| {
        text.contains("**** 7777") && text.contains("**** 8888")
    });

    // A draft is not the other bank's business; its desk is measured by its line.
    abc.wait("Nothing waits for this desk");
    officer.press("8");
    officer.wait("desks");
    drop(icbc);
    let token = hub.token("commander", "9", &[]);
    let empty = || {
        let (_, _, floor) = Wire::hello(&hub.url, &token).snapshot("f", "floor");
        (floor["dk:ICBC"].1["staffed"] == false).then_some(())
    };
    support::wait_for("an empty desk", std::time::Duration::from_secs(10), empty);
}
