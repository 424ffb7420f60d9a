"""One object of every kind in the small city, with names that a careless page would run as a script or a formula."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path
from uuid import UUID

import pytest
from city import City
from django.db.models import Model
from django.test import override_settings
from filing_help import CITY, busy_filing, submitted
from layers import fresh, layer, storing
from pytest_django import DjangoDbBlocker
from registered import Registered, register_city
from signing import someone
from working import work

from yuanqu.powers import Act, Role
from yuanqu.record import SYSTEM
from yuanqu_web.accounts.models import User
from yuanqu_web.api.tokens import make_token
from yuanqu_web.filings.models import Collection, Filing
from yuanqu_web.imports.models import Import
from yuanqu_web.imports.services import offer
from yuanqu_web.jobs.models import Job
from yuanqu_web.jobs.services import enqueue
from yuanqu_web.registers.models import Entry
from yuanqu_web.registers.services import add_entry
from yuanqu_web.registry.models import Enterprise

MARK = "xq7z"  # in every hostile text, so that it is found again
HOSTILE = f"=1+1\"'><svg/onload={MARK}>{{{{7*7}}}}"
FOREIGN = f"ZZ-foreign-{MARK}"
RUNS = f"<svg/onload={MARK}"  # on no page


@dataclass(frozen=True)
class World:
    """What an address can name. `foreign`, `foreign_filing`: of another park than `one`."""

    city: City
    town: Registered
    one: Filing
    foreign: Enterprise
    foreign_filing: Filing
    entry: Entry
    foreign_entry: Entry
    batch: Import
    foreign_batch: Import
    person: User
    token: UUID
    job: Job

    @property
    def ids(self) -> dict[str, UUID]:
        """Every object by its kind."""
        organisation = self.person.seats.get().organisation
        return {
            "firm": self.one.enterprise_id,
            "foreign firm": self.foreign.pk,
            "filing": self.one.pk,
            "collection": self.one.collection_id,
            "entry": self.entry.pk,
            "import": self.batch.pk,
            "person": self.person.pk,
            "organisation": organisation.pk,
            "token": self.token,
            "job": self.job.pk,
        }


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: object) -> Path:
    """Files of a test lie in its own folder."""
    settings.YUANQU_HOME = tmp_path  # type: ignore[attr-defined]
    return tmp_path


@pytest.fixture(scope="module")
def stored_world(
    stored_city: City,
    stored_october: Collection,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[World, Path]]:
    """The layer upon October, and the files that belong to it."""
    home = tmp_path_factory.mktemp("world")
    with layer(django_db_blocker):
        with storing(django_db_blocker), override_settings(YUANQU_HOME=home):
            made = _make(stored_city, busy_filing(stored_october))
        yield made, home


@pytest.fixture
def world(stored_world: tuple[World, Path], home: Path, db: None) -> World:
    made, files = stored_world
    shutil.copytree(files, home, dirs_exist_ok=True)
    rows = {
        field.name: fresh(value)
        for field in fields(made)
        if isinstance(value := getattr(made, field.name), Model)
    }
    return replace(made, **rows)


def _make(city: City, one: Filing) -> World:
    town = register_city(city.pack)
    entries = [
        plot(town, key, place) for key, place in ((HOSTILE, "guixi_park"), (FOREIGN, "high_tech_zone"))
    ]
    batches = [
        table(town, name, place) for name, place in ((HOSTILE, "guixi_park"), (FOREIGN, "high_tech_zone"))
    ]
    foreign = Enterprise.objects.filter(origin="sample", place="high_tech_zone").order_by("pk").first()
    foreign_filing = Filing.objects.filter(place="high_tech_zone").order_by("pk").first()
    assert foreign is not None
    assert foreign_filing is not None
    submitted(one)
    # names come from files of the city's offices, not only through our forms
    Enterprise.objects.filter(pk=one.enterprise_id).update(name=HOSTILE)
    Filing.objects.filter(pk=one.pk).update(return_reason=HOSTILE)
    one.refresh_from_db()
    person = someone(Role.PARK_OFFICER, place="guixi_park")
    User.objects.filter(pk=person.pk).update(name=HOSTILE)
    token, _secret = make_token(by=SYSTEM, user=person, name=HOSTILE, scopes=[Act.POLICY_READ])
    job = enqueue(kind="load_pack", arguments={})
    return World(city, town, one, foreign, foreign_filing, *entries, *batches, person, token.pk, job)


def plot(town: Registered, key: str, place: str) -> Entry:
    """A plot whose every text is the key."""
    form = town.pack.schema.form("plot_register")
    texts = {
        f.id: key for f in town.pack.schema.form_fields(form) if f.type.kind == "text" and f.id != form.key
    }
    return add_entry(
        dataset=town.dataset, schema=town.pack.schema, form=form, key=key, by=CITY, release=town.pack.digest,
        values=town.blank(form.id, plot_place=place, **texts), reason=key, document=key,
    )  # fmt: skip


def table(town: Registered, name: str, place: str) -> Import:
    """A checked import with a good row and a wrong one, both named as the file is."""
    quoted = '"{}"'.format(name.replace('"', '""'))
    lines = ["plot,plot_place,plot_area (m²)", f"{quoted},{place},5", f"{quoted},{quoted},x"]
    batch = offer(
        dataset=town.dataset, pack=town.pack, name=f"{name}.csv", chunks=["\n".join(lines).encode()], by=CITY,
        place=place, places=[place], form="plot_register", document=name, office=name,
    )  # fmt: skip
    return work(batch)
