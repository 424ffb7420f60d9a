"""Registers of parks, plots, cluster members, institutions, qualifications, platforms, brands, products and plans of the
sample city: enough rows that their pages can be seen. All made up from the seed; a register that the schema lacks is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from yuanqu.sampling.dice import Dice
from yuanqu.sampling.firms import Firm
from yuanqu.sampling.settings import Settings

Row = Mapping[str, object]
_KINDS = ("infrastructure", "inputs", "taxes", "financing", "land", "platforms", "people")
_SERVICES = ("information", "technology", "start_ups", "training", "financing", "market")
_QUALIFICATIONS = ("high_tech", "innovative", "small_tech", "technology_centre", "demonstration")
_LEVELS = ("national", "provincial", "provincial", "city")
_LAST = 2013


def make_more(settings: Settings, firms: Sequence[Firm]) -> dict[str, list[Row]]:
    """Rows by form id."""
    return {
        "park_register": _parks(settings),
        "plot_register": _plots(settings, firms),
        "membership_register": _members(firms),
        "institution_register": _institutions(settings, firms),
        "qualification_register": _qualifications(settings, firms),
        "platform_register": _platforms(settings, firms),
        "brand_register": _brands(settings, firms),
        "product_register": _products(settings, firms),
        "plan_register": _plans(settings),
    }


def _day(dice: Dice, first: int = 2009, last: int = _LAST) -> date:
    return date(dice.between(first, last), dice.between(1, 12), dice.between(1, 28))


def _parks(settings: Settings) -> list[Row]:
    dice = Dice(settings.seed, "parks")
    return [
        {
            "park": f"YQ{number:02}",
            "park_name": f"示例园区{number:02}",
            "park_place": place.id,
            "approved_area": dice.between(300, 1200) * 10_000 * 100,
            "built_area": dice.between(150, 300) * 10_000 * 100,
        }
        for number, place in enumerate(settings.places, 1)
    ]


def _plots(settings: Settings, firms: Sequence[Firm]) -> list[Row]:
    """One plot for each sixth firm, which holds it."""
    dice = Dice(settings.seed, "plots")
    return [
        {
            "plot": f"DK{number:04}",
            "plot_place": firm.cell.place,
            "plot_area": dice.between(4_000, 90_000) * 100,
            "land_use": "industrial",
            "plot_state": dice.pick(("built", "built", "supplied", "idle")),
            "supply_kind": dice.pick(("grant", "grant", "lease", "lease_then_grant")),
            "supplied_on": _day(dice),
            "plot_holder": firm.code,
        }
        for number, firm in enumerate(firms[::6], 1)
    ]


def _members(firms: Sequence[Firm]) -> list[Row]:
    """Each firm of a cluster is its member since the cluster's year or its own founding."""
    members = [firm for firm in firms if firm.cell.cluster]
    return [
        {
            "membership": f"CY{number:04}",
            "member": firm.code,
            "member_cluster": firm.cell.cluster,
            "member_from": max(date(2010, 1, 1), firm.founded_on),
        }
        for number, firm in enumerate(members, 1)
    ]


def _institutions(settings: Settings, firms: Sequence[Firm]) -> list[Row]:
    dice = Dice(settings.seed, "institutions")
    hosts = [firm for firm in firms if firm.cell.cluster][::20]
    return [
        {
            "institution": f"JG{number:03}",
            "institution_name": f"示例机构{number:03}",
            "institution_kind": dice.pick(
                ("engineering_centre", "technology_centre", "laboratory", "testing")
            ),
            "institution_level": dice.pick(_LEVELS),
            "institution_place": firm.cell.place,
            "institution_cluster": firm.cell.cluster,
            "host": firm.code,
            "recognised_on": _day(dice),
        }
        for number, firm in enumerate(hosts, 1)
    ]


def _qualifications(settings: Settings, firms: Sequence[Firm]) -> list[Row]:
    """One for each ninth firm, valid for three years."""
    dice = Dice(settings.seed, "qualifications")
    rows: list[Row] = []
    for number, firm in enumerate(firms[::9], 1):
        day = _day(dice, 2011)
        rows.append(
            {
                "qualification": f"ZZ{number:04}",
                "qualified": firm.code,
                "qualification_kind": dice.pick(_QUALIFICATIONS),
                "qualification_level": dice.pick(_LEVELS),
                "recognised_on": day,
                "valid_to": day.replace(year=day.year + 3),
            }
        )
    return rows


def _platforms(settings: Settings, firms: Sequence[Firm]) -> list[Row]:
    dice = Dice(settings.seed, "platforms")
    clusters = sorted({cluster for firm in firms if (cluster := firm.cell.cluster)})
    return [
        {
            "platform": f"PT{number:02}",
            "platform_name": f"示例平台{number:02}",
            "platform_cluster": cluster,
            "opened_on": _day(dice),
            "capacity_firms": dice.between(40, 200),
            "served_firms": dice.between(10, 40),
            **{f"serves_{service}": not dice.chance(350) for service in _SERVICES},
        }
        for number, cluster in enumerate(clusters[:-1], 1)
    ]


def _brands(settings: Settings, firms: Sequence[Firm]) -> list[Row]:
    dice = Dice(settings.seed, "brands")
    return [
        {
            "brand": f"PP{number:03}",
            "brand_name": f"示例品牌{number:03}",
            "brand_line": line,
            "brand_owner": dice.pick(firms).code,
            "brand_level": dice.pick(_LEVELS),
            "recognised_on": _day(dice),
        }
        for number, line in enumerate(("micro_components", "eyewear", "carving", "eyewear", "carving"), 1)
    ]


def _products(settings: Settings, firms: Sequence[Firm]) -> list[Row]:
    dice = Dice(settings.seed, "products")
    return [
        {
            "product_number": f"CP{number:04}",
            "product_name": f"示例产品{number:04}",
            "producer": firm.code,
            "new_product": dice.chance(400),
            "comprehensive_use": dice.chance(150),
            "recognised_on": _day(dice, 2012),
        }
        for number, firm in enumerate(firms[::25], 1)
    ]


def _plans(settings: Settings) -> list[Row]:
    """A plan and measures for each picked cluster, as far as its settings say that it has them."""
    rows: list[Row] = []
    for number, pick in enumerate(settings.picks, 1):
        common: dict[str, object] = {"plan_cluster": f"JQ{number:02}", "plan_state": "issued"}
        common |= dict.fromkeys(f"covers_{kind}" for kind in _KINDS)
        if pick.has_plan:
            name = f"{pick.name}发展规划（示例）"
            rows.append({"plan": f"GH{number:02}", "plan_name": name, "plan_kind": "plan", **common})
        if pick.supports:
            covered = {f"covers_{kind}": index < pick.supports for index, kind in enumerate(_KINDS)}
            name = f"{pick.name}支持措施（示例）"
            rows.append(
                {"plan": f"CS{number:02}", "plan_name": name, "plan_kind": "measures", **(common | covered)}
            )
    return rows
