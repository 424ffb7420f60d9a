"""A small line drawn on the server: no script, sharp in print."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT, EDGE = 80, 22, 3


@dataclass(frozen=True, slots=True)
class Sparkline:
    """Values in order, None for a gap, and the target as a thin line."""

    values: tuple[Decimal | None, ...]
    target: Decimal | None = None
    sample: bool = False

    def svg(self) -> str:
        known = [value for value in self.values if value is not None]
        if not known:
            return ""
        bounds = [*known, self.target] if self.target is not None else known
        low, high = min(bounds), max(bounds)
        span = (high - low) or Decimal(1)
        step = (WIDTH - 2 * EDGE) / max(len(self.values) - 1, 1)

        def y(value: Decimal) -> str:
            return f"{HEIGHT - EDGE - float((value - low) / span) * (HEIGHT - 2 * EDGE):.1f}"

        points = [(f"{EDGE + i * step:.1f}", y(v)) for i, v in enumerate(self.values) if v is not None]
        line = " ".join(f"{px},{py}" for px, py in points)
        last_x, last_y = points[-1]
        goal = (
            ""
            if self.target is None
            else (f'<line class="goal" x1="0" x2="{WIDTH}" y1="{y(self.target)}" y2="{y(self.target)}"/>')
        )
        look = "spark sample" if self.sample else "spark"
        return (
            f'<svg class="{look}" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" aria-hidden="true">'
            f'{goal}<polyline points="{line}"/><circle cx="{last_x}" cy="{last_y}" r="2.2"/></svg>'
        )
