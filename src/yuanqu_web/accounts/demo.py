"""The people of the demo: one for each role, signed in by a click. They exist only where the demo made them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yuanqu.powers import Act, Role
from yuanqu.record import SYSTEM
from yuanqu_web.accounts.authority import deciders, matrix_acts, set_authority
from yuanqu_web.accounts.models import AuthorityRow, Organisation, OrganisationKind, User
from yuanqu_web.accounts.services import add_organisation, add_user, give_seat
from yuanqu_web.lib.retries import atomic_write


@dataclass(frozen=True, slots=True)
class Persona:
    """`place`: where the organisation stands in the pack. `firm`: stands for the first sample firm of that place."""

    username: str
    name: str
    name_en: str
    role: Role
    kind: OrganisationKind
    organisation: str
    organisation_en: str
    place: str = ""
    firm: bool = False


K = OrganisationKind
MATRIX_PLACES = ("guixi_park", "high_tech_zone")
PERSONAS: tuple[Persona, ...] = (
    Persona("demo-leader", "周市长", "Mayor Zhou", Role.CITY_LEADER, K.CITY, "市政府", "City government"),
    Persona("demo-city", "王芳", "Wang Fang", Role.CITY_OFFICER, K.OFFICE, "市工信主管部门", "City industry office"),
    Persona("demo-county", "李强", "Li Qiang", Role.COUNTY_OFFICER, K.COUNTY, "贵溪市", "Guixi", "guixi_park"),
    Persona("demo-park", "陈静", "Chen Jing", Role.PARK_OFFICER, K.PARK, "贵溪工业园区管委会", "Guixi Park committee", "guixi_park"),
    Persona("demo-park2", "刘洋", "Liu Yang", Role.PARK_OFFICER, K.ZONE, "高新区管委会", "High-tech Zone", "high_tech_zone"),
    Persona("demo-service", "赵敏", "Zhao Min", Role.SERVICE_COMPANY, K.SERVICE_COMPANY, "贵溪园区服务公司", "Park services", "guixi_park"),
    Persona("demo-firm", "孙丽", "Sun Li", Role.FIRM_REPORTER, K.ENTERPRISE, "", "", "guixi_park", firm=True),
    Persona("demo-bank", "吴军", "Wu Jun", Role.BANK, K.BANK, "示例银行", "A sample bank"),
    Persona("demo-auditor", "郑洁", "Zheng Jie", Role.AUDITOR, K.OFFICE, "市审计主管部门", "City audit office"),
    Persona("demo-admin", "钱伟", "Qian Wei", Role.ADMINISTRATOR, K.OFFICE, "市信息中心", "City information centre"),
)  # fmt: skip


@atomic_write
def make_people(*, firm_of: dict[str, tuple[UUID, str]]) -> int:
    """Make the personas that are not there yet. `firm_of`: per place the enterprise (id, name) to stand for.
    Returns how many were made."""
    made = 0
    root = Organisation.objects.filter(kind=K.CITY, parent=None).first() or add_organisation(
        by=SYSTEM, kind=K.CITY, name="市政府", name_en="City government"
    )
    for persona in PERSONAS:
        if User.objects.filter(username=persona.username).exists():
            continue
        if persona.firm and persona.place not in firm_of:
            continue
        user = add_user(by=SYSTEM, username=persona.username, name=persona.name, demo=True)
        give_seat(by=SYSTEM, user=user, organisation=_organisation(persona, root, firm_of), role=persona.role)
        made += 1
    _make_matrix()
    return made


def _make_matrix() -> None:
    """Samples of two parks' matrices: no document of any park stands behind them, and they are marked so. What the
    table lists as delegable goes to the service company; changing the matrix itself wants the mayor's signature."""
    for place in MATRIX_PLACES:
        for row in matrix_acts():
            known = AuthorityRow.objects.filter(place=place, act=row.act.value).exists()
            if known or not (
                row.act is Act.AUTHORITY_CHANGE or (row.delegable and Role.PARK_OFFICER in deciders(row.act))
            ):
                continue
            changes = row.act is Act.AUTHORITY_CHANGE
            set_authority(
                by=SYSTEM, place=place, act=row.act, document="示例〔2014〕1号", start=date(2014, 8, 1), sample=True,
                decides=Role.CITY_OFFICER if changes else Role.PARK_OFFICER,
                countersigns=Role.CITY_LEADER if changes else None, delegated=not changes,
            )  # fmt: skip


def _organisation(persona: Persona, root: Organisation, firm_of: dict[str, tuple[UUID, str]]) -> Organisation:
    if persona.kind == K.CITY:
        return root
    enterprise, name, place = None, persona.organisation, persona.place
    if persona.firm:
        enterprise, name = firm_of[persona.place]
        place = ""
    known = Organisation.objects.filter(kind=persona.kind, name=name, enterprise=enterprise).first()
    if known is not None:
        return known
    parent = root
    if persona.kind in (K.PARK, K.SERVICE_COMPANY):
        parent = Organisation.objects.filter(kind=K.COUNTY, place=persona.place).first() or root
    return add_organisation(
        by=SYSTEM,
        kind=persona.kind,
        name=name,
        name_en=persona.organisation_en,
        parent=parent,
        place=place,
        enterprise=enterprise,
    )
