import pytest

from core.diets import HANDICAP, ORIGIN, RELIGION, Wording, keepable, label_refused, text_refused


@pytest.mark.parametrize(
    "label", ["Sans porc", "Sans viande", "Végétarien", "Sans gluten", "Sans lactose", "Trace de sésame", "Repas mixé"]
)
def test_a_diet_says_what_is_eaten(label: str) -> None:
    assert label_refused(label) is None


@pytest.mark.parametrize(
    ("label", "found", "reason"),
    [
        ("Halal", "Halal", RELIGION),
        ("Viande hallal", "hallal", RELIGION),
        ("Casher", "Casher", RELIGION),
        ("Repas KASHER", "KASHER", RELIGION),
        ("Repas cacher", "cacher", RELIGION),
        ("Viande cachère", "cachère", RELIGION),
        ("Religion", "Religion", RELIGION),
        ("Régime religieux", "religieux", RELIGION),
        ("Famille musulmane", "musulmane", RELIGION),
        ("Enfant chrétien", "chrétien", RELIGION),
        ("Nationalité", "Nationalité", ORIGIN),
        ("Origine ethnique", "Origine ethnique", ORIGIN),
        ("Nature du handicap", "Nature du handicap", HANDICAP),
        ("Taux d’incapacité", "Taux d’incapacité", HANDICAP),
    ],
)
def test_a_label_that_tells_more_is_refused_with_the_reason(label: str, found: str, reason: str) -> None:
    assert label_refused(label) == Wording(found, reason)


@pytest.mark.parametrize(
    "text",
    [
        "Il aime cacher ses médicaments dans son sac.",
        "Un chien de race vit à la maison.",
        "Ne mange ni porc ni bœuf.",
        "Il a besoin d’une place au calme.",
    ],
)
def test_what_a_parent_writes_is_read_as_a_sentence(text: str) -> None:
    assert text_refused(text) is None
    assert keepable(text) == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Mange halal.", ""),
        ("Mange halal. Porte des lunettes.", "Porte des lunettes."),
        ("Porte des lunettes ! Repas casher uniquement", "Porte des lunettes !"),
        ("Première ligne\nDe nationalité italienne\nDernière ligne", "Première ligne\nDernière ligne"),
        ("", ""),
    ],
)
def test_a_sentence_that_must_not_be_kept_is_left_out_and_the_rest_stays(text: str, kept: str) -> None:
    assert keepable(text) == kept


def test_words_are_found_where_they_stand_whatever_the_accents() -> None:
    assert text_refused("Élève évangélique ? Non : catholique.") == Wording("catholique", RELIGION)
