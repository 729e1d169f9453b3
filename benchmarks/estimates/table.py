"""Prints what was measured, beside what was promised."""

from __future__ import annotations

from benchmarks.estimates.scores import Scores, geometric_mean

NAMES = ("twin", "QL", "position", "naive", "LES", "HOL")
RMSE_TARGET = {0: 1.12, 1: 1.10, 5: 1.05, 20: 1.06}
CRPS_TARGET = {0: 1.12, 1: 1.10, 5: 1.06, 20: 1.06}
Results = dict[tuple[str, int, str], Scores]


def print_table(results: Results, offices: list[str], days: list[int]) -> None:
    """All tables: ratios to the oracle per predictor, then the twin per office."""
    tables = {key: scores.summary() for key, scores in results.items()}
    print("\nRMSE / oracle, geometric mean of the offices")
    print(f"{'':16}" + "".join(f"{f'{d} days':>10}" for d in days))
    for name in NAMES:
        row = [_ratio(tables, offices, d, name, "rmse") for d in days]
        print(f"{name:16}" + "".join(f"{value:10.3f}" for value in row))
    print(f"{'target':16}" + "".join(f"{RMSE_TARGET.get(d, 0):10.2f}" for d in days))
    row = [_ratio(tables, offices, d, "twin", "crps") for d in days]
    print(f"{'twin CRPS':16}" + "".join(f"{value:10.3f}" for value in row))
    print(f"{'target':16}" + "".join(f"{CRPS_TARGET.get(d, 0):10.2f}" for d in days))
    print("\nThe twin by office (minutes; ratios to the oracle; coverage as shares)")
    print(
        f"{'office':10}{'days':>5}{'n':>6}{'MAE':>7}{'RMSE':>7}{'bias':>7}{'RMSE/o':>8}{'CRPS/o':>8}"
        f"{'c80':>6}{'c90':>6}{'o90':>6}{'w90/o':>7}{'mid80':>7}{'mid90':>7}{'over90':>8}{'oo90':>6}{'/pos':>7}{'/QL':>7}"
    )
    for office in offices:
        for day in days:
            print(_row(results, tables, office, day))


def _ratio(
    tables: dict[tuple[str, int, str], dict[str, float]],
    offices: list[str],
    day: int,
    name: str,
    measure: str,
) -> float:
    return geometric_mean(
        [tables[o, day, name][measure] / tables[o, day, "oracle"][measure] for o in offices]
    )


def _row(
    results: Results, tables: dict[tuple[str, int, str], dict[str, float]], office: str, day: int
) -> str:
    twin, oracle = tables[office, day, "twin"], tables[office, day, "oracle"]
    middle = tables[office, day, "twin, mid-wait"]
    over, best = (
        results[office, day, name].chosen("overload").summary().get("cover90", float("nan"))
        for name in ("twin", "oracle")
    )
    position, simple = tables[office, day, "position"], tables[office, day, "QL"]
    return (
        f"{office:10}{day:5d}{twin['n']:6.0f}{twin['mae'] / 60:7.2f}{twin['rmse'] / 60:7.2f}"
        f"{twin['bias'] / 60:7.2f}{twin['rmse'] / oracle['rmse']:8.3f}"
        f"{twin['crps'] / oracle['crps']:8.3f}{twin['cover80']:6.2f}{twin['cover90']:6.2f}"
        f"{oracle['cover90']:6.2f}{twin['width90'] / oracle['width90']:7.2f}"
        f"{middle['cover80']:7.2f}{middle['cover90']:7.2f}{over:8.2f}{best:6.2f}"
        f"{twin['rmse'] / position['rmse']:7.2f}{twin['rmse'] / simple['rmse']:7.2f}"
    )
