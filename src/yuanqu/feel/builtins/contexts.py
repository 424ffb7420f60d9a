"""Functions over contexts."""

from __future__ import annotations

from yuanqu.feel.builtins.registry import builtin
from yuanqu.feel.run import Fault, Run
from yuanqu.feel.values import Value

_Context = dict[str, Value]


@builtin("get value", "m: context, key: string")
def _get_value(context: _Context, key: str) -> Value:
    if key not in context:
        raise Fault("FEEL-107", name=key, found="context")
    return context[key]


@builtin("get entries", "m: context")
def _get_entries(context: _Context) -> Value:
    return [{"key": key, "value": value} for key, value in context.items()]


@builtin("context", "entries: list")
def _context(entries: list[Value]) -> Value:
    made: _Context = {}
    for entry in entries:
        key = entry.get("key") if type(entry) is dict else None
        if type(key) is not str or "value" not in entry:
            raise Fault("FEEL-112", function="context", wanted="{key, value}")
        if key in made:
            raise Fault("FEEL-111", function="context", value=key)
        made[key] = entry["value"]
    return made


@builtin("context put", "context: context, key: string, value: any")
def _context_put(context: _Context, key: str, value: Value) -> Value:
    return {**context, key: value}


@builtin("context put", "context: context, keys: list, value: any", run=True)
def _context_put_deep(run: Run, context: _Context, keys: list[Value], value: Value) -> Value:
    if not keys or any(type(key) is not str for key in keys):
        raise Fault("FEEL-112", function="context put", wanted="string")
    return _put(run, context, keys, value)


def _put(run: Run, context: Value, keys: list[str], value: Value) -> _Context:
    if type(context) is not dict:
        raise Fault("FEEL-107", name=keys[0], found="value")
    run.weigh(context)
    first, *rest = keys
    return {**context, first: _put(run, context.get(first), rest, value) if rest else value}


@builtin("context merge", "contexts: list", run=True)
def _context_merge(run: Run, contexts: list[Value]) -> Value:
    merged: _Context = {}
    for context in contexts:
        if type(context) is not dict:
            raise Fault("FEEL-112", function="context merge", wanted="context")
        run.weigh(context)
        merged.update(context)
    return merged
