from dataclasses import replace

from communes_config import COMMUNES, load_commune


def test_the_town_hall_answers_for_a_service_that_left_the_files() -> None:
    config = load_commune(COMMUNES / "fresnes")
    kept = config.services[0]
    without = replace(config, services=())

    assert config.service(kept.slug) == kept
    assert (without.service(kept.slug).name, without.service(kept.slug).phone) == (
        config.identity.town_hall.name,
        config.identity.town_hall.phone,
    )
