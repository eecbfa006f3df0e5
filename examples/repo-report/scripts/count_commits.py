"""Counts the commits: in all, by author, by day and month, by weekday and hour, by folder at the top.

usage: count_commits.py COMMITS PAGES OUTPUT

PAGES is how many authors are listed, those with the most commits first; the totals count everybody. What is said of an
author depends on that author's commits only, so that a commit of one does not change what is known of another.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

from reportlib import count, fail, read_json, write_json

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def sums(commits: list[dict[str, Any]]) -> dict[str, Any]:
    """What is counted of any set of commits. Dates are days in the authors' own time zones."""
    days = {commit["date"][:10] for commit in commits}
    return {
        "commits": len(commits),
        "merges": sum(commit["merge"] for commit in commits),
        "filesChanged": sum(commit["filesChanged"] for commit in commits),
        "insertions": sum(commit["insertions"] for commit in commits),
        "deletions": sum(commit["deletions"] for commit in commits),
        "firstDay": min(days),
        "lastDay": max(days),
        "activeDays": len(days),
    }


def by_month(commits: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Months in which something happened, in order."""
    months: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for commit in commits:
        months[commit["date"][:7]].append(commit)
    return [
        {
            "month": month,
            "commits": len(group),
            "authors": len({commit["author"]["key"] for commit in group}),
            "insertions": sum(commit["insertions"] for commit in group),
            "deletions": sum(commit["deletions"] for commit in group),
        }
        for month, group in sorted(months.items())
    ]


def by_folder(commits: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Folders at the top (`.` = files that lie there themselves), the one that most commits touched first."""
    folders: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for commit in commits:
        for part in commit["folders"]:
            counted = {"files": part["files"], "insertions": part["insertions"], "deletions": part["deletions"]}
            folders[part["folder"]].update({"commits": 1, **counted})
    rows = [
        {
            "folder": name,
            "commits": one["commits"],
            "fileChanges": one["files"],
            "insertions": one["insertions"],
            "deletions": one["deletions"],
        }
        for name, one in folders.items()
    ]
    return sorted(rows, key=lambda row: (-row["commits"], row["folder"]))


def by_weekday_and_hour(commits: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Seven rows of 24 hours, in the authors' own time zones."""
    hours = [[0] * 24 for _ in WEEKDAYS]
    for commit in commits:
        date = datetime.fromisoformat(commit["date"])
        hours[date.weekday()][date.hour] += 1
    return [{"weekday": day, "commits": sum(row), "hours": row} for day, row in zip(WEEKDAYS, hours, strict=True)]


def by_author(commits: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The authors, the one with the most commits first, each by the name of the newest commit."""
    authors: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for commit in commits:
        authors[commit["author"]["key"]].append(commit)
    rows = []
    for key, own in authors.items():
        months = [{"month": row["month"], "commits": row["commits"]} for row in by_month(own)]
        folders = [{"folder": row["folder"], "commits": row["commits"]} for row in by_folder(own)[:5]]
        rows.append({"key": key, "name": own[0]["author"]["name"], **sums(own), "months": months, "folders": folders})
    return sorted(rows, key=lambda row: (-row["commits"], row["key"]))


def main() -> None:
    if len(sys.argv) != 4 or not sys.argv[2].isdecimal():
        fail("usage: count_commits.py COMMITS PAGES OUTPUT", 2)
    source, pages, output = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    history = read_json(source)
    commits = history["commits"]
    authors = by_author(commits)
    days = Counter(commit["date"][:10] for commit in commits)
    write_json(
        output,
        {
            "repository": history["repository"],
            "head": history["head"],
            "since": history["since"],
            "shallow": history["shallow"],
            "totals": {**sums(commits), "authors": len(authors)},
            "commitsByAuthor": [author["commits"] for author in authors],
            "days": [{"day": day, "commits": number} for day, number in sorted(days.items())],
            "months": by_month(commits),
            "weekdays": by_weekday_and_hour(commits),
            "folders": by_folder(commits),
            "authors": authors[:pages],
        },
    )
    print(f"{count(len(authors), 'author')}, {min(pages, len(authors))} listed", file=sys.stderr)


if __name__ == "__main__":
    main()
