"""Collect the messages of each application and compile its English catalogue, without GNU gettext.

python -m yuanqu_web.lib.messages [--check] [--app NAME ...]

Messages are written in Chinese. A new one gets an empty English text in `locale/en/LC_MESSAGES/django.po`, or the one
that another application gives it; one no longer used is dropped. --check changes nothing and fails when the
catalogues are stale or incomplete.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from yuanqu_web.lib.catalogue import Key, Texts, compile_mo, read_po, write_po

BASE = Path(__file__).resolve().parents[1]
_CALLS = {"gettext": "i", "ngettext": "ip", "pgettext": "ci", "npgettext": "cip"}
_CALLS |= {f"{name}_lazy": order for name, order in list(_CALLS.items())} | {"_": "i", "gettext_noop": "i"}
_STRING = r"""(u?'(?:[^'\\]|\\.)*'|u?"(?:[^"\\]|\\.)*")"""
_IN_TEMPLATE = re.compile(rf"\b(n?p?gettext|_)\(\s*{_STRING}(?:\s*,\s*{_STRING})?(?:\s*,\s*{_STRING})?")


def applications() -> list[Path]:
    """Folders of the applications, by name."""
    return sorted(file.parent for file in BASE.glob("*/apps.py"))


def catalogue_of(app: Path) -> Path:
    return app / "locale" / "en" / "LC_MESSAGES" / "django.po"


def messages_in(app: Path) -> set[Key]:
    """Every message of an application's Python files and templates."""
    found: set[Key] = set()
    for file in sorted(app.rglob("*.py")):
        found.update(_in_python(file))
    for file in sorted(app.rglob("templates/**/*.*")):
        if file.suffix in {".html", ".txt"}:
            found.update(_in_template(file))
    return found


def collected(app: Path, elsewhere: Mapping[Key, Texts]) -> dict[Key, Texts]:
    """The catalogue an application should have."""
    file = catalogue_of(app)
    kept = read_po(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return {
        key: kept.get(key) or elsewhere.get(key) or ("",) * (2 if key.plural else 1)
        for key in sorted(messages_in(app))
    }


def incomplete(texts: Mapping[Key, Texts]) -> list[str]:
    """Messages without English."""
    return [key.id for key, text in texts.items() if not all(text)]


def _in_python(file: Path) -> Iterator[Key]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"), str(file))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if order := _CALLS.get(name):
            values = [
                arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
            ]
            if len(values) >= len(order):
                yield _key(order, values)


def _in_template(file: Path) -> Iterator[Key]:
    from django.utils.translation.template import templatize

    for match in _IN_TEMPLATE.finditer(templatize(file.read_text(encoding="utf-8"), origin=str(file))):
        values = [ast.literal_eval(part) for part in match.groups()[1:] if part]
        yield _key(_CALLS[match[1]], values)


def _key(order: str, values: Iterable[str]) -> Key:
    named = dict(zip(order, values, strict=False))
    return Key(id=named["i"], context=named.get("c", ""), plural=named.get("p", ""))


def _configure() -> None:
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--app", action="append", default=[])
    asked = parser.parse_args(argv)
    _configure()
    everywhere: dict[Key, Texts] = {}
    for app in applications():
        if catalogue_of(app).is_file():
            known = read_po(catalogue_of(app).read_text(encoding="utf-8"))
            everywhere |= {key: text for key, text in known.items() if all(text)}
    failures = 0
    for app in applications():
        if asked.app and app.name not in asked.app:
            continue
        texts, file = collected(app, everywhere), catalogue_of(app)
        missing = incomplete(texts)
        failures += len(missing)
        for id in missing:
            sys.stdout.write(f"{app.name}: no English for {id!r}\n")
        if not texts:
            continue
        po, mo = write_po(texts), compile_mo(texts)
        if asked.check:
            stale = not file.is_file() or file.read_text(encoding="utf-8") != po
            stale = (
                stale or not file.with_suffix(".mo").is_file() or file.with_suffix(".mo").read_bytes() != mo
            )
            failures += stale
            sys.stdout.write(
                f"{app.name}: catalogue is stale, run python -m yuanqu_web.lib.messages\n" * stale
            )
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(po, encoding="utf-8")
            file.with_suffix(".mo").write_bytes(mo)
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
