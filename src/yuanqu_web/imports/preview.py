"""What the pages of an import show: counts, rows with before and after, problems."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from yuanqu.facts import Form
from yuanqu.packs.model import Pack
from yuanqu_web.imports.models import Action, Import, ImportState, Problem, StagedRow
from yuanqu_web.registers.shape import Shape, shape_of
from yuanqu_web.registers.wording import value_text
from yuanqu_web.ui.language import language, said
from yuanqu_web.ui.paging import page_of
from yuanqu_web.ui.tables import Cell, Column, Row, Table

FEW, PAGE = 20, 100


def ACTIONS() -> Mapping[str, str]:  # noqa: N802 - words in the language of the page
    return {
        Action.ADD: _("新增"),
        Action.CHANGE: _("修改"),
        Action.END: _("终止"),
        Action.SAME: _("不变"),
    }


@dataclass(frozen=True, slots=True)
class FormCount:
    form: str
    add: int
    change: int
    end: int
    same: int


def counts(pack: Pack, batch: Import) -> list[FormCount]:
    """Rows by form and action."""
    return [
        FormCount(
            said(form.name), *(int(found.get(action, 0)) for action in ("add", "change", "end", "same"))
        )
        for form in pack.schema.forms
        if (found := batch.counts.get(form.id))
    ]


def same_file_before(batch: Import) -> Import | None:
    """The last import of the same bytes that was written and not undone."""
    return (
        Import.objects.filter(
            dataset=batch.dataset_id, file__digest=batch.file.digest, state=ImportState.DONE
        )
        .exclude(pk=batch.pk)
        .filter(created_at__lt=batch.created_at)
        .order_by("-created_at")
        .first()
    )


def rows_table(
    pack: Pack, batch: Import, *, action: str, after: str, size: int = PAGE, everything: bool = False
) -> Table:
    """Rows with what changes in them. Without an action: those that change something."""
    rows = StagedRow.objects.filter(batch=batch)
    rows = rows.filter(action=action) if action in Action.values else rows.exclude(action=Action.SAME)
    if after.isdecimal() and len(after) < 10:
        rows = rows.filter(n__gt=int(after))
    rows = rows.order_by("n")
    found = list(rows if everything else rows[: size + 1])
    page = page_of(found, size=len(found) if everything else size, key=lambda row: str(row.n))
    known: dict[str, Form] = {form.id: form for form in pack.schema.forms}
    shapes = {id: shape_of(pack.schema, known[id]) for id in {row.form for row in page.items} if id in known}
    words = ACTIONS()
    return Table(
        id="import-rows",
        caption=_("将要发生的变化") if batch.state == ImportState.READY else _("各行的变化"),
        columns=(
            Column("key", _("编号")),
            Column("form", _("表")),
            Column("period", _("期间"), shown=any(row.period for row in page.items)),
            Column("action", _("处理")),
            Column("changes", _("变化")),
            Column("place", _("文件中的位置")),
        ),
        rows=tuple(
            Row(
                (
                    Cell(row.key, foreign=True),
                    Cell(said(known[row.form].name) if row.form in known else row.form),
                    Cell(row.period or None),
                    Cell(words[row.action] + (f"（{_('未写入：别人先改了')}）" if row.conflict else "")),
                    Cell(_changes(shapes.get(row.form), row), foreign=True),
                    Cell(f"{row.sheet} {row.row}" if row.row else None, foreign=True),
                )
            )
            for row in page.items
        ),
        next="" if size == FEW else page.next,
        empty_title=_("没有变化"),
        export=size != FEW,
    )


def _changes(shape: Shape | None, row: StagedRow) -> str:
    """What changes, in words: field, before → after; of a new row its values."""
    if shape is None or row.action in (Action.SAME, Action.END):
        return ""
    parts = []
    for field in shape.values:
        before, after = (row.before or {}).get(field.id), row.values.get(field.id)
        if row.before is None:
            if after is not None:
                parts.append(f"{said(field.name)} {value_text(field, after)}")
        elif before != after:
            parts.append(f"{said(field.name)} {value_text(field, before)} → {value_text(field, after)}")
    if row.was_ended:
        parts.insert(0, _("恢复在册"))
    return ("；" if language() == "zh" else "; ").join(parts)


def problems_table(batch: Import, *, after: str, size: int = PAGE, everything: bool = False) -> Table:
    """Problems in the order they were found: sheet, row, column, rule."""
    rows = Problem.objects.filter(batch=batch).order_by("n")
    if after.isdecimal() and len(after) < 10:
        rows = rows.filter(n__gt=int(after))
    found = list(rows if everything else rows[: size + 1])
    page = page_of(found, size=len(found) if everything else size, key=lambda row: str(row.n))
    zh = language() == "zh"
    return Table(
        id="import-problems",
        caption=_("问题"),
        columns=(
            Column("what", _("问题")),
            Column("sheet", _("工作表")),
            Column("row", _("行"), "number", digits=0),
            Column("column", _("列")),
            Column("hint", _("怎么办")),
            Column("code", _("规则")),
        ),
        rows=tuple(
            Row(
                (
                    Cell(row.zh if zh else row.en),
                    Cell(row.sheet or None, foreign=True),
                    Cell(row.row),
                    Cell(row.column or None, foreign=True),
                    Cell(row.hint_zh if zh else row.hint_en),
                    Cell(row.code),
                )
            )
            for row in page.items
        ),
        next="" if size == FEW else page.next,
        empty_title=_("没有问题"),
        export=size != FEW,
    )


def imports_table(pack: Pack, rows: QuerySet[Import], after: str) -> Table:
    """Imports, newest first, paged by time."""
    with suppress(ValueError):
        moment = datetime.fromisoformat(after)
        rows = rows.filter(created_at__lt=moment) if moment.tzinfo else rows
    found = list(rows.select_related("file").order_by("-created_at")[: PAGE + 1])
    page = page_of(found, size=PAGE, key=lambda one: one.created_at.isoformat())
    known = {form.id: said(form.name) for form in pack.schema.forms}
    return Table(
        id="imports",
        caption=_("导入"),
        columns=(
            Column("name", _("文件")),
            Column("state", _("状态")),
            Column("form", _("表")),
            Column("rows", _("行数"), "number", digits=0),
            Column("writes", _("变化"), "number", digits=0),
            Column("by", _("经办")),
            Column("at", _("时间")),
        ),
        rows=tuple(
            Row(
                (
                    Cell(one.file.name, href=reverse("imports:import", args=[one.pk]), foreign=True),
                    Cell(str(ImportState(one.state).label)),
                    Cell(known.get(one.form) or None),
                    Cell(one.rows),
                    Cell(one.writes),
                    Cell(one.by_name, foreign=True),
                    Cell(one.created_at.strftime("%Y-%m-%d %H:%M")),
                ),
                href=reverse("imports:import", args=[one.pk]),
            )
            for one in page.items
        ),
        next=page.next,
        empty_title=_("还没有导入"),
        empty_hint=_("下载模板，填好后上传；先看变化，确认后才写入，整批可以撤销。"),
    )
