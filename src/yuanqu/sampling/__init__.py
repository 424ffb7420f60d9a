"""Sample cities: data made from settings, always marked as a sample, the same on every machine."""

from yuanqu.sampling.generate import generate
from yuanqu.sampling.reading import read_settings
from yuanqu.sampling.settings import Settings

__all__ = ["Settings", "generate", "read_settings"]
