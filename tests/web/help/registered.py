"""A small registered city without assessments: quick to make, writable through the services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yuanqu.facts import make_uscc
from yuanqu.packs import Pack
from yuanqu.record import By
from yuanqu_web.registers.services import add_entry
from yuanqu_web.registry.models import Dataset, Enterprise
from yuanqu_web.registry.working import make_working_dataset
from yuanqu_web.returns.codec import Stored

BY = By("u1", "王芳", "city_officer", "o1")
CODES = tuple(make_uscc("91360600", f"{n:08}") for n in range(1, 9))
PLACES = ("guixi_park", "high_tech_zone")


@dataclass(frozen=True)
class Registered:
    """Eight firms, alternately in two parks."""

    pack: Pack
    dataset: Dataset
    firms: tuple[Enterprise, ...]

    def blank(self, form: str, **values: Stored) -> dict[str, Stored]:
        """All fields of a form without a value, but for those given."""
        described = self.pack.schema.form(form)
        blank: dict[str, Stored] = {
            field.id: None for field in self.pack.schema.form_fields(described) if field.id != described.key
        }
        return blank | values


def register_city(pack: Pack, firms: int = len(CODES)) -> Registered:
    dataset = make_working_dataset()
    city = Registered(pack, dataset, ())
    form = pack.schema.form("enterprise_register")
    for n, code in enumerate(CODES[:firms]):
        values = city.blank(
            form.id,
            name=f"鹰潭甲{'乙丙丁戊己庚辛壬'[n]}铜业有限公司",
            place=PLACES[n % 2],
            industry="copper",
            founded_on=date(2001, 1, n + 1).isoformat(),
        )
        add_entry(
            dataset=dataset,
            schema=pack.schema,
            form=form,
            key=code,
            values=values,
            by=BY,
            release=pack.digest,
        )
    found = Enterprise.objects.filter(dataset=dataset).order_by("key")
    return Registered(pack, dataset, tuple(found))
