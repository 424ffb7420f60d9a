"""Help and errors of the command line, argparse's own words included, in one language."""

from __future__ import annotations

import pytest

from yuanqu.cli import OWN, build_parser, main

COMMANDS = [module.__name__.rpartition(".")[2] for module in OWN]
ENGLISH = ("usage:", "options:", "positional arguments", "show this help", "error:")


@pytest.mark.parametrize("arguments", [[], *([name] for name in COMMANDS)])
def test_no_english_of_argparse_in_chinese_help(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        main([*arguments, "--help", "--lang", "zh"])
    assert stop.value.code == 0
    text = capsys.readouterr().out
    assert "用法：" in text
    assert "显示这份说明" in text
    assert not [word for word in ENGLISH if word in text]


def test_english_help_is_as_it_was(capsys):
    with pytest.raises(SystemExit):
        main(["explain", "--help", "--lang", "en"])
    assert capsys.readouterr().out.startswith("usage: yuanqu explain")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["explain"], "缺少参数：PACK, DECISION, FACTS, --subject"),
        (["check", "p", "--nonsense"], "不认识的参数：--nonsense"),
        (["assess", "p", "f", "--engine", "abacus"], "参数 --engine：没有 'abacus'"),
        (["assess", "p", "f", "--as-of", "soon"], "参数 --as-of：soon: 不是日期，写成 2014-09-30\n"),
        (["assess", "p", "f", "--as-of"], "参数 --as-of 后面缺少值"),
    ],
)
def test_mistakes_are_told_in_chinese(arguments, message, capsys):
    with pytest.raises(SystemExit) as stop:
        main([*arguments, "--lang", "zh"])
    assert stop.value.code == 2
    text = capsys.readouterr().err
    assert message in text
    assert not [word for word in ENGLISH if word in text]


def test_the_parser_takes_the_same_arguments_in_both_languages():
    line = ["explain", "p", "d", "f", "--subject", "x"]
    found = [vars(build_parser(lang).parse_args(line)) for lang in ("zh", "en")]
    assert [{k: v for k, v in one.items() if k not in ("run", "lang")} for one in found] == [
        {"json": False, "pack": "p", "decision": "d", "facts": "f", "subject": "x", "as_of": None}
    ] * 2
