"""Hypothesis strategies for news items in normal form: what parsers give and every renderer must carry."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from wireroom.formats.newsitem import (
    KINDS,
    Block,
    Byline,
    Credit,
    Heading,
    Inline,
    LinkCard,
    ListBlock,
    NewsItem,
    Paragraph,
    Picture,
    Quotation,
    Run,
    Subject,
    Table,
)
from wireroom.formats.text import few_lines, is_blank, normalise, one_line, safe_href

TRICKY = "<>&\"'`=/\\ \u00a0\u00ad\u0338\u0301\u200b\u202e\u2028\u3000,;—。「שלעم𝒳👩‍🚀éı{}%]"
LANGUAGES = ("en", "ru", "fr", "es", "ar", "zh", "zh-Hans", "pt-BR", "und")

unhurried = settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
"""For every property test: a busy machine is no failure."""


def dirty_texts() -> st.SearchStrategy[str]:
    """Anything that JSON can hold, lone surrogates and controls included."""
    return st.text(st.one_of(st.sampled_from(TRICKY), st.characters(exclude_categories=())), max_size=40)


def lines() -> st.SearchStrategy[str]:
    """One clean line in which something can be seen."""
    return dirty_texts().map(one_line).filter(lambda line: not is_blank(line))


def maybe(texts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(st.just(""), texts)


def notes() -> st.SearchStrategy[str]:
    """A clean text of some lines."""
    return st.lists(maybe(lines()), min_size=1, max_size=4).map("\n".join).map(few_lines)


def ids() -> st.SearchStrategy[str]:
    return maybe(st.text("abcXYZ019_-", min_size=1, max_size=12))


def web_addresses() -> st.SearchStrategy[str]:
    tails = dirty_texts().map(lambda tail: safe_href(f"https://example.org/{tail}"))
    return st.one_of(st.sampled_from(["http://a.example", "https://xn--e1afmkfd.example:8080/?a=1&b=2#c"]), tails)


def hrefs() -> st.SearchStrategy[str]:
    return st.one_of(web_addresses(), st.just("mailto:desk@example.org"))


def inlines() -> st.SearchStrategy[Inline]:
    runs = st.builds(Run, dirty_texts(), st.sampled_from(["", "b", "i", "bi"]), maybe(hrefs()))
    return st.lists(runs, min_size=1, max_size=4).map(normalise).filter(bool)


def pictures() -> st.SearchStrategy[Picture]:
    refs = st.one_of(web_addresses(), st.text("abc019-", min_size=1, max_size=8).map("image:{}".format))
    sizes = st.one_of(st.just(0), st.integers(2, 99_999))
    return st.builds(Picture, refs, maybe(lines()), maybe(lines()), maybe(lines()), sizes, sizes, ids())


@st.composite
def tables(draw: st.DrawFn) -> Table:
    width = draw(st.integers(1, 3))
    cells = st.one_of(st.just(()), inlines())
    rows = st.lists(cells, min_size=width, max_size=width).map(tuple).filter(any)
    header = draw(st.one_of(st.just(()), rows))
    body = draw(st.lists(rows, min_size=0 if header else 1, max_size=3))
    return Table(tuple(body), header, draw(maybe(lines())), draw(ids()))


def blocks() -> st.SearchStrategy[Block]:
    several = st.lists(inlines(), min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Paragraph, inlines(), ids()),
        st.builds(Heading, inlines(), ids()),
        st.builds(Quotation, several, maybe(lines()), maybe(lines()), ids()),
        st.builds(ListBlock, several, st.booleans(), ids()),
        tables(),
        pictures(),
        st.builds(LinkCard, web_addresses(), lines(), maybe(lines()), ids()),
    )


def bodies() -> st.SearchStrategy[tuple[Block, ...]]:
    return st.lists(blocks(), max_size=4).map(tuple)


def guids() -> st.SearchStrategy[str]:
    usual = st.sampled_from(["urn:newsml:x.example:1", "https://x.example/1?a=b#c", "tag:x.example,2024:1", "12"])
    return st.one_of(usual, lines(), lines().map("urn:x-wireroom:guid:{}".format))


def moments() -> st.SearchStrategy[datetime]:
    zones = st.sampled_from([UTC, timezone(timedelta(hours=3)), timezone(-timedelta(hours=9, minutes=30))])
    return st.datetimes(datetime(1900, 1, 2), datetime(9000, 1, 1), timezones=zones)


def news_items() -> st.SearchStrategy[NewsItem]:
    """Any item with a headline, every field used now and then."""
    moment = st.one_of(st.none(), moments())
    return st.builds(
        NewsItem,
        guid=guids(),
        language=st.sampled_from(LANGUAGES),
        headline=lines(),
        version=st.integers(1, 999_999),
        kind=st.sampled_from(KINDS),
        slugline=maybe(lines()),
        summary=maybe(lines()),
        body=bodies(),
        bylines=st.lists(st.builds(Byline, lines(), maybe(lines())), max_size=2).map(tuple),
        dateline=maybe(lines()),
        located=maybe(lines()),
        credits=st.lists(st.builds(Credit, lines(), maybe(lines())), max_size=2).map(tuple),
        section=maybe(lines()),
        subjects=st.lists(st.builds(Subject, lines(), maybe(lines())), max_size=2).map(tuple),
        priority=st.integers(1, 9),
        first_created=moment,
        version_created=moment,
        embargo_until=moment,
        public_note=notes(),
        ed_note=notes(),
        rights=notes(),
        lead_picture=st.one_of(st.none(), pictures()),
        pictures=st.lists(pictures(), max_size=2).map(tuple),
        translation_of=maybe(guids()),
        group=maybe(lines()),
        extra=st.lists(st.tuples(lines(), notes().filter(bool)), max_size=2).map(tuple),
    )
