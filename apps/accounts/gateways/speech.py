"""Figures read aloud in French, for who cannot see the pictures: synthesised on this machine, never stored."""

import ctypes
import io
import threading
import wave
from array import array
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import espeakng_loader

# From espeak-ng's speak_lib.h.
_SYNCHRONOUS: Final = 2
_RATE: Final = 1
_VOLUME: Final = 2
_BY_CHARACTER: Final = 1
_UTF8: Final = 1

WORDS_PER_MINUTE: Final = 110
SECONDS_BETWEEN_WORDS: Final = 0.5
_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class SpeechUnavailable(RuntimeError):
    """The synthesiser did not start or gave no sound."""


class _Synthesiser:
    """One per process: the library has a single state, hence the lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._samples = array("h")
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        folder = str(Path(espeakng_loader.get_data_path()).parent).encode()
        self._rate = self._library.espeak_Initialize(_SYNCHRONOUS, 0, folder, 0)
        if self._rate <= 0 or self._library.espeak_SetVoiceByName(b"fr") != 0:
            raise SpeechUnavailable
        self._library.espeak_SetParameter(_RATE, WORDS_PER_MINUTE, 0)
        self._library.espeak_SetParameter(_VOLUME, 150, 0)
        self._callback = _Callback(self._receive)  # kept: the library holds its address
        self._library.espeak_SetSynthCallback(self._callback)

    def _receive(self, samples: "ctypes._Pointer[ctypes.c_short]", count: int, _events: int | None) -> int:
        if samples and count > 0:
            self._samples.frombytes(ctypes.string_at(samples, count * ctypes.sizeof(ctypes.c_short)))
        return 0

    def wav(self, words: Sequence[str]) -> bytes:
        with self._lock:
            self._samples = array("h")
            for word in words:
                self._read_word(word.encode())
                self._samples.extend([0] * int(self._rate * SECONDS_BETWEEN_WORDS))
            samples = self._samples
        output = io.BytesIO()
        with wave.open(output, "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(self._rate)
            sound.writeframes(samples.tobytes())
        return output.getvalue()

    def _read_word(self, encoded: bytes) -> None:
        before = len(self._samples)
        status = self._library.espeak_Synth(encoded, len(encoded) + 1, 0, _BY_CHARACTER, 0, _UTF8, None, None)
        self._library.espeak_Synchronize()
        if status != 0 or len(self._samples) == before:
            raise SpeechUnavailable


_starting = threading.Lock()  # lru_cache would let two threads start the library together


@lru_cache(maxsize=1)
def _started() -> _Synthesiser:
    return _Synthesiser()


def _synthesiser() -> _Synthesiser:
    with _starting:
        return _started()


def say(words: Sequence[str]) -> bytes:
    """Return a WAV (16 bits, one channel) of French words read slowly, each apart. Raises SpeechUnavailable."""
    return _synthesiser().wav(words)
