"""Makes the facts of a sample city from its settings: the same bytes for the same settings and number of firms."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from yuanqu.facts import Facts, Origin, Schema
from yuanqu.sampling.confirmed import make_confirmed
from yuanqu.sampling.firms import Firm, make_firms
from yuanqu.sampling.flows import Flows, make_flows
from yuanqu.sampling.more_registers import make_more
from yuanqu.sampling.registers import make_buildings, make_lines, make_people, make_picks, make_projects
from yuanqu.sampling.settings import Settings
from yuanqu.sampling.tables import table_of, table_of_rows
from yuanqu.values import Period


def generate(settings: Settings, schema: Schema, *, enterprises: int | None = None) -> Facts:
    """The sample city as facts, marked as a sample.

    enterprises: another number of firms than the settings state; totals stay as they are, and buildings,
    lines and people grow in proportion. ValueError when there are too few for the cells and their leaders.
    Fields and forms of the schema that the generator doesn't know stay without data.
    """
    count = settings.enterprises if enterprises is None else enterprises
    firms = make_firms(settings, count)
    flows = make_flows(settings, firms)
    known = {form.id for form in schema.forms}
    tables = {
        "enterprise_register": _register(schema, firms),
        "enterprise_year": _returns(schema, "enterprise_year", firms, flows, settings.time.years),
        "enterprise_month": _returns(
            schema, "enterprise_month", firms, flows, [period for period, _ in settings.time.parts]
        ),
        "enterprise_confirmed": _confirmed(schema, settings, firms, flows),
    } | _small_registers(schema, settings, firms)
    origin = Origin("sample", settings.title, settings.note, settings.seed)
    return Facts(schema, {form: table for form, table in tables.items() if form in known and table}, origin)


def _register(schema: Schema, firms: Sequence[Firm]) -> pa.Table | None:
    columns: dict[str, list[object]] = {
        "code": [firm.code for firm in firms],
        "name": [firm.name for firm in firms],
        "place": [firm.cell.place for firm in firms],
        "industry": [firm.cell.industry for firm in firms],
        "industry_code": [firm.industry_code for firm in firms],
        "cluster": [firm.cell.cluster for firm in firms],
        "founded_on": [firm.founded_on for firm in firms],
    }
    return _table(schema, "enterprise_register", columns, len(firms))


def _returns(
    schema: Schema, form_id: str, firms: Sequence[Firm], flows: Flows, periods: Sequence[Period]
) -> pa.Table | None:
    """The firms that report revenue in a period have a row in it."""
    tables = []
    for period in periods:
        present = [i for i, amount in enumerate(flows.revenue[period]) if amount is not None]
        columns: dict[str, list[object]] = {"code": [firms[i].code for i in present]}
        for name, measure in (
            ("revenue", flows.revenue),
            ("value_added", flows.value_added),
            ("electricity", flows.electricity),
            ("employees", flows.employees),
        ):
            amounts = measure.get(period)
            if amounts is not None:
                columns[name] = [amounts[i] for i in present]
        tables.append(_table(schema, form_id, columns, len(present), period))
    return _joined(tables)


def _confirmed(schema: Schema, settings: Settings, firms: Sequence[Firm], flows: Flows) -> pa.Table | None:
    tables = []
    for period, (present, values) in make_confirmed(settings, firms, flows.revenue).items():
        columns: dict[str, list[object]] = {"code": [firms[i].code for i in present], **values}
        tables.append(_table(schema, "enterprise_confirmed", columns, len(present), period))
    return _joined(tables)


def _small_registers(schema: Schema, settings: Settings, firms: Sequence[Firm]) -> dict[str, pa.Table | None]:
    def grown(count: int) -> int:
        return count * len(firms) // settings.enterprises

    rows = {
        "building_register": make_buildings(settings, firms, grown(settings.buildings.count)),
        "line_register": make_lines(settings, firms, grown(settings.lines.count)),
        "project_register": make_projects(settings, len(firms)),
        "cluster_register": make_picks(settings),
        "person_register": make_people(settings, firms, grown(settings.people.count)),
    } | make_more(settings, firms)
    known = {form.id: form for form in schema.forms}
    return {form: table_of_rows(schema, known[form], made) for form, made in rows.items() if form in known}


def _table(
    schema: Schema, form_id: str, columns: dict[str, list[object]], rows: int, period: Period | None = None
) -> pa.Table | None:
    form = next((form for form in schema.forms if form.id == form_id), None)
    if form is None:
        return None
    return table_of(schema, form, columns, rows=rows, period=None if period is None else str(period))


def _joined(tables: Sequence[pa.Table | None]) -> pa.Table | None:
    made = [table for table in tables if table is not None]
    return pa.concat_tables(made).combine_chunks() if made else None
