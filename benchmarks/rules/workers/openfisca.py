"""OpenFisca-Core on the reference rule set: Parquet → a simulation → totals; the whole population, or a million at a time.

Runs in OpenFisca's environment. Given doubles, its natural form; it computes in float32 and knows no missing values.
As on the other sides tax per mu is compared and not an output.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable
from pyarrow import Array, ChunkedArray, RecordBatch, Table

from benchmarks.rounds import serve

PART = 1_000_000
YEAR = "2014"
NUMBERS = (
    "tax_yuan",
    "land_mu",
    "land_area_m2",
    "land_tax_rate",
    "factory_area_m2",
    "revenue_yuan",
    "rd_ratio",
)
OUTPUTS = ("relief", "land_tax_due", "relief_yuan", "factory_subsidy", "tier", "leader_candidate")
TIERS = 4
Firm = build_entity(key="firm", plural="firms", label="Firm", is_person=True)


def _input(name: str, kind: type) -> type:
    return type(name, (Variable,), {"value_type": kind, "entity": Firm, "definition_period": DateUnit.YEAR})


class relief(Variable):  # noqa: N801 - OpenFisca names variables by their class
    value_type = float
    entity = Firm
    definition_period = DateUnit.YEAR

    def formula(firm, period, parameters):  # noqa: N805 - as OpenFisca calls it
        with np.errstate(divide="ignore", invalid="ignore"):
            per_mu = firm("tax_yuan", period) / firm("land_mu", period)
        steps = [per_mu >= 200000, per_mu >= 150000, per_mu >= 100000]
        return np.where(np.isfinite(per_mu), np.select(steps, [1.0, 0.5, 0.3], 0.0), 0.0)


class land_tax_due(Variable):  # noqa: N801
    value_type = float
    entity = Firm
    definition_period = DateUnit.YEAR

    def formula(firm, period, parameters):  # noqa: N805
        return firm("land_area_m2", period) * firm("land_tax_rate", period)


class relief_yuan(Variable):  # noqa: N801
    value_type = float
    entity = Firm
    definition_period = DateUnit.YEAR

    def formula(firm, period, parameters):  # noqa: N805
        return np.floor(firm("land_tax_due", period) * firm("relief", period) * 100 + 0.5) / 100


class factory_subsidy(Variable):  # noqa: N801
    value_type = float
    entity = Firm
    definition_period = DateUnit.YEAR

    def formula(firm, period, parameters):  # noqa: N805
        return np.where(firm("factory_storeys", period) >= 3, 50 * firm("factory_area_m2", period), 0)


class tier(Variable):  # noqa: N801
    value_type = int
    entity = Firm
    definition_period = DateUnit.YEAR

    def formula(firm, period, parameters):  # noqa: N805
        revenue = firm("revenue_yuan", period)
        return np.select([revenue >= 1e10, revenue >= 5e9, revenue >= 2e9], [0, 1, 2], 3)


class leader_candidate(Variable):  # noqa: N801
    value_type = bool
    entity = Firm
    definition_period = DateUnit.YEAR

    def formula(firm, period, parameters):  # noqa: N805
        grade_a = firm("grade_a", period)
        return grade_a * (firm("rd_ratio", period) >= 0.03) * (firm("tier", period) < 3)


def system() -> TaxBenefitSystem:
    made = TaxBenefitSystem([Firm])
    for name in NUMBERS:
        made.add_variable(_input(name, float))
    made.add_variable(_input("factory_storeys", int))
    made.add_variable(_input("grade_a", bool))
    for variable in (relief, land_tax_due, relief_yuan, factory_subsidy, tier, leader_candidate):
        made.add_variable(variable)
    return made


def _numpy(column: Array | ChunkedArray) -> np.ndarray:
    return column.to_numpy() if isinstance(column, ChunkedArray) else column.to_numpy(zero_copy_only=False)


def simulated(made: TaxBenefitSystem, batch) -> dict[str, np.ndarray]:
    simulation: Simulation = SimulationBuilder.build_default_simulation(made, count=batch.num_rows)
    for name in NUMBERS:
        values = _numpy(batch.column(name)).astype(np.float32)
        simulation.set_input(name, YEAR, values)
    simulation.set_input("factory_storeys", YEAR, _numpy(batch.column("factory_storeys")))
    grades = batch.column("credit_grade")
    if isinstance(grades, ChunkedArray):
        grades = grades.combine_chunks()
    at = grades.dictionary.index("A").as_py()
    simulation.set_input("grade_a", YEAR, grades.indices.to_numpy(zero_copy_only=False) == at)
    return {name: simulation.calculate(name, YEAR) for name in OUTPUTS}


def batches(source: Path):
    with pq.ParquetFile(source, read_dictionary=["credit_grade"]) as file:
        columns = [*NUMBERS, "factory_storeys", "credit_grade"]
        yield from file.iter_batches(batch_size=PART, columns=columns, use_threads=True)


def main() -> None:
    source, compared, answers = map(Path, sys.argv[1:4])
    made = system()

    def totals(batches: Iterable[RecordBatch | Table]) -> dict[str, object]:
        spent = 0.0
        sums = np.zeros(4)
        tiers = np.zeros(TIERS, dtype=np.int64)
        leaders = 0
        for batch in batches:
            start = time.process_time()
            found = simulated(made, batch)
            sums += [found[name].sum(dtype=np.float64) for name in OUTPUTS[:4]]
            tiers += np.bincount(found["tier"], minlength=TIERS)
            leaders += int(found["leader_candidate"].sum())
            spent += time.process_time() - start
        return {"totals": [*sums.tolist(), *tiers.tolist(), leaders], "without_reading": spent}

    def whole() -> dict[str, object]:
        """One simulation of the whole population, as OpenFisca is used."""
        columns = [*NUMBERS, "factory_storeys", "credit_grade"]
        table = pq.read_table(source, columns=columns, read_dictionary=["credit_grade"])
        return totals([table])

    def parts() -> dict[str, object]:
        """A simulation per million firms: arrays that fit the caches better, and a tenth of the memory."""
        return totals(batches(source))

    def rows() -> str:
        """The outputs of the smaller source, firm by firm."""
        parts = [simulated(made, batch) for batch in batches(compared)]
        np.savez(answers, **{name: np.concatenate([part[name] for part in parts]) for name in OUTPUTS})
        return str(answers)

    serve({"whole": whole, "parts": parts, "rows": rows})


if __name__ == "__main__":
    main()
