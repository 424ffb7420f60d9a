"""Loading the shipped city in steps; each is a job that may be repeated and, when nothing changed, does nothing.

`load` runs them in order: the policy pack, the named firms, the sample city, its assessment, how the targets stand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils import timezone

import yuanqu
from yuanqu.assessment import Assessment
from yuanqu.diagnostics import Diagnostic, has_errors
from yuanqu.facts import Facts
from yuanqu.indicators import Standing, read_observations, standings
from yuanqu.packs import Pack, locate, release, sample_file, shipped
from yuanqu.record import SYSTEM
from yuanqu.sampling import generate, read_settings
from yuanqu.values import Period, Text
from yuanqu_web.accounts.demo import make_people
from yuanqu_web.assessments.models import AssessmentRun
from yuanqu_web.assessments.selectors import current_run, stored_assessment
from yuanqu_web.assessments.services import assess_dataset
from yuanqu_web.audit.services import publish_head
from yuanqu_web.board.models import StandingSet
from yuanqu_web.board.selectors import standings_on
from yuanqu_web.board.services import store_standings
from yuanqu_web.filings.figures import store_figures
from yuanqu_web.filings.models import Collection
from yuanqu_web.filings.periods import open_period
from yuanqu_web.jobs.handlers import Arguments, Progress, handler
from yuanqu_web.jobs.models import Job, State
from yuanqu_web.jobs.services import Listener, enqueue, run_job, take_up_abandoned
from yuanqu_web.lib.retries import atomic_write
from yuanqu_web.policies.models import PackRelease
from yuanqu_web.policies.selectors import current_pack
from yuanqu_web.policies.services import store_release
from yuanqu_web.registers.duties import generate_duties
from yuanqu_web.registers.shape import register_forms
from yuanqu_web.registers.writing import index_form
from yuanqu_web.registry.models import Dataset, Enterprise, Origin
from yuanqu_web.registry.selectors import current_dataset
from yuanqu_web.registry.services import load_published
from yuanqu_web.returns.selectors import facts_as_of
from yuanqu_web.returns.services import import_facts

SAMPLE_CITY = "sample-city"


class Unloadable(Exception):  # noqa: N818 - the reason is in its diagnostics
    """Shipped data can't be used; `diagnostics` say why."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__("; ".join(one.text("en") for one in diagnostics))
        self.diagnostics = tuple(diagnostics)


@dataclass(frozen=True, slots=True)
class Step:
    kind: str
    name: Text


STEPS = (
    Step("load_pack", Text("政策包", "Policy pack")),
    Step("load_published", Text("公开报道点名的企业", "Enterprises named in reports")),
    Step("load_sample", Text("示例城市的企业与报表", "Sample city: enterprises and returns")),
    Step("registers", Text("台账与任务分工", "Registers and duties")),
    Step("assess", Text("逐户测算", "Deciding for each enterprise")),
    Step("standings", Text("目标进度", "How the targets stand")),
    Step("people", Text("演示账号", "Demo accounts")),
    Step("returns", Text("开报与月报累计", "Periods opened, figures of returns")),
)


def load(*, pack: str, listener: Listener | None = None) -> Iterator[tuple[Step, Job]]:
    """Run the steps in order, as jobs; stops after one that failed."""
    take_up_abandoned()
    for step in STEPS:
        job = run_job(job=enqueue(kind=step.kind, arguments={"pack": pack}), listener=listener)
        yield step, job
        if job.state != State.DONE:
            return


@handler("load_pack")
def load_the_pack(arguments: Arguments, progress: Progress) -> None:
    path = locate(str(arguments["pack"]))
    if path is None:
        raise FileNotFoundError(f"no policy pack at {arguments['pack']}")
    data = release(path) if path.is_dir() else path.read_bytes()
    newest = PackRelease.objects.first()
    if newest is None or newest.sha256 != hashlib.sha256(data).hexdigest():
        store_release(data=data)
    progress(1, 1)


@handler("load_published")
def load_the_named(arguments: Arguments, progress: Progress) -> None:
    path = _sample_file(current_pack(), "named_enterprises.yaml")
    dataset = load_published(path=path)
    count = dataset.enterprises.count()
    progress(count, count)


@handler("load_sample")
def load_the_city(arguments: Arguments, progress: Progress) -> None:
    """Generate the sample city and import it as any data set is; skipped when its settings are those loaded last."""
    pack = current_pack()
    path = _sample_file(pack, "city.yaml")
    content = path.read_bytes()
    made_from = hashlib.sha256(
        content + pack.schema.digest.encode() + yuanqu.__version__.encode()
    ).hexdigest()
    dataset = current_dataset(Origin.SAMPLE)
    if dataset is not None and dataset.made_from == made_from:
        return
    settings, found = read_settings(content, path.name, pack.schema)
    if settings is None:
        raise Unloadable(found)
    facts = generate(settings, pack.schema)
    import_facts(
        facts=facts,
        key=SAMPLE_CITY,
        release=pack.digest,
        made_from=made_from,
        say=lambda done, total: progress(done, total, "写入报表", "writing returns"),
    )
    _made[facts.digest()] = facts


@handler("registers")
def keep_the_registers(arguments: Arguments, progress: Progress) -> None:
    """Registers in step with the facts, and one duty per duty of the policy; what people entered stays."""
    pack, dataset = current_pack(), _sample()
    forms = register_forms(pack.schema)
    for done, form in enumerate(forms, 1):
        atomic_write(index_form)(dataset=dataset, schema=pack.schema, form=form)
        progress(done, len(forms), "整理台账", "putting the registers in order")
    generate_duties(dataset=dataset, pack=pack, by=SYSTEM)


@handler("assess")
def assess_the_city(arguments: Arguments, progress: Progress) -> None:
    pack, dataset = current_pack(), _sample()
    assess_dataset(
        pack=pack,
        dataset=dataset,
        as_of=pack.identity.as_of,
        facts=_made.get(dataset.digest),
        say=lambda done, total: progress(done, total, "逐户测算", "deciding"),
    )


@handler("standings")
def stand_the_targets(arguments: Arguments, progress: Progress) -> None:
    """Published figures and, apart from them, those of the sample city; skipped when all inputs are the same."""
    pack, dataset = current_pack(), _sample()
    path = _sample_file(pack, "observations.yaml")
    stamp = _stamp(dataset, path)
    as_of = pack.identity.as_of
    if StandingSet.objects.filter(pack=pack.digest, facts=stamp, as_of=as_of, figures__isnull=False).exists():
        return
    read = read_observations(path, pack.indicators)
    if has_errors(read.diagnostics):
        raise Unloadable(read.diagnostics)
    facts = _made.get(dataset.digest) or facts_as_of(dataset, None, schema=pack.schema)
    found = standings(pack, read.observations, facts, as_of)
    names = {id: name for id, (name, _unit) in read.names.items()}
    names |= {id: indicator.name for id, indicator in pack.indicators.items()}
    figures = [(names[o.indicator], o) for o in read.observations]
    store_standings(
        pack_digest=pack.digest, facts_digest=stamp, as_of=as_of, standings=found, figures=figures
    )


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the summary is printed from."""

    pack: Pack
    run: AssessmentRun
    assessment: Assessment
    standings: tuple[Standing, ...]


def loaded() -> Loaded | None:
    """Read back what was stored; None when a step is missing."""
    run = current_run()
    if run is None:
        return None
    pack = current_pack()
    kept = standings_on(pack, run.as_of)
    both = (kept.published.get(id) for id in pack.targets), (kept.sample.get(id) for id in pack.targets)
    found = tuple(one for origin in both for one in origin if one is not None)
    return Loaded(pack, run, stored_assessment(run), found)


# Facts generated in this process, so that they need not be read back to be assessed.
_made: dict[str, Facts] = {}


def _sample() -> Dataset:
    dataset = current_dataset(Origin.SAMPLE)
    if dataset is None:
        raise Dataset.DoesNotExist("the sample city has not been loaded")
    return dataset


def _sample_file(pack: Pack, name: str) -> Path:
    """A file of published figures or sample settings shipped for the pack."""
    found = sample_file(pack.identity.id, name)
    if found is None:
        raise FileNotFoundError(f"no {name} for {pack.identity.id} under {shipped('samples')}")
    return found


def _stamp(dataset: Dataset, observations: Path) -> str:
    """One digest over facts, published figures and the library."""
    parts = dataset.digest.encode() + observations.read_bytes() + yuanqu.__version__.encode()
    return hashlib.sha256(parts).hexdigest()


@handler("people")
def make_the_people(arguments: Arguments, progress: Progress) -> None:
    """Demo accounts, one for each role; only in the demo."""
    if not settings.OPTIONS.demo:
        return
    firms: dict[str, tuple[UUID, str]] = {}
    for place, id, name in (
        Enterprise.objects.filter(origin=Origin.SAMPLE, dataset__is_current=True)
        .order_by("place", "pinyin", "id")
        .values_list("place", "id", "name")
    ):
        firms.setdefault(place, (id, name))
    make_people(firm_of=firms)
    publish_head()


@handler("returns")
def open_the_returns(arguments: Arguments, progress: Progress) -> None:
    """Year-to-date figures; in the demo also a few periods, the newest with a due day of its own so that it can be filed."""
    pack, dataset = current_pack(), _sample()
    facts = _made.get(dataset.digest) or facts_as_of(dataset, None, schema=pack.schema)
    store_figures(pack=pack, dataset=dataset, facts=facts)
    if not settings.OPTIONS.demo or Collection.objects.filter(dataset=dataset).exists():
        return
    soon, _unknown = pack.calendar.add_working(timezone.localdate(), 10)
    for form, period, due in (
        ("enterprise_month", Period.months(2014, 1, 2), None),
        ("enterprise_month", Period.months(2014, 9), None),
        ("enterprise_month", Period.months(2014, 10), soon),
        ("enterprise_energy_month", Period.months(2014, 10), soon),
        ("enterprise_confirmed", Period.year(2013), None),
    ):
        open_period(dataset=dataset, form=form, period=period, by=SYSTEM, due_on=due)
    for job in Job.objects.filter(kind="filings.open", state=State.QUEUED):
        run_job(job=job)
