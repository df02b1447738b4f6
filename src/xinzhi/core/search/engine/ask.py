"""A query in the index's terms, in three degrees of strictness.

Scores are constants in steps, so that a better kind of match always wins: the whole query is the name (1000), begins it
(400), stands in it (200), is another name (100); each part stands in a name (100 shared among the parts), in another
name (50), in a reading (40), in the text (10). Equal scores are told apart by the documents' weights.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from tantivy import Occur, Query, Schema

from .model import CLOSED, PUBLIC
from .pinyin import begun_with, cuts, reading
from .text import EDGE, cover, is_cjk, pair

Part = tuple[str, ...]
_NAME, _ALIAS, _PINYIN, _BODY = 100.0, 50.0, 40.0, 10.0
_LOOSE = 0.5  # of what the strict match would score
LONGEST_VARIED = 24  # characters; longer names are found by their pairs
_MOST_NEAR = 8  # pairs and words, the rarest, that say what is merely near; the others are in every second name
_LEAST_SHARED = 0.6  # of these


class Asker:
    """Builds queries on one schema."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema

    def allowed(self, audience: Sequence[str], chosen: Mapping[str, Sequence[str]]) -> list[tuple[Occur, Query]]:
        """Clauses that let through only what the audience may find, and of each facet one of the chosen keys.

        What is public, most of all there is, is let through by not being closed: far cheaper than a list of it.
        """
        closed = Query.term_query(self.schema, "audience", CLOSED)
        if mine := [token for token in audience if token not in {PUBLIC, CLOSED}]:
            closed = Query.boolean_query([(Occur.Must, closed), (Occur.MustNot, self._any("audience", mine))])
        facets = [self._any(facet, keys) for facet, keys in chosen.items() if keys]
        return [(Occur.MustNot, closed), *((Occur.Must, Query.const_score_query(f, 0.0)) for f in facets)]

    def strict(self, parts: Sequence[Part]) -> Query:
        """Every part occurs as it is written."""
        return Query.boolean_query(
            [(Occur.Must, self._part(p, len(parts), loose=False)) for p in parts]
            + [(Occur.Should, q) for q in self._whole(parts)]
        )

    def loose(self, parts: Sequence[Part]) -> Query:
        """Every part occurs, as written, or with one slip, or by its sound or initials."""
        clauses = [(Occur.Must, self._part(p, len(parts), loose=True)) for p in parts]
        sound = [u for part in parts for u in (part if not is_cjk(part[0]) else reading(part))]
        clauses.append((Occur.Should, _scored(self._phrase("pinyin", sound), _PINYIN)))
        return Query.boolean_query(clauses)

    def near(self, parts: Sequence[Part], frequency: Callable[[str], int]) -> Query | None:
        """Three fifths of the pairs and words occur in the names; None where the query is too short to say so.

        `frequency` gives the number of names that hold a token: of a long query only the rarest are asked for.
        """
        wanted = [pair(p[i], p[i + 1]) for p in parts for i in range(len(p) - 1)]
        wanted += [p[0] for p in parts if not is_cjk(p[0])]
        wanted = sorted(dict.fromkeys(wanted), key=frequency)[:_MOST_NEAR]
        if len(wanted) < 3:
            return None
        least = max(2, round(len(wanted) * _LEAST_SHARED))
        return Query.disjunction_max_query(
            [
                Query.boolean_query(
                    [(Occur.Should, Query.term_query(self.schema, field, w)) for w in wanted],
                    minimum_number_should_match=least,
                )
                for field in ("name", "alias")
            ]
        )

    def _part(self, part: Part, of: int, *, loose: bool) -> Query:
        ways = list(self._written(part, of))
        if loose:
            ways += [Query.boost_query(q, _LOOSE) for q in self._slipped(part, of)]
        return Query.disjunction_max_query(ways)

    def _written(self, part: Part, of: int) -> Iterator[Query]:
        # A single part that stands in a name is the whole query that stands in it.
        in_name = _NAME + 200.0 if of == 1 else _NAME
        for field, score in (("name", in_name), ("alias", _ALIAS), ("body", _BODY)):
            if is_cjk(part[0]):
                yield _scored(self._phrase(field, part), score / of)
            else:
                yield _scored(Query.term_query(self.schema, field, part[0]), score / of)
                if len(part[0]) > 1:
                    begins = f"{re.escape(part[0])}[^_]*"
                    yield _scored(Query.regex_query(self.schema, field, begins), 0.9 * score / of)
        if not is_cjk(part[0]):
            # Fewer than two syllables would turn every short English word into Chinese.
            yield from (_scored(q, _PINYIN / of) for q in self._sounds(part[0], least=2))

    def _slipped(self, part: Part, of: int) -> Iterator[Query]:
        fields = (("name", _NAME), ("alias", _ALIAS))
        if is_cjk(part[0]):
            for field, score in fields:
                yield from (_scored(self._placed(field, v), score / of) for v in variants(part))
            if len(part) > 1:
                yield _scored(self._phrase("pinyin", reading(part)), _PINYIN / of)
            return
        word = part[0]
        if len(word) >= 4:
            for field, score in (*fields, ("body", _BODY)):
                yield _scored(Query.fuzzy_term_query(self.schema, field, word), score / of)
        if word.isalpha() and word.isascii():
            yield from (_scored(q, _PINYIN / of) for q in self._sounds(word, least=1))
            if 2 <= len(word) <= 10:
                yield _scored(self._phrase("initials", list(word)), _PINYIN / of)

    def _sounds(self, word: str, least: int) -> Iterator[Query]:
        if not (word.isalpha() and word.isascii() and len(word) >= 2 * least):
            return
        for whole, rest in cuts(word):
            if len(whole) < least:
                continue
            if not rest:
                yield self._phrase("pinyin", whole)
            else:  # still being typed: the last syllable may be any that begins so
                yield from (self._phrase("pinyin", [*whole, end]) for end in begun_with(rest))

    def _whole(self, parts: Sequence[Part]) -> Iterator[Query]:
        """What lifts a name that is, or begins with, or holds the whole query above one that holds its parts."""
        of = [unit for part in parts for unit in part]
        yield _scored(self._phrase("name", [EDGE, *of, EDGE]), 1000.0)
        yield _scored(self._phrase("name", [EDGE, *of]), 400.0)
        if len(parts) > 1:
            yield _scored(self._phrase("name", of), 200.0)
        yield _scored(self._phrase("alias", [EDGE, *of, EDGE]), 100.0)

    def _phrase(self, field: str, of: Sequence[str]) -> Query:
        return self._placed(field, cover(of))

    def _placed(self, field: str, placed: Sequence[tuple[int, str]]) -> Query:
        if len(placed) == 1:
            return Query.term_query(self.schema, field, placed[0][1])
        return Query.phrase_query(self.schema, field, list(placed))

    def _any(self, field: str, keys: Sequence[str]) -> Query:
        if len(keys) == 1:
            return Query.term_query(self.schema, field, keys[0])
        return Query.term_set_query(self.schema, field, list(keys))


def variants(part: Part) -> Iterator[list[tuple[int, str]]]:
    """The placed tokens of a name with one slip: a character wrong, too many, missing, or swapped with the next.

    Nothing for fewer than three characters (with one missing, a name of four), nor beyond twenty-four.
    """
    n = len(part)
    if not 3 <= n <= LONGEST_VARIED:
        return
    for i in range(1, n):  # one missing before i
        yield _cover_runs([(0, part[:i]), (i + 1, part[i:])])
    if n == 3:
        return
    for i in range(n):  # one wrong at i, which may stand at either end
        yield _cover_runs([(0, part[:i]), (i + 1, part[i + 1 :])])
    for i in range(n):  # one too many at i
        yield cover(part[:i] + part[i + 1 :])
    for i in range(n - 1):
        if part[i] != part[i + 1]:
            yield cover((*part[:i], part[i + 1], part[i], *part[i + 2 :]))


def _cover_runs(runs: Sequence[tuple[int, Part]]) -> list[tuple[int, str]]:
    """Tokens of several runs at their places, counted from the first token."""
    placed = [token for at, run in runs if run for token in cover(run, at)]
    return [(position - placed[0][0], token) for position, token in placed]


def _scored(query: Query, score: float) -> Query:
    return Query.const_score_query(query, score)
