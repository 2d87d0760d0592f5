import pytest

from apps.design.charts import BarChart, Series, scale_step


@pytest.mark.parametrize(
    ("highest", "step"),
    [(0, 1), (1, 1), (5, 1), (6, 2), (10, 2), (11, 5), (25, 5), (26, 10), (51, 20), (501, 200), (5000, 1000)],
)
def test_a_scale_has_round_steps_and_few_lines(highest: int, step: int) -> None:
    assert scale_step(highest) == step


def test_the_tallest_bar_and_the_emptiest_month() -> None:
    chart = BarChart("Demandes", "Mois", ("juin", "juillet"), (Series("Déposées", (10, 0)),))
    (bar,) = chart.bars
    assert (bar.y, bar.y + bar.height) == (16, chart.base)
    assert [mark.text for mark in chart.scale] == ["0", "2", "4", "6", "8", "10"]
    assert chart.rows == [("juin", (10,)), ("juillet", (0,))]


def test_nothing_to_draw_still_has_its_scale() -> None:
    chart = BarChart("Demandes", "Mois", ("juin",), (Series("Déposées", (0,)),))
    assert (chart.bars, [mark.text for mark in chart.scale]) == ([], ["0", "1"])
