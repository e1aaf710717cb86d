use super::*;

struct Line(Vec<(Field, Value<'static>)>);

impl Row for Line {
    fn value(&self, field: Field) -> Value<'_> {
        let found = self.0.iter().find(|(of, _)| *of == field);
        found.map_or(Value::None, |(_, value)| *value)
    }

    fn bank(&self, part: &str) -> bool {
        begins("ICBC".chars(), part) || holds("工商银行", part)
    }

    fn says(&self, part: &str) -> bool {
        holds("138****1234 冒充公检法 Bank Clerk", part)
    }
}

#[test]
fn words_take_what_they_name() {
    let me: Sub = "u:0412".parse().unwrap();
    let other: Sub = "u:0399".parse().unwrap();
    let other: &'static Sub = Box::leak(Box::new(other));
    let row = Line(vec![
        (Field::Tier, Value::Number(0)),
        (Field::Type, Value::Number(6)),
        (Field::Age, Value::Number(6 * 60_000)),
        (Field::Amount, Value::Number(5_200_000)),
        (Field::Owner, Value::Person(Some(other))),
        (Field::No, Value::Number(412)),
    ]);
    for (text, taken) in [
        ("", true),
        ("tier:P0", true),
        ("tier:极", true),
        ("tier:p1,p0", true),
        ("tier<P1", true),
        ("tier:P1", false),
        ("type:T07", true),
        ("type:police", true),
        ("type:公检法", true),
        ("type:T08", false),
        ("age>5m", true),
        ("age>6m", false),
        ("age<1h tier:P0", true),
        ("amount>50k", true),
        ("amount>5.2万", false),
        ("amount<5.3w", true),
        ("owner:0399", true),
        ("owner:me", false),
        ("owner:none", false),
        ("no:411,412", true),
        ("no>412", false),
        ("worth>1", false),
        ("\"bank clerk\"", true),
        ("138****1234 公检", true),
        ("clerk,", false),
        // As a Chinese input method sends it.
        ("ｔｉｅｒ：Ｐ０　ａｇｅ＞５ｍ", true),
        ("“bank  clerk”", false),
    ] {
        let filter = Filter::parse(Pane::Queue, text, Some(&me)).unwrap();
        assert_eq!(filter.takes(&row), taken, "{text}");
    }
    for (text, taken) in [("bank:icb", true), ("bank:工商", true), ("bank:BOC", false)] {
        let filter = Filter::parse(Pane::Orders, text, None).unwrap();
        assert_eq!(filter.takes(&row), taken, "{text}");
    }
}

#[test]
fn what_can_not_be_is_named_with_what_can() {
    for (table, text, said) in [
        (
            Pane::Queue,
            "bank:ICBC",
            "No field `bank` here. There are: tier clock who type amount worth age state owner no call, and \"text\".",
        ),
        (
            Pane::Queue,
            "tier:P9",
            "`p9` is no tier. Allowed: P0 P1 P2 P3.",
        ),
        (
            Pane::Queue,
            "age>soon",
            "`soon` is no age. Allowed: age>5m age<2h age>30s age>1d.",
        ),
        (
            Pane::Orders,
            "amount:50k",
            "`amount:50k` is no amount. Allowed: amount>50k amount<1.5m amount>5万.",
        ),
        (
            Pane::Officers,
            "state:gone",
            "`gone` is no state. Allowed: on_seat busy away break field off.",
        ),
        (
            Pane::Teams,
            "colour:red",
            "No field `colour` here. There are: team waiting inhand oldest staff, and \"text\".",
        ),
    ] {
        let bad = Filter::parse(table, text, None).unwrap_err();
        assert_eq!(bad.text(crate::text::words::Lang::En), said, "{text}");
    }
}
