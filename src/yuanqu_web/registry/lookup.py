"""Which enterprise bore a code on a day. Names are never looked up; none or two is a finding, not a guess."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from yuanqu.diagnostics import Diagnostic, Where, diagnose
from yuanqu_web.registry.models import Dataset, EnterpriseCode


@dataclass(frozen=True, slots=True)
class Found:
    """`keys`: how the data set names the enterprises that bore the code; one when all is well."""

    code: str
    keys: tuple[str, ...]

    def key(self) -> str | None:
        return self.keys[0] if len(self.keys) == 1 else None

    def problem(self, day: date, where: Where | None = None) -> Diagnostic | None:
        """REG-001 for none, REG-002 for several."""
        if len(self.keys) == 1:
            return None
        if not self.keys:
            return diagnose("REG-001", where, code=self.code, day=day)
        return diagnose("REG-002", where, code=self.code, day=day, count=len(self.keys))


def find_by_code(dataset: Dataset, codes: Collection[str], day: date) -> Mapping[str, Found]:
    """The bearers of each code on a day, within a data set."""
    wanted = sorted(set(codes))
    bearers: dict[str, set[str]] = defaultdict(set)
    for start in range(0, len(wanted), 500):
        dated = EnterpriseCode.objects.filter(
            Q(start__isnull=True) | Q(start__lte=day),
            Q(end__isnull=True) | Q(end__gt=day),
            enterprise__dataset=dataset,
            value__in=wanted[start : start + 500],
        )
        for value, key in dated.values_list("value", "enterprise__key"):
            bearers[value].add(key)
    return {code: Found(code, tuple(sorted(bearers.get(code, ())))) for code in wanted}
