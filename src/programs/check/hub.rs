//! The hub: address, token, and whether it lets us in. A hub that is down is named with what to do.

use std::time::{Duration, Instant};

use secrecy::SecretString;
use tokio::time::timeout;

use super::report::{Mark, Report};
use crate::config::Config;
use crate::config::setting::HubUrl;
use crate::domain::time::Span;
use crate::feed::clock::TimeEstimate;
use crate::feed::frame::{Feed, Position, Welcome};
use crate::feed::link::{FromLink, Link, LinkConfig};
use crate::feed::state::{LinkState, Lost};
use crate::feed::token::{self, TokenWords};
use crate::text::safe::SafeText;
use crate::text::show;

/// How long a hub may take to let us in and to say where its log stands.
const PATIENCE: Duration = Duration::from_secs(5);
/// Clocks further apart than this are worth a note: tokens and deadlines go by the hub's.
const APART: Span = Span::secs(5);

pub(super) async fn look(report: &mut Report, config: &Config) {
    report.section("Hub", "服务端");
    let lang = report.lang;
    let hub = &config.hub;
    if hub.url.is_none() {
        let sentence = lang.pick(
            "no hub is named: set [hub] url, or give --url ws://127.0.0.1:7300. `watchfloor demo` needs none",
            "未指定服务端：请设置 [hub] url，或使用 --url ws://127.0.0.1:7300。`watchfloor demo` 无需服务端",
        );
        report.say(Mark::Fault, sentence);
        return;
    }
    let token = token(report, config);
    let mut seen: Vec<&str> = Vec::new();
    let urls = [&hub.url, &hub.alerts_url, &hub.cases_url, &hub.floor_url];
    for HubUrl(url) in urls.into_iter().flatten() {
        if seen.contains(&url.as_str()) {
            continue;
        }
        seen.push(url);
        if let Some(token) = &token {
            let found = ask(url, token.clone()).await;
            tell(report, url, &found);
        } else {
            report.row(lang.pick("address", "地址"), url, "");
        }
    }
}

/// The token, with what its owner should know.
fn token(report: &mut Report, config: &Config) -> Option<SecretString> {
    let lang = report.lang;
    let read = match token::read(config.hub.token_file.as_deref()) {
        Ok(read) => read,
        Err(error) => {
            report.say(Mark::Fault, &error.to_string());
            return None;
        }
    };
    if let Some(warning) = &read.warning {
        report.say(Mark::Note, warning);
    }
    let Some(words) = TokenWords::of(&read.token) else {
        let sentence = lang.pick("the token can not be read", "令牌无法解读");
        report.say(Mark::Fault, sentence);
        return None;
    };
    let roles: Vec<_> = words.roles.iter().map(|role| role.word()).collect();
    let (who, roles) = (words.sub.to_string(), roles.join("+"));
    let left = words.until().since(super::super::now());
    if left.0 <= 0 {
        let ago = show::age(Span(-left.0), lang);
        let sentence = lang.pick(
            format!(
                "the token of {who} ran out {ago} ago: ask for a new one (watchfloor hub token)"
            ),
            format!("{who} 的令牌已于 {ago}前过期，请重新签发（watchfloor hub token）"),
        );
        report.say(Mark::Fault, &sentence);
    } else {
        let left = show::age(left, lang);
        let sentence = lang.pick(
            format!("the token is of {who}, {roles}, good for {left}"),
            format!("令牌：{who}，{roles}，剩余 {left}"),
        );
        report.say(Mark::Good, &sentence);
    }
    Some(read.token)
}

/// What a hub said.
#[derive(Default)]
struct Found {
    welcome: Option<Box<Welcome>>,
    time: TimeEstimate,
    position: Option<Position>,
    /// The floor feed is not for this role.
    denied: bool,
    /// Why there is no line.
    down: Option<Down>,
}

enum Down {
    Lost(Lost),
    Refused(SafeText),
    Address(String),
}

/// Says hello and asks where the log stands; follows the smallest feed for that.
async fn ask(url: &str, token: SecretString) -> Found {
    let mut found = Found::default();
    let mut link = match Link::spawn(LinkConfig::new(url, token, &[Feed::Floor])) {
        Ok(link) => link,
        Err(error) => {
            found.down = Some(Down::Address(error.to_string()));
            return found;
        }
    };
    let listening = async {
        while let Some(said) = link.events.recv().await {
            match said {
                FromLink::Welcome(welcome) => found.welcome = Some(welcome),
                FromLink::Time(time) => found.time = time,
                FromLink::Snapshot(snapshot) => {
                    found.position = Some(snapshot.position);
                    return;
                }
                FromLink::Denied { .. } => {
                    found.denied = true;
                    return;
                }
                FromLink::State(LinkState::Refused { reason, .. }) => {
                    found.down = Some(Down::Refused(reason));
                    return;
                }
                FromLink::State(LinkState::Disconnected { why, .. }) if why != Lost::NotYet => {
                    found.down = Some(Down::Lost(why));
                    return;
                }
                _ => {}
            }
        }
    };
    if timeout(PATIENCE, listening).await.is_err() && found.welcome.is_none() {
        found.down = Some(Down::Lost(Lost::Silent));
    }
    link.send(crate::feed::link::Order::Close);
    found
}

fn tell(report: &mut Report, url: &str, found: &Found) {
    let lang = report.lang;
    if let Some(down) = &found.down {
        let sentence = match down {
            Down::Address(error) => error.clone(),
            Down::Refused(reason) => lang.pick(
                format!("{url} refuses: {reason}. Ask the hub's owner for a token (watchfloor hub token)"),
                format!("{url} 拒绝：{reason}。请向服务端管理员申请令牌（watchfloor hub token）"),
            ),
            Down::Lost(Lost::Unreachable(why)) => lang.pick(
                format!("{url} is down: {why}. Start it (watchfloor hub --data DIR), or open the SSH tunnel to it"),
                format!("{url} 未运行：{why}。请启动服务端（watchfloor hub --data DIR），或建立到它的 SSH 转发"),
            ),
            Down::Lost(Lost::NoFeed(what)) => lang.pick(
                format!("something else answers at {url}: {what}. Compare the port with the hub's --listen"),
                format!("{url} 上是其他服务：{what}。请核对端口与服务端的 --listen"),
            ),
            Down::Lost(Lost::Closed { reason, .. }) => lang.pick(
                format!("{url} closed the line: {reason}. Try again in a moment"),
                format!("{url} 关闭了连接：{reason}。请稍后重试"),
            ),
            Down::Lost(Lost::Broken(why) | Lost::Misspoke(why)) => lang.pick(
                format!("the line to {url} broke: {why}. Compare the versions of hub and console"),
                format!("与 {url} 的连接中断：{why}。请核对服务端与控制台版本"),
            ),
            Down::Lost(Lost::Silent | Lost::NotYet | Lost::Asked) => lang.pick(
                format!("{url} does not answer within 5 s. Look at the hub's log"),
                format!("{url} 5 秒内无响应。请查看服务端日志"),
            ),
        };
        report.say(Mark::Fault, &sentence);
        return;
    }
    let Some(welcome) = &found.welcome else {
        return;
    };
    let roles: Vec<_> = welcome.actor.roles.iter().map(|role| role.word()).collect();
    let (hub, who, roles) = (&welcome.hub, &welcome.actor.sub, roles.join("+"));
    let sentence = lang.pick(
        format!("{url} is the hub {hub} and lets {who} in as {roles}"),
        format!("{url} 为服务端 {hub}，{who} 以 {roles} 登录"),
    );
    report.say(Mark::Good, &sentence);
    if let Some(position) = &found.position {
        let (epoch, off) = (&position.epoch, position.off.0);
        report.row(
            lang.pick("log", "日志"),
            &format!("epoch {epoch}, offset {off}"),
            "",
        );
    } else if found.denied {
        report.line(lang.pick(
            "the role may not follow the floor feed",
            "该角色不能订阅现场",
        ));
    }
    if let Some(hub) = found.time.hub_now(Instant::now()) {
        clock(report, hub.since(super::super::now()));
    }
}

/// How far the hub's clock is ahead of ours.
fn clock(report: &mut Report, ahead: Span) {
    let lang = report.lang;
    let by = ahead.0 as f64 / 1000.0;
    if ahead.0.abs() <= APART.0 {
        let value = lang.pick(format!("{by:+.1} s"), format!("{by:+.1} 秒"));
        report.row(lang.pick("hub's clock", "服务端时钟差"), &value, "");
        return;
    }
    let sentence = lang.pick(
        format!("the hub's clock differs by {by:+.1} s; screens go by the hub's. Set this machine's clock (NTP)"),
        format!("服务端时钟相差 {by:+.1} 秒，画面以服务端为准。请校准本机时钟（NTP）"),
    );
    report.say(Mark::Note, &sentence);
}
