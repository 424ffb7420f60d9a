"""A kept file under a name with its ending, for readers that tell kinds of files by their names."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from yuanqu_web.imports.keeping import path_of
from yuanqu_web.imports.models import StoredFile


@contextmanager
def named(file: StoredFile) -> Iterator[Path]:
    """A link to the file in a folder of its own, gone when the block ends."""
    with tempfile.TemporaryDirectory(prefix="yuanqu-import-") as place:
        path = Path(place) / file.name
        path.symlink_to(path_of(file))
        yield path
