"""Writing: keep how the targets stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from yuanqu.indicators.model import Observation, Standing
from yuanqu.values import Text
from yuanqu_web.board.codec import to_json
from yuanqu_web.board.models import FigureRow, StandingRow, StandingSet
from yuanqu_web.lib.retries import atomic_write


@atomic_write
def store_standings(
    *,
    pack_digest: str,
    facts_digest: str,
    as_of: date,
    standings: Sequence[Standing],
    figures: Sequence[tuple[Text, Observation]] = (),
    at: datetime | None = None,
) -> StandingSet:
    """Store one computation; the same pack, facts and day again replaces it. The newest of a day is shown.

    pack_digest: of the pack, as in `Pack.digest`. facts_digest: of the facts; "" for published figures alone.
    figures: every published figure with the name of its indicator, in the order of their source.
    """
    kept, _created = StandingSet.objects.update_or_create(
        pack=pack_digest, facts=facts_digest, as_of=as_of, defaults={"stored_at": at or timezone.now()}
    )
    kept.rows.all().delete()
    StandingRow.objects.bulk_create(
        StandingRow(set=kept, target=s.target, origin=s.origin, state=s.state, body=to_json(s))
        for s in standings
    )
    kept.figures.all().delete()
    FigureRow.objects.bulk_create(
        FigureRow(
            set=kept, position=at, indicator=o.indicator, name_zh=name.zh, name_en=name.en, body=to_json(o)
        )
        for at, (name, o) in enumerate(figures)
    )
    return kept
