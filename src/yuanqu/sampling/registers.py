"""The smaller registers: factory buildings, production lines, projects, picked clusters, people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from yuanqu.sampling.dice import Dice
from yuanqu.sampling.firms import Firm
from yuanqu.sampling.names import Names
from yuanqu.sampling.settings import Settings
from yuanqu.sampling.shares import apportion

Row = Mapping[str, object]


def make_buildings(settings: Settings, firms: Sequence[Firm], count: int) -> list[Row]:
    """Factory buildings of industrial firms; some not accepted, not new, not standard, or with data missing."""
    dice, plan = Dice(settings.seed, "buildings"), settings.buildings
    owners = _industrial(settings, firms)
    rows: list[Row] = []
    for number in range(1, count + 1):
        owner = dice.pick(owners)
        storeys = dice.weighted(plan.storeys)
        area = sum(dice.between(*plan.storey_area) for _ in range(storeys)) * 100 + dice.below(100)
        first, last = plan.accepted_years
        accepted = date(
            dice.between(min(max(first, owner.founded_on.year), last), last),
            dice.between(1, 12),
            dice.between(1, 28),
        )
        rows.append(
            {
                "building": f"CF{number:04}",
                "owner": owner.code,
                "standard_factory": not dice.chance(plan.not_standard),
                "newly_built": not dice.chance(plan.not_new),
                "storeys": storeys,
                "floor_area": None if dice.chance(plan.missing) else area,
                "accepted_on": None if dice.chance(plan.not_accepted) else accepted,
            }
        )
    return rows


def make_lines(settings: Settings, firms: Sequence[Firm], count: int) -> list[Row]:
    """Production lines with the energy limit of their product; some over it, some exactly on it."""
    dice, plan = Dice(settings.seed, "lines"), settings.lines
    owners = {product.industry: _of(firms, product.industry) for product in plan.products}
    products = [product for product in plan.products if owners[product.industry]]
    rows: list[Row] = []
    for number in range(1, count + 1 if products else 1):
        product = products[(number - 1) % len(products)]
        draw = dice.below(1000)
        if draw < plan.on_limit:
            factor = 1000
        elif draw < plan.on_limit + plan.over_limit:
            factor = dice.between(1010, 1250)
        else:
            factor = dice.between(700, 990)
        rows.append(
            {
                "line": f"SX{number:04}",
                "owner": dice.pick(owners[product.industry]).code,
                "product": product.name,
                "unit_energy": None if dice.chance(plan.missing) else product.limit * factor // 1000,
                "energy_limit": product.limit,
                "emission_ratio": None if dice.chance(plan.missing) else dice.between(3000, 11500),
                "clean_grade": None if dice.chance(plan.missing) else dice.weighted(plan.clean_grades),
            }
        )
    return rows


def make_projects(settings: Settings, first_brand: int) -> list[Row]:
    """Projects by place, each in one of the place's focuses but for as many as there are reasons for a mismatch."""
    dice, plan = Dice(settings.seed, "projects"), settings.projects
    names = Names(settings.syllables, settings.seed)
    counts = apportion(plan.count, [weight for _, weight in plan.places])
    places = [place for (place, _), count in zip(plan.places, counts, strict=True) for _ in range(count)]
    misfits = dict(
        zip(dice.some(range(len(places)), len(plan.mismatch_reasons)), plan.mismatch_reasons, strict=False)
    )
    every = {focus: word for place in settings.places for focus, word in place.focuses}
    rows: list[Row] = []
    for index, place in enumerate(places):
        own = dict(settings.place(place).focuses)
        fitting = list(own)
        strange = [focus for focus in every if focus not in own]
        focus = dice.pick(strange if index in misfits and strange else fitting)
        name = names.brand((first_brand + index) % names.capacity)
        rows.append(
            {
                "project": f"XM{index + 1:03}",
                "project_name": f"{name}{every[focus]}{dice.pick(plan.words)}{settings.project_suffix}",
                "project_place": place,
                "project_industry": focus,
                "mismatch_reason": misfits.get(index),
            }
        )
    return rows


def make_picks(settings: Settings) -> list[Row]:
    """The key clusters that places picked, as written in the settings."""
    picked = [pick.place for pick in settings.picks]
    return [
        {
            "pick": f"JQ{number:02}",
            "pick_name": pick.name,
            "pick_place": pick.place,
            "picks_of_place": picked.count(pick.place),
            "has_plan": pick.has_plan,
            "supports": pick.supports,
        }
        for number, pick in enumerate(settings.picks, 1)
    ]


def make_people(settings: Settings, firms: Sequence[Firm], count: int) -> list[Row]:
    dice, plan = Dice(settings.seed, "people"), settings.people
    return [
        {
            "person": f"RC{number:04}",
            "employer": dice.pick(firms).code,
            "talent_level": None if dice.chance(plan.missing) else dice.weighted(plan.levels),
            "confirmed": None if dice.chance(plan.missing) else not dice.chance(plan.not_confirmed),
        }
        for number in range(1, count + 1)
    ]


def _industrial(settings: Settings, firms: Sequence[Firm]) -> list[Firm]:
    industry = {i.id for i in settings.industries if i.value_added is not None}
    return [firm for firm in firms if firm.cell.industry in industry]


def _of(firms: Sequence[Firm], industry: str) -> list[Firm]:
    return [firm for firm in firms if firm.cell.industry == industry]
