"""Published figures and sample settings shipped beside a pack, never inside it."""

from __future__ import annotations

from pathlib import Path

from yuanqu.documents import read_yaml
from yuanqu.packs.load import shipped


def sample_file(pack_id: str, name: str) -> Path | None:
    """A file of the samples folder whose samples.yaml names the pack, such as observations.yaml; None without one."""
    for about in sorted(shipped("samples").glob("*/samples.yaml")):
        data = read_yaml(about.read_bytes(), about.name).data
        path = about.with_name(name)
        if isinstance(data, dict) and data.get("pack") == pack_id and path.is_file():
            return path
    return None
