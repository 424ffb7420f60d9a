"""The firms of a sample city: who they are, where, since when, and how large."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yuanqu.sampling.dice import Dice
from yuanqu.sampling.names import Names, credit_code, registration_number
from yuanqu.sampling.settings import Cell, Settings
from yuanqu.sampling.shares import apportion, tail_weight

_DRAWS = 1 << 20


@dataclass(frozen=True, slots=True)
class Firm:
    """size: weight within its total. leader: its share of the total in hundred-thousandths, 0 for others."""

    code: str
    name: str
    cell: Cell
    industry_code: str | None
    founded_on: date
    size: int
    leader: int


def make_firms(settings: Settings, enterprises: int) -> list[Firm]:
    """`enterprises` firms, spread over the cells as in the settings. Each cell has one that is older than all years."""
    names = Names(settings.syllables, settings.seed)
    dice = Dice(settings.seed, "firms")
    areas = {place.id: place.areas for place in settings.places}
    industries = {industry.id: industry for industry in settings.industries}
    firms: list[Firm] = []
    for cell, count in zip(settings.cells, spread(settings, enterprises), strict=True):
        industry = industries[cell.industry]
        for position in range(count):
            index = len(firms)
            area = dice.weighted(areas[cell.place])
            old = position <= len(cell.leaders)
            firms.append(
                Firm(
                    code=_code(settings, dice, area, index),
                    name=names.brand(index) + dice.pick(industry.words) + settings.suffix,
                    cell=cell,
                    industry_code=dice.pick(industry.codes) if industry.codes else None,
                    founded_on=_founded(settings, dice, old=old),
                    size=cell.size * _tail(settings, dice),
                    leader=cell.leaders[position] if position < len(cell.leaders) else 0,
                )
            )
    return firms


def spread(settings: Settings, enterprises: int) -> list[int]:
    """Firms per cell. ValueError when there are too few for one of each cell and its leaders."""
    least = [len(cell.leaders) + 1 for cell in settings.cells]
    if enterprises < sum(least):
        raise ValueError(f"{enterprises} enterprises are too few: at least {sum(least)} are needed")
    counts = apportion(enterprises, [cell.firms for cell in settings.cells])
    for index, minimum in enumerate(least):
        while counts[index] < minimum:
            largest = max(range(len(counts)), key=lambda i: (counts[i] - least[i], -i))
            counts[index] += 1
            counts[largest] -= 1
    return counts


def _code(settings: Settings, dice: Dice, area: str, index: int) -> str:
    if dice.chance(settings.growth.registration_numbers):
        return registration_number(area, index, settings.seed)
    return credit_code(area, index, settings.seed)


def _founded(settings: Settings, dice: Dice, *, old: bool) -> date:
    first, last, day = settings.time.first_year, settings.time.last_year, dice.between(1, 28)
    month = dice.between(1, 12)
    draw = dice.below(1000)
    if old or draw >= settings.growth.young + settings.growth.newest:
        return date(dice.between(first - 20, first - 1), month, day)
    if draw < settings.growth.newest:
        return date(last + 1, dice.between(1, max(1, settings.time.span.month_count - 2)), day)
    return date(dice.between(first, last), month, day)


def _tail(settings: Settings, dice: Dice) -> int:
    draw = dice.below(_DRAWS)
    return tail_weight(draw, _DRAWS, settings.growth.alpha, settings.growth.longest)
