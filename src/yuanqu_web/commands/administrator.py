"""The first start outside of the demo makes the administrator: from the environment, or by asking at the terminal."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path

from yuanqu.commands.session import Session

NAME, PASSWORD, FILE = "YUANQU_ADMIN_NAME", "YUANQU_ADMIN_PASSWORD", "YUANQU_ADMIN_PASSWORD_FILE"


def ensure_administrator(session: Session) -> bool:
    """Whether there is an administrator, made now if need be. There is no default password."""
    from django.core.exceptions import ValidationError

    from yuanqu_web.accounts.services import first_administrator, needs_administrator

    if not needs_administrator():
        return True
    given = _from_environment() or _asked(session)
    if given is None:
        session.note(
            f"还没有系统管理员：在终端里启动一次以便设置，或给出 {NAME} 和 {PASSWORD}（或 {FILE}）。",
            f"There is no administrator yet: start once at a terminal, or set {NAME} and {PASSWORD} (or {FILE}).",
        )
        return False
    try:
        first_administrator(username=given[0], name=given[0], password=given[1])
    except ValidationError as error:
        for message in error.messages:
            session.note(message, message)
        return False
    session.note(f"已建立系统管理员“{given[0]}”。", f"The administrator {given[0]} was made.")
    return True


def _from_environment() -> tuple[str, str] | None:
    name, password = os.environ.get(NAME, "").strip(), os.environ.get(PASSWORD, "")
    if file := os.environ.get(FILE, "").strip():
        password = Path(file).read_text(encoding="utf-8").strip()
    return (name, password) if name and password else None


def _asked(session: Session) -> tuple[str, str] | None:
    if not sys.stdin.isatty():
        return None
    session.note("首次启动：请设置系统管理员。", "First start: name the administrator.")
    name = input(session.say("账号：", "User name: ")).strip()
    first = getpass.getpass(session.say("密码（至少 12 位）：", "Password (at least 12 characters): "))
    again = getpass.getpass(session.say("再输一次：", "Once more: "))
    return (name, first) if name and first == again else None
