"""Writes the report: the summary, the chart, the authors with links to their pages, the folders.

usage: write_report.py SUMMARY STATISTICS STYLE OUTPUT

STYLE is the doctrine that governs reports: a Markdown file whose table gives the rules. A rule that is missing or
not understood is an error, for a report that quietly follows other rules is worse than none.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportlib import fail, markdown, number, read_json, write_text

SMALL_WORDS = {"a", "an", "and", "by", "of", "on", "the", "to"}


@dataclass(frozen=True)
class Style:
    """The rules of the doctrine that a program can follow."""

    authors: int
    folders: int
    title_case: bool
    chart_first: bool

    def heading(self, text: str) -> str:
        """A heading, given in sentence case."""
        if not self.title_case:
            return text
        words = text.split(" ")
        return " ".join(w if i and w in SMALL_WORDS else w[:1].upper() + w[1:] for i, w in enumerate(words))


def read_style(path: str) -> Style:
    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError as error:
        fail(f"cannot read {path}: {error.strerror}")
    rows: dict[str, str] = dict(re.findall(r"^\| *([^|]+?) *\| *([^|]+?) *\|$", text, re.MULTILINE))

    def rule(name: str, pattern: str) -> str:
        value = rows.get(name)
        if value is None:
            fail(f"{path} has no rule `{name}`")
        if not re.fullmatch(pattern, value):
            fail(f"{path}: the rule `{name}` is `{value}`, which is not understood")
        return value

    return Style(
        authors=int(rule("authors shown by name", r"\d{1,3}")),
        folders=int(rule("folders shown", r"\d{1,3}")),
        title_case=rule("headings", "sentence case|title case") == "title case",
        chart_first=rule("chart", "first|last") == "first",
    )


def authors_section(statistics: dict[str, Any], style: Style) -> list[str]:
    listed = statistics["authors"]
    total, commits = statistics["totals"]["authors"], statistics["totals"]["commits"]
    lines = [f"## {style.heading('Who wrote it')}", "", "| author | commits | share | added | removed | active |"]
    lines.append("|---|---:|---:|---:|---:|---|")
    for author in listed[: style.authors]:
        link = f"[{markdown(author['name'])}](authors/{author['key']}.md)"
        share = f"{(200 * author['commits'] + commits) // (2 * commits)}%"
        lines.append(
            f"| {link} | {number(author['commits'])} | {share} | {number(author['insertions'])} "
            f"| {number(author['deletions'])} | {author['firstDay']} – {author['lastDay']} |"
        )
    pages = [f"[{markdown(author['name'])}](authors/{author['key']}.md)" for author in listed[style.authors :]]
    if pages:
        lines += ["", f"Also: {', '.join(pages)}."]
    if total > len(listed):
        more = total - len(listed)
        lines += ["", f"{number(more)} more {'author has' if more == 1 else 'authors have'} no page of their own."]
    return [*lines, ""]


def folders_section(statistics: dict[str, Any], style: Style) -> list[str]:
    folders = statistics["folders"]
    if not folders:
        return []
    lines = [f"## {style.heading('What it touched')}", "", "| folder | commits | added | removed |", "|---|---:|---:|---:|"]
    for row in folders[: style.folders]:
        name = "(top)" if row["folder"] == "." else markdown(row["folder"])
        lines.append(
            f"| {name} | {number(row['commits'])} | {number(row['insertions'])} | {number(row['deletions'])} |"
        )
    hidden = len(folders) - style.folders
    if hidden > 0:
        lines += ["", f"And {number(hidden)} more."]
    return [*lines, ""]


def report(summary: dict[str, Any], statistics: dict[str, Any], style: Style) -> str:
    chart = [f"## {style.heading('Commits over time')}", "", "![Commits over time](commits.svg)", ""]
    lines = [f"# {markdown(summary['repository'])}: {style.heading('What the history tells')}", ""]
    lines += [f"- {markdown(sentence)}" for sentence in summary["sentences"]]
    lines.append("")
    for note in summary["notes"]:
        lines += [f"> {markdown(note)}", ""]
    if style.chart_first:
        lines += chart
    lines += authors_section(statistics, style)
    lines += folders_section(statistics, style)
    if not style.chart_first:
        lines += chart
    lines += [f"Made from commit `{statistics['head'][:12]}`.", ""]
    return "\n".join(lines)


def main() -> None:
    if len(sys.argv) != 5:
        fail("usage: write_report.py SUMMARY STATISTICS STYLE OUTPUT", 2)
    summary, statistics, style, output = sys.argv[1:]
    write_text(output, report(read_json(summary), read_json(statistics), read_style(style)))


if __name__ == "__main__":
    main()
