"""What the Python scripts of this example share: reading and writing files the same way on every machine.

Declared in the graph as an artifact that no stage writes, so that a change of it counts for the stages that import it.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any, NoReturn

# An e-mail address, by the rule `no-addresses` of the graph: such text is masked when read and refused when published.
ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}")
MARKDOWN_SPECIAL = "\\`*_{}[]<>#|~"


def fail(message: str, code: int = 1) -> NoReturn:
    """Ends the script with a line that says what happened."""
    print(f"error: {message}", file=sys.stderr)
    raise SystemExit(code)


def read_json(path: str) -> Any:
    """The content of a JSON file."""
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        fail(f"cannot read {path}: {error.strerror}")
    except ValueError as error:
        fail(f"{path} is not JSON: {error}")


def write_text(path: str | Path, text: str) -> None:
    """Writes UTF-8 with plain line feeds, whatever the platform prefers."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))


def write_json(path: str | Path, value: Any) -> None:
    """Writes JSON with the fields in the order in which they were put in."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def markdown(text: str) -> str:
    """The text with everything escaped that Markdown would take for markup."""
    return "".join("\\" + c if c in MARKDOWN_SPECIAL else c for c in text)


def number(value: int) -> str:
    """The number with commas between thousands, in every locale."""
    return f"{value:,}"


def count(value: int, one: str, many: str | None = None) -> str:
    """`1 commit`, `2 commits`."""
    return f"{number(value)} {one if value == 1 else many or one + 's'}"
