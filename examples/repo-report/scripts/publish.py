"""Puts the report, the chart and the authors' pages into one folder, with a manifest that says what lies there.

usage: publish.py STATISTICS REPORT MANIFEST

The chart and the pages lie beside REPORT; the new folder is the one that MANIFEST lies in. Copied is what the
statistics name: pages of authors who are gone stay behind. Nothing is published that holds an e-mail
address; that is the rule `no-addresses` of the graph. The folder is made beside the old one and takes its place when
it is complete.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path

from reportlib import ADDRESS, count, fail, read_json, write_json


def main() -> None:
    if len(sys.argv) != 4:
        fail("usage: publish.py STATISTICS REPORT MANIFEST", 2)
    statistics, source, target = read_json(sys.argv[1]), Path(sys.argv[2]).parent, Path(sys.argv[3]).parent
    pages = [f"authors/{author['key']}.md" for author in statistics["authors"]]
    fresh = target.with_name(target.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    files = []
    for name in sorted(["commits.svg", "report.md", *pages]):
        try:
            content = (source / name).read_bytes()
        except OSError as error:
            fail(f"cannot read {source / name}: {error.strerror}")
        text = content.decode("utf-8")
        if found := ADDRESS.search(text):
            line = text.count("\n", 0, found.start()) + 1
            fail(f"{source / name}:{line} holds an e-mail address, which the rule no-addresses forbids")
        copy = fresh / name
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(content)
        files.append({"path": name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)})
    manifest = {
        "repository": statistics["repository"],
        "head": statistics["head"],
        "commits": statistics["totals"]["commits"],
        "files": files,
    }
    write_json(fresh / "manifest.json", manifest)
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
    print(f"{count(len(files), 'file')} published", file=sys.stderr)


if __name__ == "__main__":
    main()
