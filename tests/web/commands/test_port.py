"""A port in use is said at once, with what to do."""

from __future__ import annotations

import socket

import pytest

from yuanqu_web.commands.port import why_not


def test_a_free_port_has_no_problem() -> None:
    assert why_not("127.0.0.1", 0) is None


def test_a_port_in_use_is_named_with_another() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        problem = why_not("127.0.0.1", port)
    assert problem is not None
    assert f"{port} 已被占用" in problem.zh
    assert f"--port {port + 1}" in problem.en


@pytest.mark.parametrize(
    ("host", "port"), [("127.0.0.1", 99999), ("no.such.host.invalid", 8000), ("203.0.113.7", 8000)]
)
def test_what_is_no_address_of_this_machine(host: str, port: int) -> None:
    problem = why_not(host, port)
    assert problem is not None
    assert "--host" in problem.zh
