"""Progress of the steps: bars on a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from yuanqu.commands.session import Session
from yuanqu.values import Text

if TYPE_CHECKING:
    from yuanqu_web.jobs.models import Job


class Report:
    """Shows each step as it runs. On a terminal one bar per step; else one line when a step is over."""

    def __init__(self, session: Session, names: Sequence[Text], kinds: Mapping[str, Text]) -> None:
        self.session = session
        self.names = list(names)
        self.kinds = kinds
        self.begun = monotonic()
        self.bars: Progress | None = None
        self.tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Report:
        if self.session.err.is_terminal and not self.session.json:
            self.bars = Progress(
                TextColumn("{task.description}"),
                BarColumn(bar_width=24),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                console=self.session.err,
            )
            self.bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        if self.bars is not None:
            self.bars.stop()

    def listen(self, job: Job) -> None:
        """Called by a job at each step of its progress."""
        if self.bars is None:
            return
        if job.kind not in self.tasks:
            self.tasks[job.kind] = self.bars.add_task(self.kinds[job.kind].get(self.session.lang), total=None)
        self.bars.update(self.tasks[job.kind], completed=job.done, total=job.total or None)

    def done(self, name: Text, job: Job) -> None:
        seconds, self.begun = monotonic() - self.begun, monotonic()
        if self.bars is not None:
            if job.kind in self.tasks and job.state == "done":
                total = job.total or 1
                self.bars.update(self.tasks[job.kind], completed=total, total=total)
            return
        number = f"[{self.names.index(name) + 1}/{len(self.names)}]"
        zh = {"done": "完成", "failed": "失败"}.get(job.state, "未完成")
        en = {"done": "done", "failed": "failed"}.get(job.state, "not done")
        self.session.note(
            f"{number} {name.zh}：{zh}（{seconds:.1f} 秒）", f"{number} {name.en}: {en} ({seconds:.1f} s)"
        )
