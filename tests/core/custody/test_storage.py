import json

import pytest
from hypothesis import given

from core.custody import Arrangement, IsoParity, Party, from_json, to_json

from .strategies import arrangements


@given(arrangements)
def test_an_arrangement_is_read_back_as_it_was_written(arrangement):
    assert from_json(json.loads(json.dumps(to_json(arrangement)))) == arrangement


def test_what_was_not_said_takes_its_default():
    stored = {"rhythm": {"kind": "iso_parity", "even": "b", "first_day": 0}}
    assert from_json(stored) == Arrangement(rhythm=IsoParity(even=Party.B))


def test_an_unknown_rhythm_is_refused():
    with pytest.raises(ValueError, match="unknown rhythm: lunar"):
        from_json({"rhythm": {"kind": "lunar"}})
