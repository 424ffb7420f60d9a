"""Fuzzers of FEEL and DMN. The short form takes seconds of CPU; YUANQU_LONG=1 (./test --long) for ten minutes in total.

A case that fails is kept under corpus/ as found-*.feel or found-*.dmn: commit it with its mending.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from hashlib import sha256
from random import Random

import pytest
from fuzz_help import CORPUS, FEEL, MODELS, VALUES, check_feel, check_model, mutated
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st

LONG = os.environ.get("YUANQU_LONG") == "1"
SECONDS = 150.0 if LONG else 2.0
CLOCK = (
    time.monotonic if LONG else time.process_time
)  # the short form has a bound on work, the long one on waiting
BATCH = 200 if LONG else 50
FILES = sorted(CORPUS.glob("*"))
_INPUTS = st.lists(VALUES, max_size=4)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_the_corpus_holds(path):
    data = path.read_bytes()
    if path.suffix == ".feel":
        check_feel(data.decode())
    else:
        check_model(data, [1, "a", None])


def kept(data: bytes, suffix: str) -> None:
    path = CORPUS / f"found-{sha256(data).hexdigest()[:12]}{suffix}"
    path.write_bytes(data)


def for_a_while(name: str, batch: Callable[[int], int], capfd: pytest.CaptureFixture[str]) -> None:
    """Batches with new seeds until the time is over; at least one."""
    start, done, seed = CLOCK(), 0, 0
    while True:
        done += batch(seed)
        seed += 1
        if CLOCK() - start > SECONDS:
            break
    spent = CLOCK() - start
    with capfd.disabled():
        print(f"\nfuzz {name}: {done:,} executions in {spent:.0f} s, no crash")
    assert done > 0


def drawn(
    strategy: st.SearchStrategy[object], check: Callable[..., None], suffix: str
) -> Callable[[int], int]:
    def batch(seed: int) -> int:
        count = 0

        @seeded(seed)
        @settings(
            max_examples=BATCH,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        )
        @given(strategy, _INPUTS)
        def one(case, values):
            nonlocal count
            count += 1
            try:
                check(case, values)
            except Exception:
                kept(case if isinstance(case, bytes) else case.encode(errors="replace"), suffix)
                raise

        one()
        return count

    return batch


def mutations(suffix: str, check: Callable[[bytes], None]) -> Callable[[int], int]:
    seeds = [path.read_bytes() for path in FILES if path.suffix == suffix]

    def batch(seed: int) -> int:
        random = Random(seed)
        for _ in range(BATCH):
            data = mutated(random.choice(seeds), random)
            try:
                check(data)
            except Exception:
                kept(data, suffix)
                raise
        return BATCH

    return batch


def test_expressions_by_grammar(capfd):
    for_a_while("expressions by grammar", drawn(FEEL, check_feel, ".feel"), capfd)


def test_models_by_grammar(capfd):
    for_a_while("models by grammar", drawn(MODELS, check_model, ".dmn"), capfd)


def test_expressions_by_mutation(capfd):
    batch = mutations(".feel", lambda data: check_feel(data.decode("utf-8", "replace"), [1, "a", None, [1]]))
    for_a_while("expressions by mutation", batch, capfd)


def test_models_by_mutation(capfd):
    batch = mutations(".dmn", lambda data: check_model(data, [1, "a", None, [1]]))
    for_a_while("models by mutation", batch, capfd)
