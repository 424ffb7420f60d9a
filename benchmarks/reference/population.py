"""The population of the reference rule set: synthetic firms with a fixed seed, as Parquet, written in one stream.

1 % have no tax figure, 0.5 % have no land, 2 % stand exactly on a threshold of tax per mu.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from yuanqu.columns import InputColumn
from yuanqu.columns import typing as t

FOLDER = Path(__file__).resolve().parent

SCHEMA = {
    "税收": InputColumn("tax_yuan", t.decimal(18, 2)),
    "用地亩数": InputColumn("land_mu", t.decimal(12, 4)),
    "用地面积": InputColumn("land_area_m2", t.decimal(12, 2)),
    "税额标准": InputColumn("land_tax_rate", t.decimal(5, 2)),
    "厂房层数": InputColumn("factory_storeys", t.integer(32)),
    "厂房面积": InputColumn("factory_area_m2", t.decimal(12, 2)),
    "信用等级": InputColumn("credit_grade", t.TEXT),
    "主营业务收入": InputColumn("revenue_yuan", t.decimal(18, 2)),
    "研发强度": InputColumn("rd_ratio", t.decimal(7, 4)),
}
OUTPUTS = ("减免比例", "应缴土地使用税", "减免额", "厂房补助", "收入档次", "龙头候选")

_ROWS = """
WITH drawn AS (
  SELECT i, hash(i, 1) AS a, hash(i, 2) AS b, hash(i, 3) AS c, hash(i, 4) AS d,
         hash(i, 5) AS e, hash(i, 6) AS f, hash(i, 7) AS g, hash(i, 8) AS h
  FROM range(?::BIGINT, ?::BIGINT) AS t(i)
), land AS (
  SELECT *, CASE WHEN h % 200 = 0 THEN 0 ELSE 1 + a % 2000000 END AS mu FROM drawn
)
SELECT i AS id,
  CAST(CASE WHEN b % 100 = 0 THEN NULL
            WHEN b % 100 < 3 THEN (CASE c % 3 WHEN 0 THEN 200000 WHEN 1 THEN 150000 ELSE 100000 END)::DECIMAL(9, 0)
                                  * CAST(mu AS DECIMAL(9, 0)) * 0.0001
            ELSE CAST(c % 30000000 AS DECIMAL(9, 0)) * CAST(mu AS DECIMAL(9, 0)) * 0.000001 END
       AS DECIMAL(18, 2)) AS tax_yuan,
  CAST(CAST(mu AS DECIMAL(9, 0)) * 0.0001 AS DECIMAL(12, 4)) AS land_mu,
  CAST(CAST(d % 20000000 AS DECIMAL(10, 0)) * 0.01 AS DECIMAL(12, 2)) AS land_area_m2,
  CAST(CASE e % 5 WHEN 0 THEN 0.60 WHEN 1 THEN 1.50 WHEN 2 THEN 3.00 WHEN 3 THEN 6.00 ELSE 9.00 END AS DECIMAL(5, 2))
    AS land_tax_rate,
  CAST(1 + e % 6 AS INTEGER) AS factory_storeys,
  CAST(CAST(f % 5000000 AS DECIMAL(10, 0)) * 0.01 AS DECIMAL(12, 2)) AS factory_area_m2,
  CASE g % 5 WHEN 0 THEN 'A' WHEN 1 THEN 'AA' WHEN 2 THEN 'AAA' WHEN 3 THEN 'B' ELSE 'C' END AS credit_grade,
  CAST(CASE WHEN g % 100 < 3 THEN (CASE c % 3 WHEN 0 THEN 2 WHEN 1 THEN 5 ELSE 10 END)::DECIMAL(9, 0) * 1000000000
            ELSE CAST(f % 1500000000000 AS DECIMAL(14, 0)) * 0.01 END AS DECIMAL(18, 2)) AS revenue_yuan,
  CAST(CAST(h % 900 AS DECIMAL(5, 0)) * 0.0001 AS DECIMAL(7, 4)) AS rd_ratio
FROM land
"""

HAND_WRITTEN = """
SELECT relief, due, ROUND(due * relief, 2) AS relief_yuan, subsidy, tier,
       credit_grade = 'A' AND rd_ratio >= 0.03 AND tier <> 'none' AS leader
FROM (
  SELECT credit_grade, rd_ratio,
    CASE WHEN land_mu > 0 THEN
      CASE WHEN tax_yuan >= 200000 * land_mu THEN 1.0 WHEN tax_yuan >= 150000 * land_mu THEN 0.5
           WHEN tax_yuan >= 100000 * land_mu THEN 0.3 WHEN tax_yuan IS NOT NULL THEN 0.0 END
    END AS relief,
    land_area_m2 * land_tax_rate AS due,
    CASE WHEN factory_storeys >= 3 THEN 50 * factory_area_m2 ELSE 0 END AS subsidy,
    CASE WHEN revenue_yuan >= 10000000000 THEN 'over_100' WHEN revenue_yuan >= 5000000000 THEN 'over_50'
         WHEN revenue_yuan >= 2000000000 THEN 'over_20' WHEN revenue_yuan IS NOT NULL THEN 'none' END AS tier
  FROM facts)
"""
HAND_NAMES = ("relief", "due", "relief_yuan", "subsidy", "tier", "leader")


def write(path: Path, rows: int, *, row_group: int = 122_880) -> Path:
    """The first `rows` firms as one Parquet file, unless it is there already."""
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".writing")
    with duckdb.connect() as connection:
        connection.execute("SET memory_limit = '1GB'")
        select = _ROWS.replace("?::BIGINT", "0", 1).replace("?::BIGINT", str(int(rows)), 1)
        connection.execute(
            f"COPY ({select}) TO '{part}' (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE {row_group})"
        )
    part.rename(path)
    return path


def model() -> bytes:
    return (FOLDER / "rules.dmn").read_bytes()
