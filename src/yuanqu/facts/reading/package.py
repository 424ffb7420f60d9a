"""A workbook's archive, unpacked within limits. The reader behind sees only a copy made of checked bytes.

The limits hold for the directory of the archive and again while unpacking, so that a directory that
lies about sizes gains nothing. Drawings, media, links to other files and the like are left out of the copy.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

MAX_ENTRIES = 2_000
MAX_UNPACKED_BYTES = 768 * 1024 * 1024
MAX_RATIO = 200
RATIO_COUNTS_FROM = 4 * 1024 * 1024
_CHUNK = 1 << 20
_KEPT = re.compile(
    r"\[content_types\]\.xml|_rels/\.rels|xl/(_rels/)?[^/]+\.(xml|rels)|xl/worksheets/[^/]+\.xml",
    re.IGNORECASE,
)
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_MACROS = re.compile(r"(.*/)?vbaProject.*\.bin|xl/macrosheets/.*", re.IGNORECASE)

Listener = Callable[[bytes], None]


class Refused(Exception):  # noqa: N818 - becomes a diagnostic, never leaves the reading
    """The archive is not safe or not sound: code and values of the message."""

    def __init__(self, code: str, /, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@dataclass(frozen=True, slots=True)
class Package:
    """`copy`: an archive of the checked parts. `parts`: the small ones, by name."""

    copy: io.BytesIO
    parts: Mapping[str, bytes]


def unpack(path: Path | IO[bytes], listener: Callable[[str, Mapping[str, bytes]], Listener]) -> Package:
    """Copy the needed parts. `listener(name, small parts)` gets each worksheet's bytes as they are unpacked.

    Raises Refused for an archive that is damaged, encrypted, too large, or holds macros or a DTD.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            _check_directory(infos)
            kept = [info for info in infos if _KEPT.fullmatch(info.filename)]
            kept.sort(key=lambda info: bool(_SHEET.fullmatch(info.filename)))
            return _copy(archive, kept, listener)
    except (Refused, MemoryError):
        raise
    except Exception as error:  # damaged archives raise almost anything
        raise Refused("FACT-026", reason=str(error) or type(error).__name__) from error


def _check_directory(infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MAX_ENTRIES:
        raise Refused("FACT-025", what=f"{len(infos)} entries", limit=MAX_ENTRIES)
    names = [info.filename.lower() for info in infos]
    if len(set(names)) < len(names):
        raise Refused("FACT-026", reason="duplicate entries")
    for info in infos:
        if _MACROS.fullmatch(info.filename):
            raise Refused("FACT-024", part=info.filename)
        if info.flag_bits & 1:
            raise Refused("FACT-023")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused("FACT-026", reason=f"compression {info.compress_type}")
        _check_size(info.filename, info.file_size, info.compress_size)
    _check_total(sum(info.file_size for info in infos))


def _check_size(name: str, unpacked: int, packed: int) -> None:
    if unpacked > RATIO_COUNTS_FROM and unpacked > MAX_RATIO * max(packed, 1):
        raise Refused("FACT-025", what=f"{name} 1:{unpacked // max(packed, 1)}", limit=f"1:{MAX_RATIO}")


def _check_total(unpacked: int) -> None:
    if unpacked > MAX_UNPACKED_BYTES:
        limit = f"{MAX_UNPACKED_BYTES // 2**20} MB"
        raise Refused("FACT-025", what=f"{unpacked // 2**20} MB", limit=limit)


def _copy(
    archive: zipfile.ZipFile,
    infos: list[zipfile.ZipInfo],
    listener: Callable[[str, Mapping[str, bytes]], Listener],
) -> Package:
    target = io.BytesIO()
    parts: dict[str, bytes] = {}
    total = 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as copy:
        for info in infos:
            kept: list[bytes] = []
            is_sheet = bool(_SHEET.fullmatch(info.filename))
            listen = listener(info.filename, parts) if is_sheet else kept.append
            unpacked, tail = 0, b""
            with archive.open(info) as source, copy.open(zipfile.ZipInfo(info.filename), "w") as sink:
                while block := source.read(_CHUNK):
                    if not unpacked and block.startswith((b"\xff\xfe", b"\xfe\xff")):
                        raise Refused("FACT-033", what="UTF-16")
                    if b"<!DOCTYPE" in tail + block:
                        raise Refused("FACT-033", what="DOCTYPE")
                    unpacked, total, tail = unpacked + len(block), total + len(block), block[-16:]
                    _check_size(info.filename, unpacked, info.compress_size)
                    _check_total(total)
                    listen(block)
                    sink.write(block)
            if is_sheet:
                listen(b"")
            elif info.filename.lower() != "xl/sharedstrings.xml":
                parts[info.filename] = b"".join(kept)
            kept.clear()
    if any(b"macroEnabled" in body for name, body in parts.items() if name.startswith("[")):
        raise Refused("FACT-024", part="[Content_Types].xml")
    target.seek(0)
    return Package(target, parts)
