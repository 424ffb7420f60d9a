"""Long work: making the returns of a period, reminding firms, and bringing figures up to what was accepted."""

from __future__ import annotations

from datetime import time
from uuid import UUID

from yuanqu_web.filings.figures import store_figures
from yuanqu_web.filings.models import Collection
from yuanqu_web.filings.notices import remind
from yuanqu_web.filings.periods import make_filings
from yuanqu_web.jobs.handlers import Arguments, Progress, handler
from yuanqu_web.jobs.schedules import daily
from yuanqu_web.jobs.services import enqueue
from yuanqu_web.lib.retries import atomic_write
from yuanqu_web.policies.selectors import current_pack
from yuanqu_web.registry.models import Dataset, Enterprise
from yuanqu_web.returns.selectors import facts_as_of


@handler("filings.open")
def open_returns(arguments: Arguments, progress: Progress) -> None:
    """Takes up where it stopped; making a return twice does nothing."""
    collection = Collection.objects.get(pk=UUID(str(arguments["collection"])))
    total = Enterprise.objects.filter(dataset_id=collection.dataset_id).count()
    done, last = 0, collection.made_until
    while (last := make_filings(collection, last)) is not None:
        done = min(done + 500, total)
        progress(done, total, "建立报表", "making returns")


@handler("filings.remind")
def remind_firms(arguments: Arguments, progress: Progress) -> None:
    told = remind()
    progress(told, told)


daily("filings.remind", at=time(8, 0))


@handler("filings.refresh")
def refresh(arguments: Arguments, progress: Progress) -> None:
    """Facts, assessment and standings of a data set after acceptance. Asked for many times in a row, done once."""
    dataset = Dataset.objects.get(pk=UUID(str(arguments["dataset"])))
    pack = current_pack()
    facts = facts_as_of(dataset, None, schema=pack.schema)
    digest = facts.digest()
    progress(1, 2, "核对已接收数据", "reading what was accepted")
    store_figures(pack=pack, dataset=dataset, facts=facts)
    if digest != dataset.digest:
        _take_over(dataset, digest, pack.identity.id)
    progress(2, 2)


@atomic_write
def _take_over(dataset: Dataset, digest: str, pack: str) -> None:
    """The new digest and the work that follows from it, together: a process that dies between them would leave it undone."""
    Dataset.objects.filter(pk=dataset.pk).update(digest=digest)
    enqueue(kind="assess", arguments={"pack": pack})
    enqueue(kind="standings", arguments={"pack": pack})
