"""The jobs of imports: check, commit, undo. Each may be repeated and goes on where it was."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import cast

from django.utils import timezone

from yuanqu.diagnostics import Diagnostic, Where, diagnose, has_errors
from yuanqu.facts import read_facts, write_marked_up
from yuanqu.facts.marked_up_fast import write_marked_up_fast
from yuanqu.packs.model import Pack
from yuanqu.values import Language
from yuanqu_web.imports.applying import Taken, apply_chunk, changed_since, undo_chunk
from yuanqu_web.imports.keeping import keep
from yuanqu_web.imports.models import Import, ImportState, Problem, StagedRow, StoredFile
from yuanqu_web.imports.named import named
from yuanqu_web.imports.staging import Staging, known_keys, stage
from yuanqu_web.jobs.handlers import Arguments, Cancelled, Progress, handler
from yuanqu_web.lib.retries import atomic_write
from yuanqu_web.policies.selectors import current_pack

CHECK, COMMIT, UNDO = "import.check", "import.commit", "import.undo"
PROBLEMS = 100_000
BY_OPENPYXL = 20_000
_STAGE = 2000


def _of(arguments: Arguments) -> Import:
    return Import.objects.select_related("dataset", "file").get(pk=str(arguments["import"]))


@handler(CHECK)
def check(arguments: Arguments, progress: Progress) -> None:
    """Read the file and stage what it would change. Cancelled: the import is cancelled, nothing was written."""
    batch = _of(arguments)
    if not Import.objects.filter(pk=batch.pk, state__in=[ImportState.WAITING, ImportState.CHECKING]).update(
        state=ImportState.CHECKING
    ):
        return
    try:
        _check(batch, current_pack(), progress)
    except Cancelled:
        Import.objects.filter(pk=batch.pk, state=ImportState.CHECKING).update(
            state=ImportState.CANCELLED, ended_at=timezone.now()
        )
        raise


def _check(batch: Import, pack: Pack, progress: Progress) -> None:
    StagedRow.objects.filter(batch=batch).delete()
    Problem.objects.filter(batch=batch).delete()
    progress(0, 0, "读取文件", "reading the file")
    staging = Staging()
    with named(batch.file) as path:
        loaded = read_facts(path, pack.schema, known=known_keys(batch.dataset, pack.schema), limit=PROBLEMS)
        total = sum(loaded.rows.values())
        problems = [d for d in loaded.diagnostics if d.code != "FACT-089"]
        if loaded.facts is not None and batch.form and not loaded.facts.form_table(batch.form).num_rows:
            problems.append(diagnose("REG-034", Where(batch.file.name)))
        if loaded.facts is not None and not has_errors(problems):
            progress(0, total, "比对现有数据", "comparing with what stands")
            _stage_rows(stage(batch, pack, loaded.facts, loaded.places, staging), total, progress)
        problems += staging.problems
        _keep_problems(batch, problems)
        if has_errors(problems):
            progress(total, total, "标注问题", "marking the problems")
            batch.marked = _mark_up(batch, path, problems, total)
    counts = {form: dict(actions) for form, actions in staging.counts.items()}
    writes = sum(n for actions in counts.values() for action, n in actions.items() if action != "same")
    errors = sum(one.severity == "error" for one in problems)

    @atomic_write
    def end() -> None:
        if errors:
            StagedRow.objects.filter(batch=batch).delete()
        Import.objects.filter(pk=batch.pk, state=ImportState.CHECKING).update(
            state=ImportState.REFUSED if errors else ImportState.READY if writes else ImportState.NOTHING,
            counts={} if errors else counts,
            rows=total,
            writes=0 if errors else writes,
            errors=errors,
            change_set="" if errors else staging.change_set,
            release=pack.digest,
            marked=batch.marked,
            ended_at=timezone.now() if errors or not writes else None,
        )

    end()
    progress(total, total)


def _stage_rows(rows: Iterator[StagedRow], total: int, progress: Progress) -> None:
    done = 0
    while some := list(islice(rows, _STAGE)):
        StagedRow.objects.bulk_create(some, batch_size=1000)
        done += len(some)
        progress(min(done, total), total)


def _keep_problems(batch: Import, problems: Iterable[Diagnostic]) -> None:
    Problem.objects.bulk_create(
        (
            Problem(
                batch=batch,
                n=n,
                code=one.code,
                severity=one.severity,
                sheet=one.where.item[:120],
                row=one.where.row,
                column=one.where.column[:200],
                zh=one.message("zh"),
                en=one.message("en"),
                hint_zh=one.hint("zh"),
                hint_en=one.hint("en"),
            )
            for n, one in enumerate(problems, 1)
        ),
        batch_size=500,
    )


def _mark_up(batch: Import, path: Path, problems: Sequence[Diagnostic], rows: int) -> StoredFile:
    """The workbook given back; beyond some rows by the fast writer, which keeps values but no layout."""
    lang = cast(Language, batch.lang)
    with tempfile.TemporaryDirectory(prefix="yuanqu-marked-") as place:
        target = Path(place) / "marked.xlsx"
        write = write_marked_up if rows <= BY_OPENPYXL else write_marked_up_fast
        write(path, problems, target, lang)
        with target.open("rb") as source:
            stem = batch.file.name.rpartition(".")[0] or batch.file.name
            suffix = "问题" if lang == "zh" else "problems"
            return keep(f"{stem[:90]}-{suffix}.xlsx", iter(lambda: source.read(1 << 20), b""), limit=2**31)


@handler(COMMIT)
def commit(arguments: Arguments, progress: Progress) -> None:
    """Write the staged rows. Cancelled: it stops at a chunk's end and can be resumed or undone."""
    batch, pack = _of(arguments), current_pack()
    if batch.state != ImportState.COMMITTING:
        return
    try:
        while apply_chunk(batch, pack):
            progress(batch.written + batch.conflicts, batch.writes, "写入", "writing")
    except Taken:
        return
    except Cancelled:
        Import.objects.filter(pk=batch.pk, state=ImportState.COMMITTING).update(state=ImportState.STOPPED)
        raise
    progress(batch.writes, batch.writes)


@handler(UNDO)
def undo(arguments: Arguments, progress: Progress) -> None:
    """Take back what was written, the last row first. It can't be cancelled midway: it goes on to the end."""
    batch, pack = _of(arguments), current_pack()
    if batch.state != ImportState.UNDOING:
        return
    if batch.undone is None and changed_since(batch):
        back = ImportState.DONE if batch.committed_at else ImportState.STOPPED
        Import.objects.filter(pk=batch.pk, state=ImportState.UNDOING).update(state=back)
        return
    done = 0
    try:
        while undo_chunk(batch, pack):
            done += 1
            try:
                progress(min(done * 2000, batch.written), batch.written, "撤销", "undoing")
            except Cancelled:
                continue
    except Taken:
        return
