"""Which items a product takes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from wireroom.formats.newsitem import Kind, NewsItem
from wireroom.search.rules import Clause, Document, Query, document, parse_query

FOLLOWS_HOLDERS: frozenset[Kind] = frozenset({"correction", "withdrawal", "reinstatement"})
"""What goes to whoever holds an earlier version, whatever their products take now."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A saved filter: an empty part takes everything, and all parts must agree.

    `languages` are BCP 47 tags in small letters, `sections` hold the codes of their parts too, `priority` is the
    highest number still taken (1 is a flash), and each of `words` is a search, of which one must find the item.
    """

    languages: frozenset[str] = frozenset()
    sections: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    priority: int = 9
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Candidate:
    """An item that several products are asked about; its words are read once, and only if one asks for words."""

    item: NewsItem

    @cached_property
    def document(self) -> Document:
        return document(self.item, self.item.language)

    def says(self, words: str) -> bool:
        query = parse_query(words, self.item.language)
        return bool(query) and finds(query, self.document)


def takes(wanted: Wanted, candidate: Candidate) -> bool:
    """Whether a product with this filter carries the item."""
    item = candidate.item
    return (
        _allows(wanted.languages, (item.language.lower(),))
        and _allows(wanted.sections, (item.section,))
        and _allows(wanted.topics, [subject.code for subject in item.subjects])
        and _allows(wanted.sources, [credit.code for credit in item.credits])
        and item.priority <= wanted.priority
        and (not wanted.words or any(candidate.says(words) for words in wanted.words))
    )


def _allows(wanted: Collection[str], has: Sequence[str]) -> bool:
    return not wanted or any(code in wanted for code in has)


def may_pass_on(item: NewsItem, closed_sources: Collection[str]) -> bool:
    """Whether no source that the item credits forbids passing it on."""
    return not any(credit.code in closed_sources for credit in item.credits)


def finds(query: Query, found: Document) -> bool:
    """Whether the item holds everything that the search wants, and nothing that it does not."""
    fields = (found.headline, found.summary, found.text)
    return all(_answers(clause, fields, found.marks) for clause in query.wanted) and not any(
        all(_answers(clause, fields, found.marks) for clause in clauses) for clauses in query.excluded
    )


def _answers(clause: Clause, fields: Sequence[Sequence[str]], marks: Sequence[str]) -> bool:
    return any(
        (len(run) == 1 and run[0] in marks) or any(_holds(words, run) for words in fields) for run in clause.choices
    )


def _holds(words: Sequence[str], run: Sequence[str]) -> bool:
    if len(run) == 1:
        return run[0] in words
    return any(tuple(words[at : at + len(run)]) == tuple(run) for at in range(len(words) - len(run) + 1))


def matches(products: Mapping[int, Wanted], item: NewsItem, closed_sources: Collection[str]) -> list[int]:
    """The keys of the products that carry the item, in order."""
    if not may_pass_on(item, closed_sources):
        return []
    candidate = Candidate(item)
    return [key for key, wanted in products.items() if takes(wanted, candidate)]
