"""The land-use tax of a firm: levied at the rate in force, the old rate beside it, and who loses by the change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class LandTax:
    """Amounts in yuan; None: no data. `net`: paid less the reward. `change`: net against the levy at the old rate."""

    area: Decimal | None
    rate: Decimal | None
    rate_before: Decimal | None
    due: Decimal | None
    due_before: Decimal | None
    paid: Decimal | None
    reward: Decimal | None
    net: Decimal | None
    change: Decimal | None

    @property
    def loses(self) -> bool:
        return self.change is not None and self.change > 0

    @property
    def gains(self) -> bool:
        return self.change is not None and self.change < 0

    @property
    def change_abs(self) -> Decimal | None:
        return None if self.change is None else abs(self.change)


def land_tax(confirmed: Mapping[str, object], reward_fen: int | None) -> LandTax | None:
    """None when nothing is known of the firm's land. `confirmed`: the year's values by field id, in stored units."""

    def value(field: str) -> Decimal | None:
        found = confirmed.get(field)
        return found if isinstance(found, Decimal) else None

    area, rate, before = value("land_area"), value("land_tax_rate"), value("land_tax_rate_before")
    if area is None and rate is None:
        return None
    paid = value("land_tax_paid")
    reward = None if reward_fen is None else Decimal(reward_fen) / 100
    net = paid - reward if paid is not None and reward is not None else None
    due_before = area * before if area is not None and before is not None else None
    return LandTax(
        area=area,
        rate=rate,
        rate_before=before,
        due=area * rate if area is not None and rate is not None else None,
        due_before=due_before,
        paid=paid,
        reward=reward,
        net=net,
        change=net - due_before if net is not None and due_before is not None else None,
    )
