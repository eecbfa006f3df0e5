"""Draws the commits over time as an SVG bar chart that needs nothing but itself, in the reader's light or dark colours.

usage: draw_chart.py STATISTICS OUTPUT

A bar is a day, a month, a quarter or a year, whichever gives a chart that can be read. Days without commits count, so
that the distance between two bars is the time between them.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from xml.sax.saxutils import escape

from reportlib import count, fail, number, read_json, write_text

WIDTH, HEIGHT = 880, 340
LEFT, RIGHT, TOP, BOTTOM = 56, 36, 76, 44
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
MOST_BARS = 64
MOST_LABELS = 12

STYLE = """
    .ground { fill: #ffffff; stroke: #d8dee4 }
    .title { fill: #1f2328; font-size: 17px; font-weight: 600 }
    .note, .label { fill: #59636e; font-size: 12px }
    .grid { stroke: #e6eaef }
    .axis { stroke: #b6bfc9 }
    .bar { fill: #2f6fdb }
    .most { fill: #12408f }
    @media (prefers-color-scheme: dark) {
      .ground { fill: #0f141b; stroke: #2d3440 }
      .title { fill: #eef2f6 }
      .note, .label { fill: #9aa6b2 }
      .grid { stroke: #222a35 }
      .axis { stroke: #465160 }
      .bar { fill: #5b97f5 }
      .most { fill: #a9c9ff }
    }
"""


@dataclass(frozen=True)
class Unit:
    """What one bar stands for."""

    name: str
    start: Callable[[date], date]
    """The day on which the bar that holds a day begins."""
    ordinal: Callable[[date], int]
    """The number of a bar, such that even steps fall on even places of the calendar."""
    label: Callable[[date], str]
    """Under the axis."""
    full: Callable[[date], str]
    """Standing alone."""
    steps: tuple[int, ...]
    """How many bars may share a label."""


def next_month(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def quarter(day: date) -> int:
    return (day.month - 1) // 3


def month_label(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year:04}"


def quarter_label(day: date) -> str:
    return f"Q{quarter(day) + 1} {day.year:04}"


def day_label(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}"


def year_label(day: date) -> str:
    return f"{day.year:04}"


DAY = Unit("day", lambda day: day, date.toordinal, day_label, lambda day: f"{day_label(day)} {day.year:04}", (1, 2, 7))
MONTH = Unit(
    "month",
    lambda day: day.replace(day=1),
    lambda day: day.year * 12 + day.month - 1,
    month_label,
    month_label,
    (1, 2, 3, 6, 12),
)
QUARTER = Unit(
    "quarter",
    lambda day: date(day.year, quarter(day) * 3 + 1, 1),
    lambda day: day.year * 4 + quarter(day),
    quarter_label,
    quarter_label,
    (1, 2, 4, 8),
)
YEAR = Unit("year", lambda day: date(day.year, 1, 1), lambda day: day.year, year_label, year_label, (1, 2, 5, 10, 20))


def following(unit: Unit, day: date) -> date:
    """The day on which the next bar begins."""
    if unit is DAY:
        return day + timedelta(days=1)
    return next_month(day, {"month": 1, "quarter": 3, "year": 12}[unit.name])


def unit_for(first: date, last: date) -> Unit:
    """The smallest unit that does not give too many bars."""
    if (last - first).days < 45:
        return DAY
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if months <= MOST_BARS:
        return MONTH
    return QUARTER if months / 3 <= MOST_BARS else YEAR


def bars(days: list[dict[str, Any]]) -> tuple[Unit, list[tuple[date, int]]]:
    """The unit, and each bar's first day and number of commits; empty bars too."""
    first, last = (date.fromisoformat(days[end]["day"]) for end in (0, -1))
    unit = unit_for(first, last)
    if unit is DAY:  # A young repository: show a week at least.
        first = min(first, last - timedelta(days=6))
    commits: Counter[date] = Counter()
    for row in days:
        commits[unit.start(date.fromisoformat(row["day"]))] += row["commits"]
    start, rows = unit.start(first), []
    while start <= last:
        rows.append((start, commits[start]))
        start = following(unit, start)
    return unit, rows


def step_for(most: int) -> int:
    """The distance between two lines of the grid: 1, 2 or 5 times a power of ten, for at most five lines."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if most <= step * factor * 5:
                return step * factor
        step *= 10


def place(value: float) -> str:
    """A coordinate with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


def bar(x: float, y: float, width: float, base: float) -> str:
    """The outline of a bar with rounded shoulders."""
    r = min(3.0, width / 2, base - y)
    return (
        f"M{place(x)} {place(base)}V{place(y + r)}q0 {place(-r)} {place(r)} {place(-r)}"
        f"h{place(width - 2 * r)}q{place(r)} 0 {place(r)} {place(r)}V{place(base)}z"
    )


def chart(statistics: dict[str, Any]) -> str:
    unit, rows = bars(statistics["days"])
    totals = statistics["totals"]
    most = max(number_of for _, number_of in rows)
    step = step_for(most)
    top = -(-most // step) * step
    base, plot = HEIGHT - BOTTOM, HEIGHT - BOTTOM - TOP
    slot = (WIDTH - LEFT - RIGHT) / len(rows)
    width = min(slot * 0.74, 44.0)
    title = f"Commits per {unit.name}"
    peak = next(row for row, commits in rows if commits == most)
    said = f"{count(totals['commits'], 'commit')} by {count(totals['authors'], 'author')}"
    note = f"{said} · most in one {unit.name}: {number(most)} ({unit.full(peak)})"

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" aria-label="{escape(title)}: {escape(note)}" '
        'font-family="system-ui, -apple-system, \'Segoe UI\', \'DejaVu Sans\', sans-serif">',
        f"  <style>{STYLE}  </style>",
        f'  <rect class="ground" x=".5" y=".5" width="{WIDTH - 1}" height="{HEIGHT - 1}" rx="10"/>',
        f'  <text class="title" x="24" y="34">{escape(title)}</text>',
        f'  <text class="note" x="24" y="54">{escape(note)}</text>',
    ]
    for value in range(0, top + 1, step):
        y = place(base - plot * value / top)
        kind = "grid" if value else "axis"
        parts.append(f'  <path class="{kind}" d="M{LEFT} {y}H{WIDTH - RIGHT}"/>')
        parts.append(f'  <text class="label" x="{LEFT - 8}" y="{y}" dy="4" text-anchor="end">{number(value)}</text>')
    every = next((step for step in unit.steps if len(rows) / step <= MOST_LABELS), unit.steps[-1])
    for index, (row, commits) in enumerate(rows):
        middle = LEFT + slot * (index + 0.5)
        if commits:
            outline = bar(middle - width / 2, base - max(plot * commits / top, 1.5), width, base)
            kind = "most" if row == peak else "bar"
            hint = f"{unit.full(row)}: {count(commits, 'commit')}"
            parts.append(f'  <path class="{kind}" d="{outline}"><title>{escape(hint)}</title></path>')
        if unit.ordinal(row) % every == 0:
            label = escape(unit.label(row))
            parts.append(f'  <text class="label" x="{place(middle)}" y="{base + 20}" text-anchor="middle">{label}</text>')
    return "\n".join([*parts, "</svg>", ""])


def main() -> None:
    if len(sys.argv) != 3:
        fail("usage: draw_chart.py STATISTICS OUTPUT", 2)
    write_text(sys.argv[2], chart(read_json(sys.argv[1])))


if __name__ == "__main__":
    main()
