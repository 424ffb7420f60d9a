"""How kinds of jobs are called, and what to do about one."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yuanqu_web.jobs.models import Job, State
from yuanqu_web.ui.language import language


def name_of(kind: str) -> str:
    names = {
        "load_pack": _("装入政策包"),
        "load_published": _("装入公开报道点名的企业"),
        "load_sample": _("装入示例城市"),
        "assess": _("逐户测算"),
        "standings": _("目标进度"),
        "people": _("示例账号"),
        "back_up": _("备份"),
        "forget_jobs": _("清理旧任务"),
        "publish_head": _("公布存证链头"),
        "drop_old_answers": _("清理接口旧应答"),
        "registers": _("整理台账"),
        "returns": _("建立演示报表"),
        "filings.open": _("建立报表"),
        "filings.remind": _("催报提醒"),
        "filings.refresh": _("按已接收报表更新"),
        "import.check": _("检查导入文件"),
        "import.commit": _("写入导入内容"),
        "import.undo": _("撤销导入"),
    }
    return names.get(kind, kind)


def state_of(state: str) -> str:
    return {
        State.QUEUED: _("排队"),
        State.RUNNING: _("进行中"),
        State.DONE: _("已完成"),
        State.FAILED: _("失败"),
        State.CANCELLED: _("已取消"),
    }[State(state)]


def said(job: Job) -> str:
    return job.message_en if language() == "en" else job.message_zh


def next_step(job: Job) -> str:
    if job.state == State.FAILED:
        return _("按原因改正后重新发起；仍失败请把时间告诉管理员。")
    if job.state == State.CANCELLED:
        return _("需要时重新发起；已完成的部分不会重复。")
    return ""
