"""Is the port free? Asked before any work is done, so that the answer comes at once."""

from __future__ import annotations

import errno
import socket

from yuanqu.values import Text


def why_not(host: str, port: int) -> Text | None:
    """None when a server may listen there; else what is wrong and what to do."""
    try:
        if not 0 <= port <= 65535:
            raise OverflowError
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, OverflowError):
        return Text(
            f"{host}:{port} 不是可用的地址：请检查 --host 和 --port。",
            f"{host}:{port} is not an address: check --host and --port.",
        )
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except (OSError, OverflowError) as error:
            return _reason(error, host, port)
    return None


def _reason(error: OSError | OverflowError, host: str, port: int) -> Text:
    number = getattr(error, "errno", None)
    other = port + 1 if port < 65535 else 8000
    if number == errno.EADDRINUSE:
        return Text(
            f"端口 {port} 已被占用，可能控制台已在 http://{host}:{port}/ 运行。请停掉它，或换端口，如 --port {other}。",
            f"Port {port} is taken; the console may already run at http://{host}:{port}/. "
            f"Stop it first, or take another port, such as --port {other}.",
        )
    if number == errno.EACCES:
        return Text(
            f"没有使用端口 {port} 的权限：请用 1024 以上的端口，如 --port 8000。",
            f"No permission for port {port}: take one above 1024, such as --port 8000.",
        )
    return Text(
        f"不能在 {host}:{port} 监听：请检查 --host 和 --port。",
        f"Cannot listen on {host}:{port}: check --host and --port.",
    )
