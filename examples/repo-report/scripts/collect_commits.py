"""Reads the history of a git repository: what each commit changed, by whom and when.

usage: collect_commits.py REPOSITORY SINCE OUTPUT

SINCE limits the history to commits after a date that `git log --since` understands; empty = the whole history.

The output depends on nothing but the repository's HEAD: dates are those of the commits in their authors' time zones,
and the options that a user's git configuration could change are set here. E-mail addresses only serve to tell people
with the same name apart; they are not written, and addresses in names and subjects are masked.

Exit codes: 1 for what trying again does not change, 75 (temporary failure) when git stopped halfway.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from reportlib import ADDRESS, count, fail, write_json

TEMPORARY_FAILURE = 75
# One commit: a mark, then these fields, each ended by NUL. %aN and %aE follow the repository's .mailmap.
FIELDS = "%x01%H%x00%P%x00%aN%x00%aE%x00%ad%x00%cd%x00%s"
FIELD_COUNT = 7
YEAR_2100 = 4_102_444_800


@dataclass
class Folder:
    """What a commit changed in one folder at the top."""

    files: int = 0
    insertions: int = 0
    deletions: int = 0


@dataclass
class Commit:
    """One commit, as git tells it."""

    hash: str
    parents: int
    name: str
    address: str
    date: datetime
    subject: str
    folders: dict[str, Folder] = field(default_factory=dict)


def git(repository: str, *args: str) -> subprocess.CompletedProcess[bytes]:
    """Runs git in the repository; its messages are in English, and it never asks."""
    return subprocess.run(["git", "-C", repository, *args], capture_output=True, env=environment(), check=False)


def environment() -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_PAGER": ""}


def text(raw: bytes) -> str:
    """Text that may be in an old encoding: UTF-8 where it is valid, else Latin-1. Control characters become spaces."""
    try:
        decoded = raw.decode("utf-8")
    except UnicodeDecodeError:
        decoded = raw.decode("latin-1")
    return " ".join("".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in decoded).split())


def masked(value: str) -> str:
    """The text without e-mail addresses."""
    return ADDRESS.sub(lambda match: match.group().partition("@")[0] + "@…", value)


def moment(author: bytes, committer: bytes) -> datetime:
    """The author's date in the author's time zone; where an old tool wrote an impossible one, the committer's."""
    for raw in (author, committer):
        seconds, _, zone = raw.decode("ascii").partition(" ")
        instant = int(seconds)
        if 0 <= instant < YEAR_2100:
            return datetime.fromtimestamp(instant, tz=time_zone(zone))
    return datetime.fromtimestamp(0, tz=timezone.utc)


def time_zone(text: str) -> timezone:
    """The zone such as `+0530`; UTC where it is none that there is."""
    if not re.fullmatch(r"[+-]\d{4}", text):
        return timezone.utc
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[3:5]))
    if offset > timedelta(hours=14):
        return timezone.utc
    return timezone(-offset if text[0] == "-" else offset)


def tokens(stream: Iterator[bytes]) -> Iterator[bytes]:
    """What stands between NUL bytes, without holding the whole output in memory."""
    rest = b""
    for chunk in stream:
        *whole, rest = (rest + chunk).split(b"\0")
        yield from whole
    if rest.strip():
        yield rest


def commits(repository: str, since: str) -> Iterator[Commit]:
    """Every commit that HEAD leads to, newest first."""
    command = ["git", "-C", repository, "-c", "log.showRoot=true", "-c", "diff.renameLimit=1000"]
    command += ["log", "-z", "--no-color", "--no-show-signature", "--no-ext-diff"]
    command += ["--no-textconv", "--no-notes", "--encoding=UTF-8", "--date=raw", "--numstat", "--find-renames=50%"]
    command += ["--diff-algorithm=myers", "--ignore-submodules=none", "--use-mailmap", f"--format=tformat:{FIELDS}"]
    if since:
        command.append(f"--since={since}")
    with subprocess.Popen([*command, "HEAD", "--"], stdout=subprocess.PIPE, env=environment()) as process:
        assert process.stdout is not None
        stdout = process.stdout
        yield from parse(tokens(iter(lambda: stdout.read(1 << 16), b"")))
    if process.returncode != 0:
        fail(f"git log stopped with {process.returncode}; the history was not read to its end", TEMPORARY_FAILURE)


def parse(parts: Iterator[bytes]) -> Iterator[Commit]:
    """Puts the fields and the changed files of each commit together."""
    commit: Commit | None = None
    for part in parts:
        if part.startswith(b"\x01"):
            if commit:
                yield commit
            rest = [next(parts, b"") for _ in range(FIELD_COUNT - 1)]
            parents, name, address, date, committed, subject = rest
            commit = Commit(
                hash=part[1:].decode("ascii"),
                parents=len(parents.split()),
                name=masked(text(name)) or "unknown",
                address=text(address).casefold(),
                date=moment(date, committed),
                subject=masked(text(subject)),
            )
        elif commit and part.strip(b"\n"):
            insertions, deletions, path = part.lstrip(b"\n").split(b"\t", 2)
            if not path:  # A rename: the old path and the new one follow on their own.
                next(parts, b"")
                path = next(parts, b"")
            top, inside, _ = path.partition(b"/")
            folder = commit.folders.setdefault(masked(text(top)) if inside else ".", Folder())
            folder.files += 1
            folder.insertions += 0 if insertions == b"-" else int(insertions)
            folder.deletions += 0 if deletions == b"-" else int(deletions)
    if commit:
        yield commit


def slug(name: str) -> str:
    """The name in a–z, 0–9 and `-`; empty where it has no such letters."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")


def author_keys(history: list[Commit]) -> dict[str, str]:
    """A key for each person. People are told apart by their addresses (by name where there is none).

    Of several with the same name, whoever committed first has the plain key and the others a few digits more, so that
    keys stay what they are while the history grows.
    """
    keys: dict[str, str] = {}
    taken: set[str] = set()
    for commit in sorted(history, key=lambda commit: (commit.date.timestamp(), commit.hash)):
        person = identity(commit)
        if person in keys:
            continue
        digest = hashlib.sha256(person.encode("utf-8")).hexdigest()
        base = slug(commit.name) or "author"
        candidates = [base, *(f"{base}-{digest[:length]}" for length in (6, 12, 64))]
        keys[person] = next(key for key in candidates if key not in taken)
        taken.add(keys[person])
    return keys


def identity(commit: Commit) -> str:
    return commit.address or f"name:{commit.name}"


def repository_name(repository: str) -> str:
    """What the origin calls it, which is the same on every machine; else the name of its folder."""
    origin = text(git(repository, "config", "--get", "remote.origin.url").stdout)
    where = origin or text(git(repository, "rev-parse", "--path-format=absolute", "--git-common-dir").stdout)
    parts = [part for part in re.split(r"[/\\:]", where) if part not in ("", ".git")]
    return masked(parts[-1].removesuffix(".git")) if parts else "repository"


def main() -> None:
    if len(sys.argv) != 4:
        fail("usage: collect_commits.py REPOSITORY SINCE OUTPUT", 2)
    repository, since, output = sys.argv[1:]
    inside = git(repository, "rev-parse", "--git-dir")
    if inside.returncode != 0:
        said = text(inside.stderr).removeprefix("fatal: ")
        fail(f"`{repository}` is not a git repository that can be read ({said}); give one with --set repository=PATH")
    head = git(repository, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    if head.returncode != 0:
        fail(f"the repository `{repository}` has no commits yet, so there is nothing to report on")

    history = list(commits(repository, since))
    if not history:
        fail(f"the repository `{repository}` has no commits since `{since}`; give an earlier date with --set since=DATE")
    keys = author_keys(history)
    shallow = git(repository, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true"
    write_json(
        output,
        {
            "repository": repository_name(repository),
            "head": head.stdout.decode("ascii").strip(),
            "since": since or None,
            "shallow": shallow,
            "commits": [record(commit, keys[identity(commit)]) for commit in history],
        },
    )
    print(f"{count(len(history), 'commit')} by {count(len(keys), 'author')}", file=sys.stderr)


def record(commit: Commit, key: str) -> dict[str, object]:
    folders = sorted(commit.folders.items())
    return {
        "hash": commit.hash,
        "author": {"key": key, "name": commit.name},
        "date": commit.date.isoformat(timespec="seconds"),
        "subject": commit.subject,
        "merge": commit.parents > 1,
        "filesChanged": sum(folder.files for _, folder in folders),
        "insertions": sum(folder.insertions for _, folder in folders),
        "deletions": sum(folder.deletions for _, folder in folders),
        "folders": [
            {"folder": name, "files": one.files, "insertions": one.insertions, "deletions": one.deletions}
            for name, one in folders
        ],
    }


if __name__ == "__main__":
    main()
