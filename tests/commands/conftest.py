"""Runs the command line in process and as a program."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from yuanqu.cli import main

PACK = "yingtan-2014-19"


@pytest.fixture
def run(capsys):
    """run("check", PACK) → (exit code, stdout, stderr)"""

    def call(*arguments):
        try:
            code = main([str(a) for a in arguments])
        except SystemExit as stop:
            code = stop.code
        out = capsys.readouterr()
        return code, out.out, out.err

    return call


@pytest.fixture
def run_json(run):
    def call(*arguments):
        code, out, _ = run(*arguments, "--json")
        return code, json.loads(out)

    return call


@pytest.fixture
def program():
    """The program itself, in a process of its own."""

    def call(*arguments, **options):
        return subprocess.run(
            [sys.executable, "-m", "yuanqu.cli", *map(str, arguments)],
            capture_output=True,
            text=True,
            check=False,
            **options,
        )

    return call


@pytest.fixture(scope="session")
def city(tmp_path_factory):
    folder = tmp_path_factory.mktemp("city") / "city"
    assert main(["sample", PACK, "-o", str(folder)]) == 0
    return folder
