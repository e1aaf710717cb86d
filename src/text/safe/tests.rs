use proptest::prelude::*;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::*;

/// What every cleaned text must be, whatever went in.
fn assert_safe(raw: &str) {
    let Cleaned { text, .. } = SafeText::clean(raw, Limits::LINE);
    assert_eq!(SafeText::line(&text), text, "not a fixed point: {raw:?}");
    assert!(text.len() <= 4096, "too many bytes");
    assert!(text.graphemes(true).count() <= 512, "too many graphemes");
    assert_eq!(raw.is_empty(), text.is_empty(), "vanished: {raw:?}");
    for c in text.chars() {
        assert!(!c.is_control(), "control in {text:?}");
        assert_eq!(
            classify::classify(c) == classify::Class::Mark,
            !stands_alone(c),
            "{c:?} of {raw:?}"
        );
    }
    for cluster in text.graphemes(true) {
        let width = cluster.width();
        assert!(
            (1..=2).contains(&width),
            "{cluster:?} is {width} wide in {text:?}"
        );
        assert_eq!(
            width,
            cluster
                .chars()
                .map(|c| c.width().unwrap_or(0))
                .sum::<usize>()
        );
        let most = cluster
            .split(stands_alone)
            .map(|marks| marks.chars().count())
            .max();
        assert!(most <= Some(2), "marks in {cluster:?}");
    }
}

fn stands_alone(c: char) -> bool {
    use GeneralCategory::{EnclosingMark, NonspacingMark, SpacingMark};
    !matches!(
        c.general_category(),
        EnclosingMark | NonspacingMark | SpacingMark
    ) && c.width().unwrap_or(0) > 0
}

/// Raw text and what is shown of it.
const SHOWN: &[(&str, &str)] = &[
    ("", ""),
    ("冒充公检法 transfer ¥52 000", "冒充公检法 transfer ¥52 000"),
    ("\u{1b}[31mred\u{1b}[0m", "␛[31mred␛[0m"),
    ("\u{1b}]52;c;aGk=\u{7}", "␛]52;c;aGk=␇"),
    ("\u{1b}P1$r\u{1b}\\", "␛P1$r␛\\"),
    ("\u{1b}_app\u{1b}\\", "␛_app␛\\"),
    ("\u{9b}31m\u{9d}0;t\u{9c}", "‹9B›31m‹9D›0;t‹9C›"),
    ("\u{1b}\u{1b}[[31mm", "␛␛[[31mm"),
    ("a\u{0}b\u{7f}c\td", "a␀b␡c␉d"),
    (
        "a\r\nb\nc\rd\u{b}e\u{c}f\u{85}g\u{2028}h\u{2029}i",
        "a⏎b⏎c⏎d⏎e⏎f⏎g⏎h⏎i",
    ),
    ("ab\u{202e}cd\u{202c}", "ab‹RLO›cd‹PDF›"),
    (
        "\u{61c}\u{200e}\u{200f}\u{202a}\u{202b}\u{202d}",
        "‹ALM›‹LRM›‹RLM›‹LRE›‹RLE›‹LRO›",
    ),
    ("\u{2066}\u{2067}\u{2068}\u{2069}", "‹LRI›‹RLI›‹FSI›‹PDI›"),
    (
        "138\u{200b}0013\u{2060}\u{feff}8000",
        "138‹ZWSP›0013‹WJ+1›8000",
    ),
    ("\u{e0041}\u{e0042}\u{e007f}", "‹TAG+2›"),
    ("a\u{fe0f}b\u{e0100}c", "a‹VS›b‹VS›c"),
    ("\u{2800}\u{3164}\u{115f}", "‹2800+2›"),
    ("👨\u{200d}👩\u{200d}👧", "👨‹ZWJ›👩‹ZWJ›👧"),
    ("👍\u{1f3fd}", "👍‹TONE›"),
    ("🇨🇳🇺🇸", "‹CN›‹US›"),
    ("1\u{fe0f}\u{20e3}", "1‹VS›\u{20e3}"),
    ("e\u{301}\u{302}\u{303}\u{304}x", "e\u{301}\u{302}‹+2›x"),
    ("\u{301}x", "◌\u{301}x"),
    (
        "\u{e000}\u{fffe}\u{378}\u{10ffff}\u{fdd0}",
        "\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}",
    ),
    ("\u{2e3b}\u{ff9e}\u{600}", "‹2E3B›‹FF9E›‹0600›"),
    ("ᄀᄀᄀ", "ᄀ‹|›ᄀ‹|›ᄀ"),
    ("한국어 ไทย བོད་ ئۇيغۇر", "한국어 ไทย བོད་ ئۇيغۇر"),
];

#[test]
fn hostile_text_is_shown_and_not_obeyed() {
    for (raw, shown) in SHOWN {
        assert_eq!(SafeText::line(raw).as_str(), *shown, "{raw:?}");
        assert_safe(raw);
    }
}

#[test]
fn suspicion_is_told_by_kind() {
    let cases: &[(&str, &[&str])] = &[
        ("转账五百万", &[]),
        ("一行\r\n二行\t三", &[]),
        ("❤\u{fe0f}", &[]),
        ("a\u{202e}b", &["suspicious:bidi"]),
        ("a\u{200b}b", &["suspicious:invisible"]),
        ("a\u{1b}[0m", &["suspicious:escape"]),
        ("a\u{9b}0m", &["suspicious:escape"]),
        ("e\u{301}\u{302}\u{303}", &["suspicious:combining"]),
        (
            "\u{7f}\u{2066}\u{e0020}",
            &[
                "suspicious:bidi",
                "suspicious:invisible",
                "suspicious:escape",
            ],
        ),
    ];
    for (raw, flags) in cases {
        let found = SafeText::clean(raw, Limits::LINE).suspicious;
        assert_eq!(found.flags().collect::<Vec<_>>(), *flags, "{raw:?}");
        assert_eq!(found.any(), !flags.is_empty());
    }
}

#[test]
fn long_text_is_cut_visibly() {
    let cases = [
        ("字".repeat(512), 512, false),
        ("字".repeat(513), 512, true),
        ("a".repeat(512), 512, false),
        ("a".repeat(100_000), 512, true),
        ("e\u{301}".repeat(600), 512, true),
        ("\u{202e}".repeat(100_000), 512, true),
        ("🇨".repeat(100_000), 512, true),
        ("𠀀\u{e0100}".repeat(100_000), 512, true),
    ];
    for (raw, graphemes, cut) in cases {
        let text = SafeText::line(&raw);
        assert_eq!(text.graphemes(true).count(), graphemes, "{text}");
        assert_eq!(text.ends_with('…'), cut);
        assert_safe(&raw);
    }
    let floods = [
        "\u{200b}".repeat(1 << 20),
        "\u{301}".repeat(1 << 20),
        "क\u{94d}".repeat(9999),
    ];
    for raw in &floods {
        assert_safe(raw);
    }
    assert!(SafeText::line(&floods[1]).starts_with("◌\u{301}\u{301}‹+1048574›"));
}

#[test]
fn narrower_limits_hold_and_wider_ones_are_clamped() {
    let cases = [
        (0, 9, ""),
        (9, 0, ""),
        (2, 9, ""),
        (3, 9, "…"),
        (7, 9, "钱…"),
        (9, 3, "钱在…"),
        (12, 4, "钱在哪里"),
    ];
    for (bytes, graphemes, shown) in cases {
        assert_eq!(
            SafeText::clean("钱在哪里", Limits { bytes, graphemes }).text,
            shown,
            "{bytes} {graphemes}"
        );
    }
    let wide = Limits {
        bytes: usize::MAX,
        graphemes: usize::MAX,
    };
    assert!(SafeText::clean(&"字".repeat(5000), wide).text.len() <= 4096);
}

#[test]
fn every_code_point_is_safe_alone_and_between_neighbours() {
    for c in (0..=0x1_FFFF)
        .chain(0x2_0000..=0x3_FFFF)
        .chain(0xE_0000..=0xE_0FFF)
        .filter_map(char::from_u32)
    {
        if classify::is_plain(c) {
            let mut buf = [0; 4];
            assert_eq!(c.encode_utf8(&mut buf).graphemes(true).count(), 1);
            assert!(matches!(c.width(), Some(1 | 2)), "{c:?}");
            assert!(stands_alone(c), "{c:?}");
        } else if !('\u{2_0000}'..='\u{2_A6D0}').contains(&c) {
            assert_safe(&format!("a{c}{c}字{c}"));
        }
    }
}

#[test]
fn the_wire_is_a_door_too() {
    let text: SafeText = serde_json::from_str(r#""a\u001b[2J\u202eb""#).unwrap();
    assert_eq!(text, "a␛[2J‹RLO›b");
    assert_eq!(serde_json::to_string(&text).unwrap(), "\"a␛[2J‹RLO›b\"");
    assert!(serde_json::from_str::<SafeText>("7").is_err());
    let map: std::collections::BTreeMap<SafeText, u8> =
        serde_json::from_str(r#"{"k\u0007": 1}"#).unwrap();
    assert_eq!(map.get("k␇"), Some(&1));
    assert_eq!(
        schemars::schema_for!(SafeText).get("type"),
        Some(&"string".into())
    );
}

#[test]
fn debug_is_quoted_and_untrusted_tells_only_its_length() {
    assert_eq!(format!("{:?}", SafeText::line("a\"b")), "\"a\\\"b\"");
    assert_eq!(format!("{:>4}|", SafeText::line("ab")), "  ab|");
    let raw = Untrusted::new("13800138000".to_owned());
    assert_eq!(format!("{raw:?}"), "Untrusted(11 bytes)");
    assert_eq!(raw.clean().text, "13800138000");
}

#[test]
fn addresses_are_defanged() {
    let cases = [
        ("https://bad.example", "hxxps://bad[.]example"),
        (
            "点击HTTP://A.b.CN/x.php?u=1 领取",
            "点击HxxP://A[.]b[.]CN/x[.]php?u=1 领取",
        ),
        ("www.bad.com，快", "www[.]bad[.]com，快"),
        ("http://例子.测试/路", "hxxp://例子[.]测试/路"),
        ("例子.中国", "例子[.]中国"),
        ("ftp://1.2.3.4:21", "ftp[:]//1[.]2[.]3[.]4:21"),
        (
            "ｈｔｔｐ：／／ｂａｄ．ｃｏｍ",
            "ｈxxｐ：／／ｂａｄ[．]ｃｏｍ",
        ),
        ("bad。com", "bad[。]com"),
        ("http://bad.com。请点", "hxxp://bad[.]com。请点"),
        ("a@bad.com", "a@bad[.]com"),
        ("3.14 元，1.5万，12.00", "3.14 元，1.5万，12.00"),
        ("好的.我知道了。", "好的.我知道了。"),
        ("等等...", "等等..."),
    ];
    for (raw, shown) in cases {
        assert_eq!(defang(raw), shown);
        assert_eq!(defang(shown), shown);
    }
}

/// Strings made of what attacks are made of.
fn hostile() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        any::<char>().prop_map(String::from),
        proptest::sample::select(SHOWN).prop_map(|(raw, _)| raw.to_owned()),
        proptest::sample::select(
            &[
                "\u{301}",
                "\u{93f}",
                "\u{94d}",
                "क",
                "ᄀ",
                "각",
                "\u{11a8}",
                "\u{1161}",
                "\u{d4e}",
                "\u{200d}",
                "❤",
                "\u{17d2}",
                "ក",
                "<",
                "\u{338}",
                "ل",
                "ا",
                "…",
                "‹",
                "›",
                "◌",
                "⏎",
                "\u{600}",
                "\u{1f1e8}",
                "\u{fe0f}",
                "\u{20e3}",
                "a",
                "字",
                " "
            ][..]
        )
        .prop_map(str::to_owned),
    ];
    proptest::collection::vec(part, 0..40).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn cleaning_is_a_fixed_point(raw in hostile()) {
        assert_safe(&raw);
    }

    #[test]
    fn any_cut_is_a_fixed_point(raw in hostile(), bytes in 0_usize..60, graphemes in 0_usize..20) {
        let limits = Limits { bytes, graphemes };
        let once = SafeText::clean(&raw, limits).text;
        prop_assert!(once.len() <= bytes && once.graphemes(true).count() <= graphemes);
        prop_assert_eq!(&SafeText::clean(&once, limits).text, &once);
        prop_assert_eq!(&SafeText::line(&once), &once);
    }

    #[test]
    fn defanging_is_a_fixed_point(raw in "[a-cA-Z0-9./:@ 。中国hHtTpPxs\\[\\]-]{0,40}") {
        let once = defang(&raw);
        prop_assert_eq!(defang(&once), once);
    }
}
