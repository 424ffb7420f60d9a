"""Whether what somebody wants to write lies within his reach."""

from __future__ import annotations

from collections.abc import Mapping

from yuanqu_web.accounts.scope import Scope
from yuanqu_web.registers.shape import Shape
from yuanqu_web.registry.models import Dataset, Enterprise
from yuanqu_web.returns.codec import Stored


def place_of(dataset: Dataset, shape: Shape, values: Mapping[str, Stored]) -> str:
    """Where a row is: what it says itself, else where its enterprise is; empty for nowhere."""
    own = values.get(shape.place_field) if shape.place_field else None
    if own:
        return str(own)
    owner = values.get(shape.owner_field) if shape.owner_field else None
    if not owner:
        return ""
    return Enterprise.objects.filter(dataset=dataset, key=owner).values_list("place", flat=True).first() or ""


def inside(scope: Scope, dataset: Dataset, shape: Shape, values: Mapping[str, Stored]) -> bool:
    """True when the row is somewhere that the scope takes in."""
    return scope.everything or place_of(dataset, shape, values) in scope.places
