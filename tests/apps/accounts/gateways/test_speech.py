"""The spoken check is sound: it lasts, it is not silence, and other figures sound otherwise."""

import io
import wave
from array import array
from threading import Thread

from apps.accounts.gateways import speech

WORDS = ("quatre", "zéro", "un", "deux", "neuf", "sept")


def samples(sound: bytes) -> array[int]:
    with wave.open(io.BytesIO(sound)) as read:
        assert (read.getnchannels(), read.getsampwidth()) == (1, 2)
        return array("h", read.readframes(read.getnframes()))


def seconds(sound: bytes) -> float:
    with wave.open(io.BytesIO(sound)) as read:
        return read.getnframes() / read.getframerate()


def loudness(part: array[int]) -> float:
    return (sum(sample * sample for sample in part) / len(part)) ** 0.5


def test_six_figures_last_between_four_and_twelve_seconds() -> None:
    assert 4 < seconds(speech.say(WORDS)) < 12


def test_it_is_loud_enough_to_be_heard() -> None:
    assert loudness(samples(speech.say(WORDS))) > 500


def test_words_are_apart() -> None:
    with_silence = samples(speech.say(("un",)))
    tail = with_silence[-int(len(with_silence) * 0.2) :]
    assert loudness(tail) == 0


def test_other_figures_sound_otherwise() -> None:
    assert speech.say(("quatre",)) != speech.say(("cinq",))


def test_two_threads_do_not_mix_their_words() -> None:
    alone = len(samples(speech.say(("zéro",) * 4)))
    lengths: list[int] = []
    threads = [Thread(target=lambda: lengths.append(len(samples(speech.say(("zéro",) * 4))))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert [abs(length - alone) < alone * 0.05 for length in lengths] == [True] * 4
