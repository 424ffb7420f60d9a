"""The data set that people work in: the city's own; in a demo, which has none, the sample city."""

from __future__ import annotations

from yuanqu_web.lib.retries import atomic_write
from yuanqu_web.registry.models import Dataset, Origin
from yuanqu_web.registry.selectors import current_dataset

OWN_CITY = "own-city"


def working_dataset() -> Dataset | None:
    """None before anything was entered."""
    return current_dataset(Origin.OWN) or current_dataset(Origin.SAMPLE)


@atomic_write
def make_working_dataset() -> Dataset:
    """The data set to write to; made at the first entry of a city that has none."""
    found = working_dataset()
    if found is not None:
        return found
    dataset, _ = Dataset.objects.get_or_create(
        key=OWN_CITY,
        defaults={
            "origin": Origin.OWN,
            "title_zh": "本市数据",
            "title_en": "The city's own data",
            "is_current": True,
        },
    )
    return dataset
