//! Makes addresses in evidence harmless: nothing that is copied or clicked from a screen leads anywhere.
//! `https://bad.example` is shown as `hxxps://bad[.]example`. Too much is bracketed rather than too little.

/// Country and generic domains written in Chinese that people know.
const CHINESE_DOMAINS: [&str; 10] = [
    "中国", "中國", "公司", "网络", "网址", "在线", "香港", "集团", "商城", "手机",
];

/// Defangs schemes, domain names and IPv4 addresses; a fixed point. The rest of the text stays as it is.
pub fn defang(text: &str) -> String {
    let shown: Vec<char> = text.chars().collect();
    let folded: Vec<char> = shown.iter().copied().map(fold).collect();
    let mut out = Rewrite {
        replaced: shown,
        bracketed: vec![false; folded.len()],
    };
    schemes(&folded, &mut out);
    domains(&folded, &mut out);
    out.finish(&folded)
}

/// The text being rewritten: characters replaced in place, and which are put into brackets.
struct Rewrite {
    replaced: Vec<char>,
    bracketed: Vec<bool>,
}

impl Rewrite {
    fn finish(self, folded: &[char]) -> String {
        let mut out = String::with_capacity(self.replaced.len() + 16);
        for (at, (&c, &bracket)) in self.replaced.iter().zip(&self.bracketed).enumerate() {
            if bracket && !is_bracketed(folded, at) {
                out.extend(['[', c, ']']);
            } else {
                out.push(c);
            }
        }
        out
    }
}

fn is_bracketed(folded: &[char], at: usize) -> bool {
    at > 0 && folded[at - 1] == '[' && folded.get(at + 1) == Some(&']')
}

/// Full-width letters and signs work in an address bar; they are matched as ASCII.
fn fold(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '。' | '\u{FF61}' => '。',
        _ => c.to_ascii_lowercase(),
    }
}

/// `http` becomes `hxxp`, the colon of any other scheme is bracketed, and so are the dots of the host.
fn schemes(folded: &[char], out: &mut Rewrite) {
    for colon in 1..folded.len() {
        if !folded[colon..].starts_with(&[':', '/', '/']) {
            continue;
        }
        let start = folded[..colon]
            .iter()
            .rposition(|&c| !is_scheme_char(c))
            .map_or(0, |at| at + 1);
        let scheme: String = folded[start..colon].iter().collect();
        match scheme.as_str() {
            "" => continue,
            "http" | "https" => out.replaced[start + 1..start + 3].fill('x'),
            "hxxp" | "hxxps" => {}
            _ => out.bracketed[colon] = true,
        }
        let host = colon + 3;
        let ends = |c: &char| matches!(c, '/' | '?' | '#') || c.is_whitespace();
        let end = folded[host..]
            .iter()
            .position(ends)
            .map_or(folded.len(), |at| host + at);
        for dot in host..end {
            let next_is_label = |c: &char| {
                if folded[dot] == '。' {
                    is_label(*c)
                } else {
                    c.is_alphanumeric()
                }
            };
            if is_dot(folded[dot]) && folded.get(dot + 1).is_some_and(next_is_label) {
                out.bracketed[dot] = true;
            }
        }
    }
}

/// Brackets the dots of everything that reads as a domain name or an IPv4 address.
fn domains(folded: &[char], out: &mut Rewrite) {
    let mut at = 0;
    while at < folded.len() {
        if !is_label(folded[at]) {
            if is_dot(folded[at]) && before_chinese_domain(folded, at) {
                out.bracketed[at] = true;
            }
            at += 1;
            continue;
        }
        let start = at;
        let mut dots = Vec::new();
        let mut label = at;
        while at < folded.len() {
            if is_label(folded[at]) {
                at += 1;
            } else if is_dot(folded[at]) && folded.get(at + 1).copied().is_some_and(is_label) {
                dots.push(at);
                label = at + 1;
                at += 1;
            } else {
                break;
            }
        }
        if is_top_level(&folded[label..at]) || is_ipv4(&folded[start..at]) {
            for dot in dots {
                out.bracketed[dot] = true;
            }
        }
    }
}

fn before_chinese_domain(folded: &[char], dot: usize) -> bool {
    let rest: String = folded[dot + 1..].iter().take(2).collect();
    let after_label = dot > 0 && folded[dot - 1].is_alphanumeric();
    folded[dot] == '.' && after_label && CHINESE_DOMAINS.contains(&rest.as_str())
}

fn is_top_level(label: &[char]) -> bool {
    label.starts_with(&['x', 'n', '-', '-'])
        || (label.len() >= 2 && label.iter().all(char::is_ascii_alphabetic))
}

fn is_ipv4(text: &[char]) -> bool {
    let octets = text.split(|&c| is_dot(c));
    octets.clone().count() == 4
        && octets
            .into_iter()
            .all(|o| o.len() <= 3 && o.iter().all(char::is_ascii_digit))
}

fn is_scheme_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')
}

fn is_label(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

fn is_dot(c: char) -> bool {
    matches!(c, '.' | '。')
}
