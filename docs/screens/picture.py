#!/usr/bin/env python3
"""Draws a terminal's screen as SVG: reads what `tmux capture-pane -e -p` prints, writes the picture.

Every character is put where its cell is, wide ones have two, and lines and bars are drawn, not written, so that no
font can leave a gap in them. Usage: picture.py COLUMNS < SCREEN > SVG
"""

import re
import sys
import unicodedata
from html import escape

CELL, LINE, SIZE = 9, 19, 15
INK, PAPER = "#d0d0d0", "#121212"
NAMED = "#000000 #cd3131 #0dbc79 #e5e510 #2472c8 #bc3fbc #11a8cd #e5e5e5 #666666 #f14c4c #23d18b #f5f543 #3b8eea #d670d6 #29b8db #ffffff".split()
# Which arms a border has: left, right, up, down.
ARMS = {"─": "lr", "│": "ud", "┌": "rd", "┐": "ld", "└": "ru", "┘": "lu", "├": "rud", "┤": "lud", "┬": "lrd", "┴": "lru", "┼": "lrud"}
SHADES = {"█": 1, "▓": 0.75, "▒": 0.5, "░": 0.25}


def colour(n):
    """A colour of the 256."""
    if n < 16:
        return NAMED[n]
    if n >= 232:
        return "#" + f"{8 + 10 * (n - 232):02x}" * 3
    steps = (0, 95, 135, 175, 215, 255)
    n -= 16
    return "#" + "".join(f"{steps[part]:02x}" for part in (n // 36, n // 6 % 6, n % 6))


def styled(style, codes):
    """The style after one escape sequence."""
    style, codes = dict(style), [int(code or 0) for code in re.split("[;:]", codes)]
    while codes:
        code = codes.pop(0)
        if code == 0:
            style = {}
        elif code in (38, 48):
            kind = codes.pop(0)
            found = colour(codes.pop(0)) if kind == 5 else "#" + "".join(f"{codes.pop(0):02x}" for _ in range(3))
            style["ink" if code == 38 else "paper"] = found
        elif code in (39, 49):
            style.pop("ink" if code == 39 else "paper", None)
        elif 30 <= code % 60 <= 37 and code < 100:
            style["ink"] = NAMED[code - 30 if code < 40 else code - 82]
        elif 40 <= code <= 47 or 100 <= code <= 107:
            style["paper"] = NAMED[code - 40 if code < 50 else code - 92]
        else:
            word = {1: ("bold", True), 2: ("dim", True), 4: ("line", True), 7: ("turned", True), 22: ("bold", False), 24: ("line", False), 27: ("turned", False)}.get(code)
            if word:
                style[word[0]] = word[1]
            if code == 22:
                style["dim"] = False
    return style


def cells(line, style):
    """The cells of a line as (column, width, character, style), and the style it ends with."""
    found, column = [], 0
    for piece in re.split(r"(\x1b\[[\d;:]*m)", line):
        sequence = re.fullmatch(r"\x1b\[([\d;:]*)m", piece)
        if sequence:
            style = styled(style, sequence[1])
            continue
        for char in piece:
            width = 2 if unicodedata.east_asian_width(char) in "WF" else 1
            found.append((column, width, char, style))
            column += width
    return found, style


def colours(style):
    ink, paper = style.get("ink", INK), style.get("paper", PAPER)
    return (paper, ink) if style.get("turned") else (ink, paper)


def runs(row):
    """Neighbours of one style and one width, as text to write; two blanks begin a new one."""
    run = []
    for cell in row:
        drawn = cell[2] in ARMS or cell[2] in SHADES
        gap = run and run[-1][2] == cell[2] == " "
        if run and (drawn or gap or cell[3] != run[0][3] or cell[1] != run[0][1]):
            yield run
            run = []
        if not drawn:
            run.append(cell)
    if run:
        yield run


def text(run, top):
    """A run of text; blanks at its ends are left out."""
    while run and run[-1][2] == " ":
        run = run[:-1]
    while run and run[0][2] == " ":
        run = run[1:]
    if not run:
        return ""
    style = run[0][3]
    extra = ' font-weight="bold"' if style.get("bold") else ""
    extra += ' opacity="0.6"' if style.get("dim") else ""
    extra += ' text-decoration="underline"' if style.get("line") else ""
    words = escape("".join(cell[2] for cell in run))
    places = " ".join(str(cell[0] * CELL) for cell in run)
    return f'<text x="{places}" y="{top + SIZE}" fill="{colours(style)[0]}"{extra}>{words}</text>'


def drawn(cell, top):
    """A border or a bar."""
    column, _, char, style = cell
    ink, x, y = colours(style)[0], column * CELL, top
    if char in SHADES:
        return f'<rect x="{x}" y="{y}" width="{CELL}" height="{LINE}" fill="{ink}" opacity="{SHADES[char]}"/>'
    middle = f"M{x + CELL / 2} {y + LINE / 2}"
    ends = {"l": f"H{x}", "r": f"H{x + CELL}", "u": f"V{y}", "d": f"V{y + LINE}"}
    return f'<path d="{"".join(middle + ends[arm] for arm in ARMS[char])}" stroke="{ink}"/>'


def picture(lines, columns):
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {columns * CELL} {len(lines) * LINE}" font-family="DejaVu Sans Mono, Menlo, Consolas, Noto Sans Mono CJK SC, monospace" font-size="{SIZE - 1}" xml:space="preserve">'
    yield f'<rect width="100%" height="100%" fill="{PAPER}"/>'
    style = {}
    for at, line in enumerate(lines):
        row, style = cells(line, style)
        top = at * LINE
        for column, width, _, look in row:
            if colours(look)[1] != PAPER:
                yield f'<rect x="{column * CELL}" y="{top}" width="{width * CELL}" height="{LINE}" fill="{colours(look)[1]}"/>'
        yield from filter(None, (text(run, top) for run in runs(row)))
        yield from (drawn(cell, top) for cell in row if cell[2] in ARMS or cell[2] in SHADES)
    yield "</svg>"


print("\n".join(picture(sys.stdin.read().splitlines(), int(sys.argv[1]))))
