"""The table of environment variables in docs/operators.md names what the code reads, no more and no less."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from .conftest import ROOT

OF_OTHERS = {"DJANGO_SETTINGS_MODULE", "WIREROOM_SITE"}
"""Django's own, and what `serve` tells its processes."""


def variables(source: str) -> Iterator[str]:
    """Names given to `env(...)`, `env.kind(...)`, `os.environ.get(...)` and `os.environ[...]`."""
    named: dict[str, str] = {}
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(text))):
                named[name] = text
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=func, args=[ast.Constant(value=str(name)), *_]) if is_reading(func):
                yield name
            case ast.Call(func=func, args=[ast.Name(id=name), *_]) if is_reading(func) and name in named:
                yield named[name]
            case ast.Subscript(value=value, slice=ast.Constant(value=str(name))) if ast.unparse(value) == "os.environ":
                yield name


def is_reading(func: ast.expr) -> bool:
    written = ast.unparse(func)
    return written == "env" or bool(re.fullmatch(r"env\.\w+|os\.environ\.(get|setdefault)|os\.getenv", written))


def test_every_variable_that_is_read_is_in_the_table_and_the_other_way_round() -> None:
    sources = (ROOT / "src/wireroom").rglob("*.py")
    read = {name for path in sources for name in variables(path.read_text())} - OF_OTHERS
    text = (ROOT / "docs/operators.md").read_text()
    table = text.partition("\n## Environment\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| [^|]+ \| [^|]+ \|$", table, re.M)
    assert sorted(rows) == sorted(read)


def test_the_search_finds_each_way_of_reading() -> None:
    source = 'N = "FOUR"\nenv("ONE"); env.int("TWO", default=2); os.environ["THREE"]; os.environ.get(N); other("FIVE")'
    assert sorted(variables(source)) == ["FOUR", "ONE", "THREE", "TWO"]
