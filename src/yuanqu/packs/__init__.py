"""Policy packs: load, check, release and trace the policy as data."""

from yuanqu.packs.check import check
from yuanqu.packs.load import Loaded, build, load, locate, read_release, shipped
from yuanqu.packs.model import (
    Article,
    Case,
    CaseFile,
    Cluster,
    Decision,
    Duty,
    Identity,
    Industry,
    Pack,
    Parameter,
    Place,
    Reading,
    Reference,
    Sentence,
    TreasuryShare,
)
from yuanqu.packs.release import release
from yuanqu.packs.samples import sample_file
from yuanqu.packs.trace import DutyTrace, SentenceTrace, trace

__all__ = [
    "Article",
    "Case",
    "CaseFile",
    "Cluster",
    "Decision",
    "Duty",
    "DutyTrace",
    "Identity",
    "Industry",
    "Loaded",
    "Pack",
    "Parameter",
    "Place",
    "Reading",
    "Reference",
    "Sentence",
    "SentenceTrace",
    "TreasuryShare",
    "build",
    "check",
    "load",
    "locate",
    "read_release",
    "release",
    "sample_file",
    "shipped",
    "trace",
]
