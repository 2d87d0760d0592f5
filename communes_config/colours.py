"""Colours of a commune: contrast as WCAG 2.2 measures it, and the shades derived from two colours."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

AA = 4.5
NON_TEXT = 3.0
WHITE = "#ffffff"
INK = "#1b1f24"
Rgb = tuple[int, int, int]


def parse(colour: str) -> Rgb:
    """Return the three channels (0 to 255) of « #rrggbb »."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """Return the relative luminance, from 0 (black) to 1 (white)."""
    red, green, blue = (_linear(channel / 255) for channel in parse(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio, from 1 to 21, whatever the order."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mix(colour: str, other: str, share: float) -> str:
    """Return `colour` with a share (0 to 1) of `other`."""
    channels = (round(a + (b - a) * share) for a, b in zip(parse(colour), parse(other), strict=True))
    return "#{:02x}{:02x}{:02x}".format(*channels)


def readable(colour: str, background: str, towards: str, ratio: float = AA) -> str:
    """Return the colour nearest to `colour`, on its way `towards`, that reads on the background."""
    candidates = (mix(colour, towards, step / 50) for step in range(51))
    return next((shade for shade in candidates if contrast(shade, background) >= ratio), towards)


@cache
def palette(primary: str, accent: str) -> Mapping[str, str]:
    """Return the CSS custom properties of a commune.

    `--primary` is the main colour and `--accent` the other; each comes with `-strong` (pressed, or text on the soft
    shade), `-soft` (background) and `-line` (border, 3:1 on white); `--on-…` is for text on the colour itself.
    """
    shades: dict[str, str] = {}
    for name, colour in (("primary", primary), ("accent", accent)):
        soft = mix(colour, WHITE, 0.92)
        shades[f"--{name}"] = colour
        shades[f"--{name}-strong"] = readable(mix(colour, INK, 0.3), soft, INK)
        shades[f"--{name}-soft"] = soft
        shades[f"--{name}-line"] = readable(mix(colour, WHITE, 0.45), WHITE, colour, ratio=NON_TEXT)
        shades[f"--on-{name}"] = readable(WHITE, colour, INK)
    return MappingProxyType(shades)


def weaknesses(colour: str) -> tuple[tuple[str, float], ...]:
    """Return the uses of a colour that would not read: « sur fond blanc », with the ratio measured."""
    uses = (("sur fond blanc", WHITE), ("sur sa teinte claire", mix(colour, WHITE, 0.92)))
    measured = ((use, contrast(colour, background)) for use, background in uses)
    return tuple((use, ratio) for use, ratio in measured if ratio < AA)
