"""Writing: keep how the targets stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from yuanqu.indicators.model import Standing
from yuanqu_web.board.codec import to_json
from yuanqu_web.board.models import StandingRow, StandingSet


@transaction.atomic
def store_standings(
    *,
    pack_digest: str,
    facts_digest: str,
    as_of: date,
    standings: Sequence[Standing],
    at: datetime | None = None,
) -> StandingSet:
    """Store one computation; the same pack, facts and day again replaces it. The newest of a day is shown.

    pack_digest: of the pack, as in `Pack.digest`. facts_digest: of the facts; "" for published figures alone.
    """
    kept, _created = StandingSet.objects.update_or_create(
        pack=pack_digest, facts=facts_digest, as_of=as_of, defaults={"stored_at": at or timezone.now()}
    )
    kept.rows.all().delete()
    StandingRow.objects.bulk_create(
        StandingRow(set=kept, target=s.target, origin=s.origin, state=s.state, body=to_json(s))
        for s in standings
    )
    return kept
