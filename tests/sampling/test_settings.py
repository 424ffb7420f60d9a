"""Settings that can't make a city are refused, each with its code, place and remedy."""

from __future__ import annotations

import pytest

from yuanqu.facts import Schema
from yuanqu.sampling import read_settings

WATER = '"2013": "18.9"'


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        ("DOC-002", "sample: true", "sample: [true"),
        ("DOC-011", "seed: 20140731\n", ""),
        ("DOC-012", "seed: 20140731", "seed: 20140731\nsede: 1"),
        ("DOC-015", "  en: Sample city", "  fr: Sample city"),
        ("SAMP-001", "young: 260", "young: 2600"),
        ("SAMP-001", 'floor: "0.2"', 'floor: "0.2000000000001"'),
        ("SAMP-001", 'tail_alpha: "1.3"', 'tail_alpha: "0"'),
        ("SAMP-001", "storey_area: [900, 4200]", "storey_area: [4200, 900]"),
        ("SAMP-001", "period: 2014-03", "period: 2014-13"),
        ("SAMP-001", "grades: {AAA: 10,", "grades: {AAA: 0,"),
        ("SAMP-002", "  - id: guixi_park\n", "  - id: guixi_par\n"),
        ("SAMP-002", "cluster: guixi_copper,", "cluster: guixi_coper,"),
        ("SAMP-002", "measure: value_added", "measure: valueadded"),
        ("SAMP-002", "    rd_ratio: 80", "    rd_rate: 80"),
        ("SAMP-002", '  years: ["2012", "2013"]', '  years: ["2012", "2014"]'),
        ("SAMP-002", WATER, WATER + ', "2015": "1"'),
        (
            "SAMP-003",
            "    industries: [logistics, services]",
            "    industries: [logistics, services, copper]",
        ),
        ("SAMP-004", WATER, '"2013": "189"'),
        ("SAMP-005", "    industries: [logistics, services]", "    industries: [logistics]"),
        ("SAMP-007", WATER + ", ", ""),
        ("SAMP-008", "  syllables: ", "  syllables: 砚澜 #"),
        ("SAMP-009", "  syllables: 砚", "  syllables: 砚砚"),
        ("SAMP-010", '"0.5466"', '"0.9466"'),
        ("SAMP-011", "enterprises: 600", "enterprises: 601"),
        ("SAMP-012", "sample: true", "sample: false"),
        ("SAMP-014", 'land_tax_rates: [["6.00", "8.00"]]', "land_tax_rates: []"),
        ("SAMP-015", "    - {period: 2014-03, weight: 112}\n", ""),
        ("SAMP-016", '["10", "15", 24]', '["15", "10", 24]'),
    ],
)
def test_each_misfit_is_named(code: str, old: str, new: str, city_yaml: bytes, schema: Schema) -> None:
    text = city_yaml.decode()
    assert old in text
    settings, found = read_settings(text.replace(old, new, 1).encode(), "city.yaml", schema)
    assert settings is None
    assert code in {diagnostic.code for diagnostic in found}
    for diagnostic in found:
        assert diagnostic.where.source == "city.yaml"
        assert "?" not in diagnostic.message("zh")
        assert "?" not in diagnostic.message("en")


def test_a_remainder_without_firms_is_refused(city_yaml: bytes, schema: Schema) -> None:
    outer = (
        "\n  - id: all\n    measure: revenue\n    industries: [logistics, services]\n"
        '    values: {"2009": "43", "2010": "52", "2011": "64", "2012": "78", "2013": "92", 2014-01/09: "76"}\n\nconfirmed:'
    )
    text = city_yaml.decode().replace("\nconfirmed:", outer, 1)
    _, found = read_settings(text.encode(), "city.yaml", schema)
    assert [(d.code, d.values["period"], d.values["rest"]) for d in found] == [
        ("SAMP-006", "2009", "10000000000")
    ]


def test_a_form_the_schema_lacks_is_only_a_warning(city_yaml: bytes, schema: Schema) -> None:
    smaller = Schema(schema.subjects, tuple(f for f in schema.forms if f.id != "line_register"))
    settings, found = read_settings(city_yaml, "city.yaml", smaller)
    assert settings is not None
    assert [(d.code, d.severity, d.values["form"]) for d in found] == [
        ("SAMP-013", "warning", "line_register")
    ]


def test_all_misfits_are_reported_at_once(city_yaml: bytes, schema: Schema) -> None:
    text = city_yaml.decode().replace("young: 260", "young: x").replace("noise: 160", "noise: -1")
    _, found = read_settings(text.encode(), "city.yaml", schema)
    assert [d.where.item for d in found] == ["growth.young", "growth.noise"]
    assert all(d.where.row for d in found)


def test_a_message_reads_well(city_yaml: bytes, schema: Schema) -> None:
    text = city_yaml.decode().replace(WATER, '"2013": "189"')
    _, found = read_settings(text.encode(), "city.yaml", schema)
    assert found[0].message("en") == (
        "2013: the inner totals sum to 27870000000000 fen, more than the 27573800000000 fen of one_plus_six."
    )
