import pytest

from core.listing import listed


@pytest.mark.parametrize(
    ("names", "words"),
    [([], ""), (["Léo"], "Léo"), (["Léo", "Zoé"], "Léo et Zoé"), (["Léo", "Zoé", "Ana"], "Léo, Zoé et Ana")],
)
def test_a_list_of_names(names: list[str], words: str) -> None:
    assert listed(names) == words
