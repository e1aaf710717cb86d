//! Digits five lines high, for the one clock on a page that must not be overlooked.

/// The dots of each sign, three cells a line; a colon is one cell wide.
const SIGNS: [(char, [&str; 5]); 12] = [
    ('0', ["###", "# #", "# #", "# #", "###"]),
    ('1', [" # ", "## ", " # ", " # ", "###"]),
    ('2', ["###", "  #", "###", "#  ", "###"]),
    ('3', ["###", "  #", "###", "  #", "###"]),
    ('4', ["# #", "# #", "###", "  #", "  #"]),
    ('5', ["###", "#  ", "###", "  #", "###"]),
    ('6', ["###", "#  ", "###", "# #", "###"]),
    ('7', ["###", "  #", "  #", "  #", "  #"]),
    ('8', ["###", "# #", "###", "# #", "###"]),
    ('9', ["###", "# #", "###", "  #", "###"]),
    (':', [" ", "#", " ", "#", " "]),
    ('+', ["   ", " # ", "###", " # ", "   "]),
];

/// The five lines of a text of digits, drawn with `full`; signs it does not know are blanks. Twice as wide where
/// `room` allows, so that the digits look square.
pub fn lines(text: &str, full: &str, room: usize) -> [String; 5] {
    let wide = cells(text, 2) <= room;
    std::array::from_fn(|line| {
        let mut out = String::new();
        for sign in text.chars() {
            let known = SIGNS.iter().find(|(known, _)| *known == sign);
            let dots = known.map_or(" ", |(_, dots)| dots[line]);
            for dot in dots.chars() {
                let cell = if dot == '#' { full } else { " " };
                out.push_str(cell);
                if wide {
                    out.push_str(cell);
                }
            }
            out.push_str(if wide { "  " } else { " " });
        }
        out.trim_end().to_owned()
    })
}

/// Cells a text takes, each dot so many cells wide.
fn cells(text: &str, dot: usize) -> usize {
    let signs = text.chars().map(|sign| if sign == ':' { 1 } else { 3 });
    signs.map(|dots| (dots + 1) * dot).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::width::width;

    #[test]
    fn digits_are_five_lines_high_and_twice_as_wide_where_there_is_room() {
        let narrow = lines("1:23", "#", 20);
        assert_eq!(
            narrow,
            [
                " #    ### ###",
                "##  #   #   #",
                " #    ### ###",
                " #  # #     #",
                "###   ### ###"
            ]
        );
        let wide = lines("1:23", "█", 40);
        assert_eq!(wide[4], "██████      ██████  ██████");
        for room in [8, 20, 40, 80] {
            let lines = lines("01:59:59", "█", room);
            assert!(lines.iter().all(|line| width(line) <= room.max(30)));
        }
    }
}
