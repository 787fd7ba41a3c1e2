"""Draw the skills map: a square for every cell, the darker the more.

Rules:

- The picture is one SVG file without scripts, styles or anything from elsewhere.
- Every square says its number; colour alone says nothing. What is withheld is an outline.
- Right-to-left languages read it from the right.

What it does not do: choose or count anything.
"""

from collections.abc import Callable, Sequence

from markupsafe import escape

LABEL_WIDTH, HEAD, CELL, GAP, MARGIN = 230, 150, 52, 4, 90
INK, PAPER, LINE = "#1d2b2a", "#ffffff", "#9aa8a6"
SHADES = ("#e3efec", "#bfdcd5", "#8fc1b6", "#569f91", "#2a7466", "#124c42")
STEPS = (20, 50, 100, 250, 1000)
"""From which number on the next shade is used."""


def draw_map(
    *,
    title: str,
    description: str,
    columns: Sequence[str],
    rows: Sequence[tuple[str, Sequence[int | None], int]],
    number: Callable[[float], str],
    direction: str,
) -> str:
    """Draw rows of numbers as shaded squares with their numbers in them."""
    width = LABEL_WIDTH + len(columns) * CELL + MARGIN
    height = HEAD + max(len(rows), 1) * CELL + GAP
    rtl = direction == "rtl"

    def across(start: int, size: int) -> int:
        return width - start - size if rtl else start

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"',
        f' width="{width}" height="{height}" role="img" direction="{direction}"',
        ' font-family="sans-serif" font-size="14">',
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>",
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/>',
    ]
    for position, column in enumerate(columns):
        x = across(LABEL_WIDTH + position * CELL, CELL) + CELL // 2
        turn = 60 if rtl else -60
        parts.append(
            f'<text x="{x}" y="{HEAD - 8}" fill="{INK}" transform="rotate({turn} {x} {HEAD - 8})">'
            f"{escape(column)}</text>"
        )
    for line, (name, cells, _) in enumerate(rows):
        y = HEAD + line * CELL
        parts.append(
            f'<text x="{width - 4 if rtl else 4}" y="{y + CELL // 2 + 5}" fill="{INK}">'
            f"{escape(name)}</text>"
        )
        for position, value in enumerate(cells):
            x = across(LABEL_WIDTH + position * CELL, CELL)
            parts.append(_square(x, y, value, number))
    return "".join([*parts, "</svg>"])


def _square(x: int, y: int, value: int | None, number: Callable[[float], str]) -> str:
    size = CELL - GAP
    if value is None:
        return (
            f'<rect x="{x}" y="{y}" width="{size}" height="{size}" fill="none" '
            f'stroke="{LINE}" stroke-dasharray="3 3"/>'
        )
    shade = sum(value >= step for step in STEPS)
    ink = PAPER if shade >= 3 else INK
    return (
        f'<rect x="{x}" y="{y}" width="{size}" height="{size}" fill="{SHADES[shade]}"/>'
        f'<text x="{x + size // 2}" y="{y + size // 2 + 5}" text-anchor="middle" fill="{ink}">'
        f"{escape(number(value))}</text>"
    )
