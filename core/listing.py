from collections.abc import Sequence


def listed(names: Sequence[str]) -> str:
    """Say a list in French: « Léo », « Léo et Zoé », « Léo, Zoé et Ana »; nothing for nobody."""
    return " et ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
