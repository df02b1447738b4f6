"""«Did you mean»: what of a found name the asker must have meant by a part that stands nowhere as written."""

from collections.abc import Sequence

from .pinyin import reading, readings
from .text import is_cjk, placed_units

Part = tuple[str, ...]


def meant(parts: Sequence[Part], names: Sequence[str]) -> list[str] | None:
    """For each part the words of the first name that account for all of them; None where no name does."""
    for name in names:
        words = [words_for(part, name) for part in parts]
        if all(words):
            return [w for w in words if w]
    return None


def words_for(part: Part, name: str) -> str:
    """The words of a name that a part stands for: as written, by their sound, with one slip, by initials. "" for none."""
    of = list(placed_units(name))
    texts = [u.text for u in of]
    said = readings(name)
    best: tuple[int, int, str] | None = None
    for i in range(len(of)):
        for n in _widths(part, len(of) - i):
            cost = _cost(part, texts[i : i + n], [s[i : i + n] for s in said])
            if cost is not None and (best is None or (cost, abs(n - len(part))) < best[:2]):
                best = (cost, abs(n - len(part)), name[of[i].begins : of[i + n - 1].ends])
    return best[2] if best else ""


def _widths(part: Part, most: int) -> range:
    """How many units of a name a part may stand for: about as many characters, or up to one a letter."""
    if is_cjk(part[0]):
        return range(max(1, len(part) - 1), min(most, len(part) + 1) + 1)
    return range(1, min(most, len(part[0])) + 1)


def _cost(part: Part, window: Sequence[str], said: Sequence[Sequence[str]]) -> int | None:
    """0 as written, 1 by its sound, 2 by one slip, 3 by its initials; None where it is something else."""
    wanted, text = "".join(part), "".join(window)
    of_characters, chinese = is_cjk(part[0]), all(is_cjk(u) for u in window)
    if text == wanted or (len(window) == 1 and not of_characters and text.startswith(wanted)):
        return 0
    sound = "".join(reading(part)) if of_characters else wanted
    if chinese and any("".join(s) == sound for s in said):
        return 1
    if of_characters:
        return 2 if len(part) >= 3 and len(window) >= 3 and one_slip(wanted, text) else None
    if not chinese:
        return 2 if len(window) == 1 and len(wanted) >= 4 and one_slip(wanted, text) else None
    return 3 if len(window) > 1 and any("".join(r[0] for r in s) == wanted for s in said) else None


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
