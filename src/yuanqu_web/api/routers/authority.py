"""Each park's matrix of authority: who decides, who countersigns, what its service company does, by which document."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from yuanqu.powers import Act, Role
from yuanqu_web.accounts import authority as services
from yuanqu_web.accounts.access import by_of, scope_of
from yuanqu_web.accounts.models import AuthorityRow
from yuanqu_web.accounts.selectors import matrix_lines, matrix_sizes, matrix_thing, places, row_thing
from yuanqu_web.api.answers import answer
from yuanqu_web.api.describing import ONCE, READS, WRITES
from yuanqu_web.api.problems import Problem
from yuanqu_web.api.reading import Day
from yuanqu_web.api.repeating import once
from yuanqu_web.api.security import needs

router = Router()


class MatrixOut(Schema):
    """`rows`: how many acts have a row of their own; the table of powers alone decides the others."""

    place: str
    name: str
    rows: int


class AuthorityOut(Schema):
    """`start` to before `end`; null: open. `sample`: made by the demo, by no document of any park."""

    id: int
    version: int
    decides: str
    countersigns: str
    delegated: bool
    document: str
    start: date
    end: date | None
    sample: bool


class ActOut(Schema):
    """`deciders`: whom the table of powers lets decide it. `now`: the row in force today; null: none."""

    act: Act
    deciders: list[Role]
    now: AuthorityOut | None
    later: list[AuthorityOut]
    before: list[AuthorityOut]


class SeenIn(Schema, extra="forbid"):
    """The open row as it was read."""

    id: int = Field(ge=1, le=2**53)
    version: int = Field(ge=1, le=10**9)


class AuthorityIn(Schema, extra="forbid"):
    """`countersigns` null: nobody. `document`: the paper it rests on. `replaces`: the open row as it was read, null when
    there was none; 412 when the matrix has changed since."""

    decides: Role
    countersigns: Role | None = None
    delegated: bool = False
    document: str = Field(min_length=1, max_length=200)
    start: Day
    replaces: SeenIn | None = None


class EndIn(Schema, extra="forbid"):
    """`end`: the first day on which it stands no longer."""

    end: Day
    document: str = Field(min_length=1, max_length=200)
    replaces: SeenIn


@router.get("", response={200: list[MatrixOut], **READS}, operation_id="list_matrices")
@needs(Act.AUTHORITY_READ)
def list_matrices(request: HttpRequest) -> list[MatrixOut]:
    """The places whose matrix the asker may read."""
    scope, sizes = scope_of(request, Act.AUTHORITY_READ), matrix_sizes()
    return [
        MatrixOut(place=id, name=name, rows=sizes.get(id, 0))
        for id, name in places()
        if scope.everything or id in scope.places
    ]


@router.get("/{place}", response={200: list[ActOut], **READS}, operation_id="get_matrix")
@needs(Act.AUTHORITY_READ, of=matrix_thing)
def get_matrix(request: HttpRequest, place: str) -> list[ActOut]:
    """Every act that a matrix may give out, with its row in force, those to come and those past."""
    return [
        ActOut(
            act=line.act,
            deciders=services.deciders(line.act),
            now=_out(line.now) if line.now else None,
            later=[_out(row) for row in line.later],
            before=[_out(row) for row in line.before],
        )
        for line in matrix_lines(place, [row.act for row in services.matrix_acts()])
    ]


@router.post(
    "/{place}/{act}",
    response={201: AuthorityOut, **WRITES, 412: Problem},
    operation_id="set_authority",
    openapi_extra=ONCE,
)
@once
@needs(Act.AUTHORITY_CHANGE, of=row_thing)
def set_authority(request: HttpRequest, place: str, act: str, given: AuthorityIn) -> HttpResponse:
    """Let another row stand from a day on; the open one ends there. 422 for what a matrix can't give."""
    made = services.set_authority(
        by=by_of(request),
        place=place,
        act=Act(act),
        decides=given.decides,
        countersigns=given.countersigns,
        delegated=given.delegated,
        document=given.document.strip(),
        start=given.start,
        replaces=_seen(given.replaces),
    )
    return answer(_out(made), status=201)


@router.post(
    "/{place}/{act}/end",
    response={200: AuthorityOut, **WRITES, 412: Problem},
    operation_id="end_authority",
    openapi_extra=ONCE,
)
@once
@needs(Act.AUTHORITY_CHANGE, of=row_thing)
def end_authority(request: HttpRequest, place: str, act: str, given: EndIn) -> AuthorityOut:
    """The open row stands no longer: the table of powers alone decides then."""
    services.end_authority(
        by=by_of(request),
        place=place,
        act=Act(act),
        replaces=(given.replaces.id, given.replaces.version),
        end=given.end,
        document=given.document.strip(),
    )
    return _out(AuthorityRow.objects.get(pk=given.replaces.id))


def _seen(given: SeenIn | None) -> tuple[int, int] | None:
    return (given.id, given.version) if given else None


def _out(row: AuthorityRow) -> AuthorityOut:
    return AuthorityOut(
        id=row.pk,
        version=row.version,
        decides=row.decides,
        countersigns=row.countersigns,
        delegated=row.delegated,
        document=row.document,
        start=row.start,
        end=row.end,
        sample=row.is_sample,
    )
