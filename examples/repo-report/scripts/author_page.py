"""Writes the page of one author.

usage: author_page.py AUTHOR OUTPUT

AUTHOR is the author's element of the statistics, as JSON. The page says nothing that does not follow from it: no rank
and no share of a whole, so that it stays as it is while others commit.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from reportlib import count, fail, markdown, number, write_text

BAR = 24


def page(author: dict[str, Any]) -> str:
    days = f"on {author['firstDay']}"
    if author["firstDay"] != author["lastDay"]:
        days = f"from {author['firstDay']} to {author['lastDay']}, on {count(author['activeDays'], 'day')}"
    merges = f", {number(author['merges'])} of them merges" if author["merges"] else ""
    lines = [
        f"# {markdown(author['name'])}",
        "",
        f"{count(author['commits'], 'commit')}{merges}, {days}.",
        f"{count(author['insertions'], 'line')} added, {number(author['deletions'])} removed, "
        f"in {count(author['filesChanged'], 'change')} of files.",
        "",
    ]
    if author["folders"]:
        lines += ["## Where", "", "| folder | commits |", "|---|---:|"]
        lines += [f"| {place(row['folder'])} | {number(row['commits'])} |" for row in author["folders"]]
        lines.append("")
    most = max(row["commits"] for row in author["months"])
    lines += ["## When", "", "| month | commits | |", "|---|---:|---|"]
    for row in author["months"]:
        bar = "█" * max(1, round(BAR * row["commits"] / most))
        lines.append(f"| {row['month']} | {number(row['commits'])} | {bar} |")
    return "\n".join([*lines, "", "[Back to the report](../report.md)", ""])


def place(folder: str) -> str:
    return "(top)" if folder == "." else markdown(folder)


def main() -> None:
    if len(sys.argv) != 3:
        fail("usage: author_page.py AUTHOR OUTPUT", 2)
    try:
        author = json.loads(sys.argv[1])
    except ValueError as error:
        fail(f"AUTHOR is not JSON: {error}", 2)
    write_text(sys.argv[2], page(author))


if __name__ == "__main__":
    main()
