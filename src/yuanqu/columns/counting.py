"""Rows counted by step and remainder, in whole numbers: what `totals` needs to know of the facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from yuanqu.columns.nodes import Expr
from yuanqu.columns.typing import Number

Whole = npt.NDArray[np.int64]
_EXACT_FLOAT, _WORD = 1 << 53, 1 << 63


class TooWide(Exception):  # noqa: N818 - tells the caller to go another way
    """A number that does not fit in 64 bits."""


@dataclass(frozen=True)
class Part:
    """A number that is read from the facts as raw digits, and the power of ten that they are multiplied by."""

    expr: Expr
    factor: int = 1

    @property
    def kind(self) -> Number:
        return cast(Number, self.expr.kind)

    @property
    def digits(self) -> int:
        """Of the type that it is read in: what has more is read with a few less, and the engine raises where one doesn't fit."""
        return 18 if 18 < self.kind.digits <= 26 and self.kind.scale < 16 else self.kind.digits

    @property
    def sql_type(self) -> str:
        return "BIGINT" if self.kind.whole else f"DECIMAL(18, {self.kind.scale})"

    def read(self, array: pa.Array) -> tuple[Whole, npt.NDArray[np.bool_] | None]:
        """The numbers, and which of them are known; None for all."""
        known = None
        if array.null_count:
            known = array.is_valid().to_numpy(zero_copy_only=False)
            array = pa.Array.from_buffers(
                array.type, len(array), [None, *array.buffers()[1:]], 0, array.offset
            )
        values: Whole = array.view(pa.int64()).to_numpy()
        if self.kind.low <= -_WORD and values.size and int(values.min()) == -_WORD:
            raise TooWide  # has no size in 64 bits
        if known is not None:
            values = np.where(known, values, 0)
        return times(values, self.factor), known


def most(values: Whole) -> int:
    """The greatest size among numbers."""
    return max(abs(int(values.min())), abs(int(values.max()))) if values.size else 0


def times(values: Whole, factor: int) -> Whole:
    """values × factor. Raises TooWide."""
    if factor == 1:
        return values
    if most(values) * factor >= _WORD:
        raise TooWide
    return values * factor


@dataclass(frozen=True)
class Bucket:
    """The step of a number, or of a quotient counted in units: held within low and high, shifted, looked up.

    `path`: the step by bucket, null's first; a step is numbered from null's, which is 0.
    """

    path: Whole
    low: int
    high: int
    bits: int
    unit: int

    def steps(self, parts: Sequence[tuple[Whole, npt.NDArray[np.bool_] | None]]) -> Whole:
        value, known = parts[0]
        if len(parts) == 2:
            divisor = parts[1][0]
            zero = divisor == 0
            known = _both(_both(known, parts[1][1]), ~zero if zero.any() else None)
            value = _quotient(value, times(np.where(zero, 1, divisor) if zero.any() else divisor, self.unit))
        at = ((np.clip(value, self.low, self.high) - self.low) >> self.bits) + 1
        return self.path[at if known is None else np.where(known, at, 0)]


def _both(
    left: npt.NDArray[np.bool_] | None, right: npt.NDArray[np.bool_] | None
) -> npt.NDArray[np.bool_] | None:
    if left is None or right is None:
        return right if left is None else left
    return left & right


def _quotient(above: Whole, below: Whole) -> Whole:
    """Cut toward zero."""
    if above.size and (above.min() < 0 or below.min() < 0):
        size = np.abs(above) // np.abs(below)
        return np.where((above < 0) == (below < 0), size, -size)
    return above // below


class Counts:
    """Of the rows so far, by step: how many have which remainder, and the sum of the wholes. See `totals`."""

    def __init__(self, bucket: Bucket, steps: int, per: int) -> None:
        self.rows = 0
        self._bucket, self._steps, self._per = bucket, steps, per
        self._cells = np.zeros(steps * per, np.int64)
        self._wholes = np.zeros(steps, object)
        self._known = np.zeros(steps, np.int64)

    def add(self, batch: pa.RecordBatch, parts: Sequence[Part]) -> None:
        """The rows of a batch; its last column is x. Raises TooWide."""
        self.rows += batch.num_rows
        read = [part.read(column) for part, column in zip(parts, batch.columns, strict=True)]
        step = self._bucket.steps(read[:-1])
        value, known = read[-1]
        if known is not None:
            step, value = step[known], value[known]
        if not value.size:
            return
        self._known += np.bincount(step, minlength=self._steps)
        below = value < 0 if value.min() < 0 else None
        if below is None:
            self._count(step, value, 1)
        else:
            self._count(step[~below], value[~below], 1)
            self._count(step[below], -value[below], -1)

    def _count(self, step: Whole, value: Whole, sign: int) -> None:
        """`value` is not negative; of those below zero the size is counted off."""
        if not value.size:
            return
        high = value // self._per
        cell = step * self._per + (value - high * self._per)
        np.add.at(self._cells, cell, sign)
        bits = 63 if int(high.max()) * value.size < _EXACT_FLOAT else 21
        for shift in range(0, 63, bits):  # parts whose sums a float holds exactly
            part = (high >> shift) & ((1 << bits) - 1)
            added = np.bincount(step, weights=part, minlength=self._steps)
            self._wholes += [sign * (int(n) << shift) for n in added]

    @cached_property
    def _before(self) -> Whole:
        """Counts of the remainders in all steps before one."""
        table = self._cells.reshape(self._steps, self._per)
        return np.concatenate([np.zeros((1, self._per), np.int64), table.cumsum(axis=0)])

    def total(self, factors: Sequence[int | None]) -> int | None:
        """The sum of the rounded amounts, given the factor k at each step; None where no row has one."""
        sums = dict.fromkeys(factors, 0)
        counts = {factor: np.zeros(self._per, np.int64) for factor in sums}
        known, start = 0, 0
        for factor, run in groupby(factors):
            end = start + len(list(run))
            sums[factor] += int(self._wholes[start:end].sum())
            counts[factor] += self._before[end] - self._before[start]
            known += int(self._known[start:end].sum()) if factor is not None else 0
            start = end
        if not known:
            return None
        left, total = np.arange(self._per), 0
        for factor in sums:
            if not factor:
                continue
            size = abs(factor)
            each = (2 * left * size + self._per) // (2 * self._per)
            if (size + 1) * self.rows >= _WORD:
                each = each.astype(object)
            amount = size * sums[factor] + int(np.dot(each, counts[factor]))
            total += amount if factor > 0 else -amount
        return total
