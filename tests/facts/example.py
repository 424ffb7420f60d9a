"""The small schema of these tests."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import yaml

from yuanqu.diagnostics import Diagnostic
from yuanqu.facts import Schema, make_uscc, read_schema
from yuanqu.values import Text

CODES = tuple(make_uscc("91360600", f"{n:08}") for n in range(1, 6))

FACTS: dict[str, Any] = yaml.safe_load("""
subjects:
  enterprise:
    name: {zh: 企业, en: Enterprise}
    fields:
      - {id: code, name: {zh: 信用代码, en: Credit code}, type: code(uscc), use: public, source: own, required: true}
      - {id: name, name: {zh: 企业名称, en: Name}, type: text, use: public, source: own, required: true}
      - {id: place, name: {zh: 所在地, en: Place}, type: choice(places), use: public, source: own, required: true}
      - {id: industry_code, name: {zh: 行业代码, en: Industry code}, type: code(gbt4754), use: public, source: statistics}
      - {id: founded, name: {zh: 成立日期, en: Founded on}, type: date, use: public, source: own}
      - {id: grade, name: {zh: 信用等级, en: Grade}, type: "choice(A,B,C)", use: administrative, source: city}
      - {id: revenue, name: {zh: 主营业务收入, en: Revenue}, type: "decimal(18,2)", unit: 元, shown: 万元, nature: flow,
         range: {min: 0}, use: statistical, source: statistics}
      - {id: employees, name: {zh: 从业人员, en: Employees}, type: integer, unit: 人, nature: stock, range: {min: 0},
         use: statistical, source: statistics}
      - {id: debt, name: {zh: 资产负债率, en: Debt ratio (audited)}, type: "decimal(7,4)", unit: "1", shown: "%",
         nature: stock, range: {min: 0, max: "1.5"}, use: administrative, source: own}
      - {id: breach, name: {zh: 严重失信, en: Serious breach}, type: boolean, use: administrative, source: city}
      - {id: land_area, name: {zh: 用地面积, en: Land area}, type: "decimal(14,2)", unit: m², nature: stock,
         range: {min: 0}, use: administrative, source: land}
      - {id: per_mu, name: {zh: 亩均收入, en: Revenue per mu}, type: "decimal(18,6)", unit: 元/亩, use: statistical,
         source: statistics, derived: 主营业务收入 / 用地亩数}
      - {id: land_mu, name: {zh: 用地亩数, en: Land in mu}, type: "decimal(18,6)", unit: 亩, use: administrative,
         source: land, derived: 用地面积 * 0.0015}
  building:
    name: {zh: 厂房, en: Building}
    fields:
      - {id: building, name: {zh: 厂房编号, en: Building number}, type: text, use: administrative, source: land, required: true}
      - {id: owner, name: {zh: 所属企业, en: Owner}, type: ref(enterprise), use: administrative, source: land, required: true}
      - {id: storeys, name: {zh: 层数, en: Storeys}, type: integer, unit: 层, use: administrative, source: land}
  line:
    name: {zh: 生产线, en: Line}
    fields:
      - {id: line, name: {zh: 生产线编号, en: Line number}, type: text, use: administrative, source: industry, required: true}
      - {id: owner, name: {zh: 所属企业, en: Owner}, type: ref(enterprise), use: administrative, source: industry}
choices:
  grade: {A: {zh: 优, en: Excellent}, B: {zh: 良, en: Good}}
""")

FORMS: dict[str, Any] = yaml.safe_load("""
forms:
  - {id: register, name: {zh: 企业名录, en: Firms}, subject: enterprise, period: none, key: code,
     fields: [code, name, place, industry_code, founded, grade]}
  - {id: yearly, name: {zh: 企业年报, en: Yearly return}, subject: enterprise, period: year, key: code,
     fields: [revenue, employees, debt, breach, land_area]}
  - {id: monthly, name: {zh: 企业月报, en: Monthly return}, subject: enterprise, period: month, key: code,
     fields: [revenue]}
  - {id: buildings, name: {zh: 厂房, en: Buildings}, subject: building, period: none, key: building,
     fields: [building, owner, storeys]}
""")

TABLES = {
    "places": {"park": Text("高新区", "High-tech Zone"), "town": Text("贵溪市", "Guixi")},
    "industries": {"copper": Text("铜", "Copper")},
    "clusters": {},
    "focuses": {},
}


def read_example(
    facts: Any = None, forms: Any = None, **more: Any
) -> tuple[Schema | None, tuple[Diagnostic, ...]]:
    return read_schema(
        deepcopy(FACTS) if facts is None else facts,
        deepcopy(FORMS) if forms is None else forms,
        source="pack",
        tables=more.get("tables", TABLES),
    )
