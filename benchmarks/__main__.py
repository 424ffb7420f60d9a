"""`./bench NAME …` runs the package benchmarks/NAME: its module `__main__`, whose `main(arguments)` gives the exit status."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).resolve().parent


def names() -> list[str]:
    """What can be measured: each folder here that has a `__main__`."""
    return sorted(path.parent.name for path in HERE.glob("*/__main__.py"))


def main(arguments: list[str]) -> int:
    if arguments and arguments[0] in names():
        return int(import_module(f"benchmarks.{arguments[0]}.__main__").main(arguments[1:]))
    print("./bench NAME [--help]\n")
    for name in names():
        about = (import_module(f"benchmarks.{name}").__doc__ or "").splitlines()[0]
        print(f"  {name:10} {about}")
    return 0 if not arguments or arguments[0] in ("-h", "--help") else 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
