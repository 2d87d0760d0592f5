import pytest
from hypothesis import given
from hypothesis import strategies as st

from communes_config import COMMUNES, available, load_commune
from communes_config.colours import AA, NON_TEXT, WHITE, contrast, luminance, mix, palette, readable, weaknesses

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("colour", "expected"),
    [("#000000", 0.0), ("#ffffff", 1.0), ("#ff0000", 0.2126), ("#00ff00", 0.7152), ("#0000ff", 0.0722)],
)
def test_luminance(colour: str, expected: float) -> None:
    assert luminance(colour) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("colour", "expected"), [("#000000", 21.0), ("#ffffff", 1.0), ("#777777", 4.48), ("#767676", 4.54)]
)
def test_contrast_on_white(colour: str, expected: float) -> None:
    assert round(contrast(colour, WHITE), 2) == expected


@given(COLOURS, COLOURS)
def test_contrast_is_symmetric(one: str, other: str) -> None:
    assert contrast(one, other) == contrast(other, one)


def test_mix_goes_from_one_colour_to_the_other() -> None:
    assert [mix("#000000", "#ffffff", share) for share in (0, 0.5, 1)] == ["#000000", "#808080", "#ffffff"]


def test_readable_keeps_a_colour_that_reads() -> None:
    assert readable("#000000", WHITE, "#000000") == "#000000"


def test_readable_falls_back_on_the_target() -> None:
    assert readable("#ffffff", "#777777", "#888888") == "#888888"


def test_palette_has_the_names_of_the_design_system() -> None:
    expected = [
        name
        for base in ("primary", "accent")
        for name in (f"--{base}", f"--{base}-strong", f"--{base}-soft", f"--{base}-line", f"--on-{base}")
    ]
    assert list(palette("#1f4b7a", "#8a3b12")) == expected


@pytest.mark.parametrize("slug", available())
def test_every_shade_of_a_commune_reads_where_it_is_used(slug: str) -> None:
    shades = load_commune(COMMUNES / slug).identity.shades
    for name in ("primary", "accent"):
        colour, soft = shades[f"--{name}"], shades[f"--{name}-soft"]
        assert contrast(colour, WHITE) >= AA
        assert contrast(colour, soft) >= AA
        assert contrast(shades[f"--{name}-strong"], soft) >= AA
        assert contrast(shades[f"--on-{name}"], colour) >= AA
        assert contrast(shades[f"--on-{name}"], shades[f"--{name}-strong"]) >= AA
        assert contrast(shades[f"--{name}-line"], WHITE) >= NON_TEXT


@given(COLOURS)
def test_accepted_colour_has_readable_shades(colour: str) -> None:
    if weaknesses(colour):
        return
    shades = palette(colour, colour)
    assert contrast(shades["--primary-strong"], shades["--primary-soft"]) >= AA
    assert contrast(shades["--on-primary"], colour) >= AA
    assert contrast(shades["--primary-line"], WHITE) >= NON_TEXT
