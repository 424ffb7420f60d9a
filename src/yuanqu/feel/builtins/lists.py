"""Functions over lists. Positions count from 1, negative ones from the end."""

from __future__ import annotations

from decimal import Decimal
from functools import cmp_to_key

from yuanqu.feel.builtins.numbers import whole
from yuanqu.feel.builtins.registry import builtin
from yuanqu.feel.compare import equal, order
from yuanqu.feel.run import MAX_ITEMS, Fault, Run
from yuanqu.feel.values import FeelFunction, Value


def at(position: Decimal, size: int, function: str) -> int:
    """The 0-based index of a position inside a list."""
    index = whole(position, function)
    if index == 0 or abs(index) > size:
        raise Fault("FEEL-113", position=position, size=size)
    return index - 1 if index > 0 else size + index


def bounded(items: list[Value]) -> list[Value]:
    if len(items) > MAX_ITEMS:
        raise Fault("FEEL-118", limit=MAX_ITEMS)
    return items


def has(items: list[Value], element: Value, run: Run) -> bool:
    run.step(None, len(items))
    return any(equal(item, element, run) is True for item in items)


@builtin("list contains", "list: list, element: any", run=True)
def _list_contains(run: Run, items: list[Value], element: Value) -> Value:
    return has(items, element, run)


@builtin("count", "list: list")
def _count(items: list[Value]) -> Value:
    return Decimal(len(items))


def _extreme(items: list[Value], sign: int, function: str) -> Value:
    if not items:
        raise Fault("FEEL-114", function=function)
    best = items[0]
    for item in items:
        found = order(item, best)
        if found is None:
            raise Fault("FEEL-112", function=function, wanted="comparable")
        if found == sign:
            best = item
    return best


@builtin("min", "list: list")
def _min(items: list[Value]) -> Value:
    return _extreme(items, -1, "min")


@builtin("max", "list: list")
def _max(items: list[Value]) -> Value:
    return _extreme(items, 1, "max")


@builtin("min", "#1: any, #2: any, *#3: any")
def _min_of(first: Value, second: Value, rest: list[Value]) -> Value:
    return _extreme([first, second, *rest], -1, "min")


@builtin("max", "#1: any, #2: any, *#3: any")
def _max_of(first: Value, second: Value, rest: list[Value]) -> Value:
    return _extreme([first, second, *rest], 1, "max")


def _truth(items: list[Value], decisive: bool, function: str) -> Value:
    if any(item is decisive for item in items):
        return decisive
    if all(type(item) is bool for item in items):
        return not decisive
    raise Fault("FEEL-112", function=function, wanted="boolean")


for _name, _decisive in (("all", False), ("and", False), ("any", True), ("or", True)):

    def _fold(items: list[Value], decisive: bool = _decisive, function: str = _name) -> Value:
        return _truth(items, decisive, function)

    def _fold_all(
        first: Value, second: Value, rest: list[Value], d: bool = _decisive, n: str = _name
    ) -> Value:
        return _truth([first, second, *rest], d, n)

    builtin(_name, "list: list")(_fold)
    builtin(_name, "#1: any, #2: any, *#3: any")(_fold_all)


@builtin("sublist", "list: list, start position: number, length?: number?")
def _sublist(items: list[Value], start: Decimal, length: Decimal | None = None) -> Value:
    begin = at(start, len(items), "sublist")
    if length is None:
        return items[begin:]
    count = whole(length, "sublist")
    if count < 1 or begin + count > len(items):
        raise Fault("FEEL-111", function="sublist", value=length)
    return items[begin : begin + count]


@builtin("append", "list: list, *item: any")
def _append(items: list[Value], added: list[Value]) -> Value:
    if not added:
        raise Fault("FEEL-020", function="append", count=1)
    return bounded([*items, *added])


@builtin("concatenate", "*list: list")
def _concatenate(lists: list[list[Value]]) -> Value:
    if not lists:
        raise Fault("FEEL-020", function="concatenate", count=0)
    return bounded([item for items in lists for item in items])


@builtin("insert before", "list: list, position: number, newItem: any")
def _insert_before(items: list[Value], position: Decimal, new: Value) -> Value:
    index = at(position, len(items), "insert before")
    return bounded([*items[:index], new, *items[index:]])


@builtin("remove", "list: list, position: number")
def _remove(items: list[Value], position: Decimal) -> Value:
    index = at(position, len(items), "remove")
    return items[:index] + items[index + 1 :]


@builtin("list replace", "list: list, position: number, newItem: any")
def _list_replace(items: list[Value], position: Decimal, new: Value) -> Value:
    index = at(position, len(items), "list replace")
    return [*items[:index], new, *items[index + 1 :]]


@builtin("list replace", "list: list, match: function, newItem: any", run=True)
def _list_replace_matching(run: Run, items: list[Value], match: FeelFunction, new: Value) -> Value:
    if len(match.parameters) != 2:
        raise Fault("FEEL-115", function=match.name or "match", count=2)
    results = [match.invoke(run, [item, new]) for item in items]
    if any(type(result) is not bool for result in results):
        raise Fault("FEEL-112", function="list replace", wanted="boolean")
    return [new if hit else item for item, hit in zip(items, results, strict=True)]


@builtin("reverse", "list: list")
def _reverse(items: list[Value]) -> Value:
    return items[::-1]


@builtin("index of", "list: list, match: any", run=True)
def _index_of(run: Run, items: list[Value], match: Value) -> Value:
    return [Decimal(i) for i, item in enumerate(items, 1) if equal(item, match, run) is True]


def _distinct(run: Run, items: list[Value]) -> list[Value]:
    found: list[Value] = []
    seen: set[object] = set()
    for item in items:
        if type(item) in (str, Decimal):
            key = (type(item), item)
            if key in seen:
                continue
            seen.add(key)
        elif has(found, item, run):
            continue
        found.append(item)
    return found


@builtin("distinct values", "list: list", run=True)
def _distinct_values(run: Run, items: list[Value]) -> Value:
    return _distinct(run, items)


@builtin("union", "*list: list", run=True)
def _union(run: Run, lists: list[list[Value]]) -> Value:
    if not lists:
        raise Fault("FEEL-020", function="union", count=0)
    return _distinct(run, bounded([item for items in lists for item in items]))


@builtin("flatten", "list: list", run=True)
def _flatten(run: Run, items: list[Value]) -> Value:
    flat: list[Value] = []
    stack = list(reversed(items))
    while stack:
        item = stack.pop()
        if type(item) is list:
            run.step(None, 1 + len(item))
            stack.extend(reversed(item))
        else:
            flat.append(item)
    return bounded(flat)


@builtin("sort", "list: list", run=True)
def _sort_natural(run: Run, items: list[Value]) -> Value:
    def compare(left: Value, right: Value) -> int:
        found = order(left, right)
        if found is None:
            raise Fault("FEEL-112", function="sort", wanted="comparable")
        return found

    if len({type(item) for item in items}) <= 1 and type(items[0] if items else "") in (Decimal, str):
        return sorted(items)
    run.step(None, 8 * len(items))
    return sorted(items, key=cmp_to_key(compare))


@builtin("sort", "list: list, precedes: function", run=True)
def _sort(run: Run, items: list[Value], precedes: FeelFunction) -> Value:
    if len(precedes.parameters) != 2:
        raise Fault("FEEL-115", function=precedes.name or "precedes", count=2)

    def compare(left: Value, right: Value) -> int:
        forward = precedes.invoke(run, [left, right])
        if forward is True:
            return -1
        backward = precedes.invoke(run, [right, left])
        if type(forward) is not bool or type(backward) is not bool:
            raise Fault("FEEL-112", function="sort", wanted="boolean")
        return 1 if backward else 0

    return sorted(items, key=cmp_to_key(compare))
