"""«Did you mean»: what of a found name the asker must have meant by a part that stands nowhere as written."""

from collections.abc import Sequence

from .pinyin import reading
from .text import Unit, is_cjk, placed_units

Part = tuple[str, ...]


def meant(parts: Sequence[Part], names: Sequence[str]) -> list[str] | None:
    """For each part the words of the first name that account for all of them; None where no name does."""
    for name in names:
        of = list(placed_units(name))
        words = [_meant(part, name, of) for part in parts]
        if all(w is not None for w in words):
            return [w for w in words if w is not None]
    return None


def _meant(part: Part, name: str, of: Sequence[Unit]) -> str | None:
    wanted = "".join(part)
    sound = "".join(reading(part))
    best: tuple[int, int, str] | None = None
    for i in range(len(of)):
        for n in _widths(part, len(of) - i):
            window = of[i : i + n]
            text = name[window[0].begins : window[-1].ends]
            cost = _cost(part, wanted, sound, [u.text for u in window])
            if cost is not None and (best is None or (cost, abs(n - len(part))) < best[:2]):
                best = (cost, abs(n - len(part)), text)
    return best[2] if best else None


def _widths(part: Part, most: int) -> range:
    """How many units of a name a part may stand for: about as many characters, or up to a syllable a letter."""
    if is_cjk(part[0]):
        return range(max(1, len(part) - 1), min(most, len(part) + 1) + 1)
    return range(1, min(most, len(part[0])) + 1)


def _cost(part: Part, wanted: str, sound: str, window: Sequence[str]) -> int | None:
    """0 as written, 1 by its sound, 2 by one slip, 3 by its initials; None where it is something else."""
    text = "".join(window)
    if text == wanted or (len(window) == 1 and not is_cjk(part[0]) and text.startswith(wanted)):
        return 0
    chinese = all(is_cjk(u) for u in window)
    read = reading(window) if chinese else []
    if chinese and "".join(read) == sound:
        return 1
    if is_cjk(part[0]):
        return 2 if len(part) >= 3 and len(window) >= 3 and one_slip(wanted, text) else None
    if len(window) == 1 and not chinese:
        return 2 if len(wanted) >= 4 and one_slip(wanted, text) else None
    return 3 if chinese and len(window) > 1 and "".join(r[0] for r in read) == wanted else None


def one_slip(a: str, b: str) -> bool:
    """Whether one letter wrong, missing, too many or swapped with the next tells two texts apart, or nothing does."""
    if len(a) > len(b):
        a, b = b, a
    if len(b) - len(a) > 1:
        return False
    i = next((k for k, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    if len(a) < len(b):
        return a[i:] == b[i + 1 :]
    return a[i + 1 :] == b[i + 1 :] or (a[i : i + 2] == b[i : i + 2][::-1] and a[i + 2 :] == b[i + 2 :])
