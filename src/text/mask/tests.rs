use std::path::PathBuf;

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::*;

#[test]
fn every_kind_has_its_mask() {
    let cases = [
        (Kind::Mobile, "13800131234", "138****1234"),
        (Kind::Mobile, "+86 138-0013-1234", "138****1234"),
        (Kind::Mobile, "１３８００１３１２３４", "138****1234"),
        (Kind::Mobile, "一三八 零零一三 幺二三四", "138****1234"),
        (Kind::Mobile, "138****1234", "138****1234"),
        (Kind::Mobile, "+44 20 7946 0958", "****0958"),
        (Kind::Mobile, "无", "****"),
        (Kind::Landline, "0579-86123412", "0579-****12"),
        (Kind::Landline, "(010) 8612 3412", "010-****12"),
        (Kind::Landline, "+86 579 86123412", "0579-****12"),
        (Kind::Landline, "400-820-8812", "400-****12"),
        (Kind::Landline, "86123412", "****12"),
        (Kind::Landline, "13800131234", "138****1234"),
        (Kind::Mobile, "0579-86123412", "0579-****12"),
        (Kind::NationalId, "33010219900115123x", "330***********123X"),
        (
            Kind::NationalId,
            "330102 19900115 1234",
            "330***********1234",
        ),
        (Kind::NationalId, "330102900115123", "330********5123"),
        (Kind::Card, "6222021234561234", "6222 **** **** 1234"),
        (Kind::Card, "6222 0212 3456 7890 123", "6222 **** **** 0123"),
        (Kind::Card, "6222****1234", "6222****1234"),
        (Kind::Card, "1234", "****"),
        (Kind::Name, "张三", "张**"),
        (Kind::Name, " 欧\u{200b}阳修", "欧**"),
        (Kind::Name, "", ""),
        (Kind::Handle, "abcdefz", "ab***z"),
        (Kind::Handle, "abc", "a***"),
        (Kind::Handle, "a", "***"),
        (Kind::Handle, "zhangsan@qq.com", "zh***n@qq.com"),
        (Kind::OrderNumber, "2024011522001412345678", "****5678"),
        (Kind::OrderNumber, "订单 JD2024-0115-22ab", "****22AB"),
        (Kind::OrderNumber, "****22AB", "****22AB"),
        (Kind::Mobile, "1380**0131**234", "138****1234"),
        (
            Kind::FreeText,
            "我的电话13800131234。",
            "我的电话138****1234。",
        ),
        (
            Kind::Address,
            "浙江省金华市婺城区八一南街123号",
            "浙江省金华市婺城区***",
        ),
        (
            Kind::Address,
            "浙江省金华市义乌市稠城街道",
            "浙江省金华市义乌市***",
        ),
        (
            Kind::Address,
            "浙江省丽水市景宁畲族自治县鹤溪街道",
            "浙江省丽水市景宁畲族自治县***",
        ),
        (Kind::Address, "上海市浦东新区世纪大道1号", "上海市***"),
        (
            Kind::Address,
            "内蒙古自治区赤峰市巴林左旗林东镇",
            "内蒙古自治区赤峰市巴林左旗***",
        ),
        (Kind::Address, "金华市阳光小区3幢", "金华市***"),
        (Kind::Address, "八一南街123号", "***"),
        (Kind::Address, "", ""),
    ];
    for (kind, raw, shown) in cases {
        assert_eq!(mask(kind, raw), shown, "{kind:?} {raw}");
    }
}

#[test]
fn one_value_has_one_normal_form() {
    let cases: &[(Kind, &[&str], &str)] = &[
        (
            Kind::Mobile,
            &[
                "13800138000",
                "+86 138 0013 8000",
                "0086-13800138000",
                "１３８\u{200b}００１３８０００",
                "幺三八零零幺三八〇〇〇",
                "①③⑧00138000",
            ],
            "13800138000",
        ),
        (
            Kind::Landline,
            &["0579-86123412", "(0579)86123412", "+86 579 8612 3412"],
            "057986123412",
        ),
        (
            Kind::NationalId,
            &[
                "33010219900115123X",
                "330102 1990 0115 123x",
                "３３０１０２１９９００１１５１２３Ｘ",
            ],
            "33010219900115123X",
        ),
        (
            Kind::Card,
            &["6222 0212 3456 1234", "6222-0212-3456-1234"],
            "6222021234561234",
        ),
        (
            Kind::Name,
            &["阿里木·买买提", "阿里木 • 买买提", "阿里木买买提"],
            "阿里木买买提",
        ),
        (Kind::Handle, &["AbC_9", " ａbc_9"], "abc_9"),
        (
            Kind::OrderNumber,
            &["jd-20240115 01", "JD2024011501"],
            "JD2024011501",
        ),
        (
            Kind::Address,
            &["婺城区 八一南街1号", "婺城区八一南街１号。"],
            "婺城区八一南街1号",
        ),
        (Kind::FreeText, &["你\u{200b}好  吗", " 你好 吗"], "你好 吗"),
    ];
    for (kind, raws, normal) in cases {
        for raw in *raws {
            assert_eq!(normalise(*kind, raw), *normal, "{kind:?} {raw}");
        }
    }
}

#[test]
fn numbers_in_free_text_are_masked_where_they_stand() {
    use Kind::{Card, Landline, Mobile, NationalId, OrderNumber};
    let cases: &[(&str, &str, &[Kind])] = &[
        (
            "电话是13800131234，谢谢。",
            "电话是138****1234，谢谢。",
            &[Mobile],
        ),
        ("**138-0013-1234**", "**138****1234**", &[Mobile]),
        ("+86 138 0013 1234 打我", "+138****1234 打我", &[Mobile]),
        ("1 3 8 0 0 1 3 1 2 3 4", "138****1234", &[Mobile]),
        (
            "１３８\u{200b}００１３\u{2060}１２３４",
            "138****1234",
            &[Mobile],
        ),
        ("138‹ZWSP+3›00131234", "138****1234", &[Mobile]),
        ("1\u{332}3\u{332}8\u{332}00131234", "138****1234", &[Mobile]),
        ("一三八零零一三八〇〇〇", "138****8000", &[Mobile]),
        ("幺三八，零零一三，八零零零", "138****8000", &[Mobile]),
        ("138, 0013, 8000", "138****8000", &[Mobile]),
        (
            "手机十三八零零一三一二三四。",
            "手机138****1234。",
            &[Mobile],
        ),
        ("①③⑧⓪⓪①③①②③④", "138****1234", &[Mobile]),
        ("1️⃣3️⃣8️⃣00131234", "138****1234", &[Mobile]),
        (
            "身份证33010219900115123X。",
            "身份证330***********123X。",
            &[NationalId],
        ),
        (
            "330102 1990-01-15 1234",
            "330***********1234",
            &[NationalId],
        ),
        (
            "是三十三零一零二一九九零零一一五一二三四。",
            "是330***********1234。",
            &[NationalId],
        ),
        (
            "卡号6222 0800 1234 5678。",
            "卡号6222 **** **** 5678。",
            &[Card],
        ),
        (
            "六二二二零八零一零零零一六六六六六六六",
            "6222 **** **** 6666",
            &[Card],
        ),
        ("拨0579-86123412转801", "拨0579-****12转801", &[Landline]),
        ("四百零零一二三四五六", "****56", &[OrderNumber]),
        ("四零零六六六八八八八", "400-****88", &[Landline]),
        ("单号20240115220014123456", "单号****3456", &[OrderNumber]),
        (
            "中奖号码是一二三四五，六七。",
            "中奖号码是****67。",
            &[Landline],
        ),
        ("QQ 123456789", "QQ ****89", &[OrderNumber]),
        (
            "13800131234 13900135678",
            "138******** *******5678",
            &[Mobile, Mobile],
        ),
        (
            "13800131234、13900135678",
            "138****1234、139****5678",
            &[Mobile, Mobile],
        ),
        (
            "2024-01-15 13800131234",
            "2024-01-15 138****1234",
            &[Mobile],
        ),
        ("第2 138 0013 1234", "第2 138****1234", &[Mobile]),
        ("转账1000000元", "转账1,000,000元", &[]),
        ("共¥1234567.89", "共¥1,234,567.89", &[]),
    ];
    for (raw, shown, kinds) in cases {
        let (text, found) = mask_free_text(raw);
        assert_eq!(text, *shown, "{raw}");
        assert_eq!(
            found.iter().map(|found| found.kind).collect::<Vec<_>>(),
            *kinds,
            "{raw}"
        );
        assert_eq!(mask_free_text(&text).0, text, "{raw}");
    }
}

#[test]
fn what_is_no_personal_number_stays_legible() {
    let cases = [
        "奖金高达五百万呢，一共三千五百二十一万四千元",
        "转了 52000 元，手续费 12.50",
        "时间是2024-01-15 14:30，地址3-2-1001",
        "2024年1月15日到2024/2/15",
        "15/01/2024",
        "二零二四年一月十五日",
        "工号一二三四五，验证码123456",
        "每月5000-10000元",
        "2023-2024",
        "价格1500、3000、500",
        "99999.99",
        "1,000,000元",
        "一、二、三、四、五、六、七",
        "号码是零六、一三、二一、二八、三一、三五",
        "拨打96110或95588",
        "车牌京A12345",
        "",
        "没有数字",
    ];
    for raw in cases {
        assert_eq!(mask_free_text(raw), (raw.to_owned(), Vec::new()));
    }
}

#[test]
fn what_was_found_says_where_and_in_normal_form_but_not_in_logs() {
    let raw = "打+86-138 0013 1234，卡6222080012345678";
    let (_, found) = mask_free_text(raw);
    let places: Vec<_> = found
        .iter()
        .map(|found| (&raw[found.range.clone()], found.normalised.as_str()))
        .collect();
    assert_eq!(
        places,
        [
            ("86-138 0013 1234", "13800131234"),
            ("6222080012345678", "6222080012345678")
        ]
    );
    assert_eq!(format!("{:?}", found[0]), "Found(Mobile at 4..20)");
}

/// The longest row of digits a reader could put together, by another way than the detector's.
fn longest_row(text: &str) -> usize {
    let mut longest = 0;
    let mut row = 0;
    for c in text.nfkc() {
        if c.is_ascii_digit() || "〇零一二三四五六七八九幺".contains(c) {
            row += 1;
            longest = longest.max(row);
        } else if !(c.is_whitespace() || "-‐‑–—_.()\u{200b}\u{200d}".contains(c)) {
            row = 0;
        }
    }
    longest
}

#[test]
fn recorded_calls_keep_no_long_number_in_clear() {
    let folder = std::env::var_os("WATCHFLOOR_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/calls")),
        PathBuf::from,
    );
    let Ok(files) = std::fs::read_dir(&folder) else {
        eprintln!(
            "skipped: no recorded calls in {} (set WATCHFLOOR_DATA to their folder)",
            folder.display()
        );
        return;
    };
    let mut turns = 0;
    for path in files
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "jsonl"))
    {
        for line in std::fs::read_to_string(&path).unwrap().lines() {
            let call: serde_json::Value = serde_json::from_str(line).unwrap();
            for turn in ["left", "right"]
                .iter()
                .filter_map(|side| call[side].as_array())
                .flatten()
            {
                let raw = turn.as_str().unwrap();
                let (text, _) = mask_free_text(raw);
                assert!(longest_row(&text) < 7, "{text}");
                assert_eq!(mask_free_text(&text).0, text);
                turns += 1;
            }
        }
    }
    assert!(turns > 0, "no calls in {}", folder.display());
}

proptest! {
    #[test]
    fn masked_text_has_nothing_left_to_mask(raw in "[0-9０-９一二零八十百Xx,，、 .\\-¥元号\u{200b}‹›ZW+*①]{0,60}") {
        let (text, found) = mask_free_text(&raw);
        prop_assert_eq!(&mask_free_text(&text).0, &text);
        for found in found {
            prop_assert!(raw.get(found.range).is_some());
        }
    }

    #[test]
    fn any_spelling_of_a_mobile_is_found(tail in "[0-9]{9}", second in 3_u32..10, gaps in proptest::collection::vec(0_usize..8, 11),
        forms in proptest::collection::vec(0_usize..4, 11)) {
        let number = format!("1{second}{tail}");
        let mut raw = String::from("打我电话");
        for ((digit, gap), form) in number.chars().zip(gaps).zip(forms) {
            let value = digit.to_digit(10).unwrap();
            raw.push(match form {
                0 | 1 => digit,
                2 => char::from_u32(0xFF10 + value).unwrap(),
                _ => "〇一二三四五六七八九".chars().nth(value as usize).unwrap(),
            });
            raw.push_str(["", "", "", " ", "-", "\u{200b}", "　", "\u{ad}"][gap]);
        }
        raw.push('吧');
        let (text, found) = mask_free_text(&raw);
        prop_assert!(longest_row(&text) <= 7, "{}", text);
        prop_assert_eq!(found.len(), 1, "{}", raw);
        prop_assert_eq!(&found[0].normalised, &number);
    }

    #[test]
    fn masks_and_normal_forms_take_anything(raw in any::<String>(), at in 0_usize..9) {
        let kinds = [Kind::Mobile, Kind::Landline, Kind::NationalId, Kind::Card, Kind::Name, Kind::Address, Kind::Handle,
            Kind::OrderNumber, Kind::FreeText];
        let kind = kinds[at];
        let normal = normalise(kind, &raw);
        prop_assert_eq!(normalise(kind, &normal), normal);
        let shown = mask(kind, &raw);
        prop_assert_eq!(mask(kind, &shown), shown);
    }
}
