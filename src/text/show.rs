//! Figures as text, by language: money, durations, counts, times of day. Lists get at most four significant
//! figures, details the exact amount.

use super::width::group_digits;
use super::words::Lang;
use crate::domain::ids::Sub;
use crate::domain::money::Fen;
use crate::domain::time::{Millis, Span};

/// What stands between thousands.
fn separator(lang: Lang) -> &'static str {
    lang.pick(" ", ",")
}

/// What stands between the parts of a list or a sentence.
pub fn comma(lang: Lang) -> &'static str {
    lang.pick(", ", "，")
}

/// A count with its thousands grouped.
pub fn count(n: usize, lang: Lang) -> String {
    group_digits(i64::try_from(n).unwrap_or(i64::MAX), separator(lang))
}

/// Money for lists: `¥8 200`, `¥52 k`, `¥1.24 M`; in Chinese `¥8,200`, `¥5.2万`, `¥124万`, `¥1.3亿`.
pub fn money(amount: Fen, lang: Lang) -> String {
    let yuan = (amount.0.unsigned_abs() + 50) / 100;
    let sign = if amount.0 < 0 { "-" } else { "" };
    let steps: &[(u64, &str)] = match lang {
        Lang::Zh => &[(100_000_000, "亿"), (10_000, "万")],
        Lang::En => &[(1_000_000_000, " G"), (1_000_000, " M"), (1_000, " k")],
    };
    // What would round up to the next step is shown in that step: ¥1 M, not ¥1 000 k.
    let step = steps
        .iter()
        .find(|(unit, _)| yuan >= 10_000 && yuan + unit / 2000 >= *unit);
    match step {
        Some((unit, name)) => format!("{sign}¥{}{name}", significant(yuan, *unit)),
        None => format!("{sign}¥{}", group_digits(yuan as i64, separator(lang))),
    }
}

/// `amount / unit` with three significant figures and no idle zeros; whole numbers keep every figure.
fn significant(amount: u64, unit: u64) -> String {
    let decimals = match amount / unit {
        0..10 => 2,
        10..100 => 1,
        _ => 0,
    };
    let scale = 10u64.pow(decimals);
    let scaled = (u128::from(amount) * u128::from(scale) + u128::from(unit) / 2) / u128::from(unit);
    let (whole, rest) = (scaled / u128::from(scale), scaled % u128::from(scale));
    if rest == 0 {
        return whole.to_string();
    }
    let rest = format!("{rest:0width$}", width = decimals as usize);
    format!("{whole}.{}", rest.trim_end_matches('0'))
}

/// Money to the fen: `¥52 000.00`.
pub fn money_exact(amount: Fen, lang: Lang) -> String {
    let sign = if amount.0 < 0 { "-" } else { "" };
    let (yuan, fen) = (amount.0.unsigned_abs() / 100, amount.0.unsigned_abs() % 100);
    format!(
        "{sign}¥{}.{fen:02}",
        group_digits(yuan as i64, separator(lang))
    )
}

/// How long ago or how long: `12 s`, `4 min`, `2 h 10`, `3 d 4 h`. What lies ahead counts as now.
pub fn age(span: Span, lang: Lang) -> String {
    let secs = (span.0 / 1000).max(0);
    let (mins, hours, days) = (secs / 60, secs / 3600, secs / 86400);
    match lang {
        _ if days > 99 => lang.pick(format!("{days} d"), format!("{days}天")),
        _ if days > 0 => {
            let hours = hours % 24;
            lang.pick(format!("{days} d {hours} h"), format!("{days}天{hours}时"))
        }
        _ if hours > 0 => {
            let mins = mins % 60;
            lang.pick(
                format!("{hours} h {mins:02}"),
                format!("{hours}时{mins:02}"),
            )
        }
        _ if mins > 0 => lang.pick(format!("{mins} min"), format!("{mins}分")),
        _ => lang.pick(format!("{secs} s"), format!("{secs}秒")),
    }
}

/// The age of a feed, to the tenth of a second while it is young: `0.2s`, `14s`, `4 min`; in Chinese `0.2秒`.
pub fn feed_age(span: Span, lang: Lang) -> String {
    let unit = lang.pick("s", "秒");
    match span.0 {
        0..10_000 => format!("{}.{}{unit}", span.0 / 1000, span.0 % 1000 / 100),
        10_000..60_000 => format!("{}{unit}", span.0 / 1000),
        _ => age(span, lang),
    }
}

/// Digits of a clock that counts: `07:41`, `47:12:03`, from 100 hours on `14d 23h`, in Chinese `14天23时`; an overrun
/// has a plus, `+02:10`.
pub fn digits(left: Span, lang: Lang) -> String {
    let sign = if left.0 < 0 { "+" } else { "" };
    // Up while running, so that the last second reads 00:01 and not 00:00; down when overrun.
    let secs = if left.0 < 0 {
        left.0.unsigned_abs() / 1000
    } else {
        (left.0.unsigned_abs()).div_ceil(1000)
    };
    let (hours, mins, secs) = (secs / 3600, secs / 60 % 60, secs % 60);
    match (hours, lang) {
        (0, _) => format!("{sign}{mins:02}:{secs:02}"),
        (1..100, _) => format!("{sign}{hours:02}:{mins:02}:{secs:02}"),
        (_, Lang::En) => format!("{sign}{}d {:02}h", hours / 24, hours % 24),
        (_, Lang::Zh) => format!("{sign}{}天{:02}时", hours / 24, hours % 24),
    }
}

/// Time of day in the centre's zone: `14:03:22`.
pub fn time_of_day(at: Millis, zone: Span) -> String {
    let secs = (at + zone).0.div_euclid(1000).rem_euclid(86_400);
    format!("{:02}:{:02}:{:02}", secs / 3600, secs / 60 % 60, secs % 60)
}

/// A moment for boards: time of day, with the day before it unless that is today: `14:03`, `11-25 14:03`; of another
/// year `2027-05-25`.
pub fn moment(at: Millis, now: Millis, zone: Span) -> String {
    let local = |at: Millis| chrono::DateTime::from_timestamp_millis((at + zone).0);
    let (Some(at), Some(now)) = (local(at), local(now)) else {
        return "?".to_owned();
    };
    let format = if at.date_naive() == now.date_naive() {
        "%H:%M"
    } else if at.format("%Y").to_string() == now.format("%Y").to_string() {
        "%m-%d %H:%M"
    } else {
        "%Y-%m-%d"
    };
    at.format(format).to_string()
}

/// A moment to the second, with the day before it unless that is today.
pub fn moment_seconds(at: Millis, now: Millis, zone: Span) -> String {
    let day = |at: Millis| (at + zone).0.div_euclid(Span::days(1).0);
    let time = time_of_day(at, zone);
    if day(at) == day(now) {
        return time;
    }
    let date = chrono::DateTime::from_timestamp_millis((at + zone).0);
    date.map_or(time.clone(), |date| {
        format!("{} {time}", date.format("%m-%d"))
    })
}

/// An officer, a producer or a desk as people say it: `u:0412` is `0412`.
pub fn sub(sub: &Sub) -> &str {
    sub.as_str()
        .split_once(':')
        .map_or(sub.as_str(), |(_, id)| id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_in_lists_has_at_most_four_figures() {
        for (yuan, en, zh) in [
            (0, "¥0", "¥0"),
            (8_200, "¥8 200", "¥8,200"),
            (9_999, "¥9 999", "¥9,999"),
            (10_000, "¥10 k", "¥1万"),
            (52_000, "¥52 k", "¥5.2万"),
            (52_349, "¥52.3 k", "¥5.23万"),
            (999_600, "¥1 M", "¥100万"),
            (1_240_000, "¥1.24 M", "¥124万"),
            (12_400_000, "¥12.4 M", "¥1240万"),
            (130_000_000, "¥130 M", "¥1.3亿"),
            (99_999_999, "¥100 M", "¥1亿"),
            (-52_000, "-¥52 k", "-¥5.2万"),
        ] {
            assert_eq!(money(Fen::yuan(yuan), Lang::En), en, "{yuan}");
            assert_eq!(money(Fen::yuan(yuan), Lang::Zh), zh, "{yuan}");
        }
        assert_eq!(money_exact(Fen(5_200_001), Lang::En), "¥52 000.01");
        assert_eq!(money_exact(Fen(-5), Lang::Zh), "-¥0.05");
    }

    #[test]
    fn ages_read_short() {
        for (span, en, zh) in [
            (Span(-5), "0 s", "0秒"),
            (Span::secs(12), "12 s", "12秒"),
            (Span::secs(299), "4 min", "4分"),
            (Span::mins(130), "2 h 10", "2时10"),
            (Span::hours(76), "3 d 4 h", "3天4时"),
            (Span::days(400), "400 d", "400天"),
        ] {
            assert_eq!(age(span, Lang::En), en);
            assert_eq!(age(span, Lang::Zh), zh);
        }
        assert_eq!(feed_age(Span(240), Lang::En), "0.2s");
        assert_eq!(feed_age(Span(14_900), Lang::En), "14s");
        assert_eq!(feed_age(Span(14_900), Lang::Zh), "14秒");
    }

    #[test]
    fn clocks_count_down_and_over() {
        for (ms, text) in [
            (461_000, "07:41"),
            (460_001, "07:41"),
            (1, "00:01"),
            (0, "00:00"),
            (-1, "+00:00"),
            (-130_000, "+02:10"),
            (4_000_000, "01:06:40"),
            (169_923_000, "47:12:03"),
            (1_294_800_000, "14d 23h"),
        ] {
            assert_eq!(digits(Span(ms), Lang::En), text, "{ms}");
        }
        assert_eq!(digits(Span(1_294_800_000), Lang::Zh), "14天23时");
        let at: Millis = "2026-11-23T06:03:22.900Z".parse().unwrap();
        assert_eq!(time_of_day(at, Span::hours(8)), "14:03:22");
    }
}
