"""Export of the record for `yuanqu audit`, where the platform is installed."""

from __future__ import annotations

from pathlib import Path

from yuanqu_web.commands.console import start_django


def export(path: Path) -> None:
    """Write the record of this machine's database."""
    start_django(demo=False)
    from yuanqu_web.audit.services import export as write

    write(path)
