"""Reading XML from anybody: what is refused, and that it is refused at once."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tests.shared_material import shared
from wireroom.formats import xml
from wireroom.formats.errors import BadXmlError, FormatError, TooLargeError, TruncatedError
from wireroom.formats.nitf_blocks import read_blocks
from wireroom.formats.xml import MAX_BYTES, children, find, text_of

LAUGHS = b'<!DOCTYPE a [<!ENTITY b "ha">' + b"".join(
    b'<!ENTITY %c "%b">' % (letter, b"&%c;" % before * 10)
    for before, letter in zip(b"bcdefghijk", b"cdefghijkl", strict=True)
)
BLOW_UP = b'<!DOCTYPE a [<!ENTITY b "' + b"x" * 50_000 + b'">]>'


@pytest.mark.parametrize(
    ("source", "error"),
    [
        (b"", TruncatedError),
        (b" \n", TruncatedError),
        (b"<a><b>", TruncatedError),
        (b"<a><b", TruncatedError),
        (b'<a><b c="d', BadXmlError),
        (b"<a></b>", BadXmlError),
        (b"{}", BadXmlError),
        (b"\x00\x01\x02", BadXmlError),
        (b"<a>" * 10_000 + b"</a>" * 10_000, BadXmlError),
        (b'<?xml version="1.0" encoding="utf-8"?><a>\xe9t\xe9</a>', BadXmlError),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', BadXmlError),
        (b'<?xml version="1.0" encoding="utf-16"?><a/>', BadXmlError),
        (LAUGHS + b"]><a>&l;</a>", BadXmlError),
        (LAUGHS + b']><a b="&l;"/>', BadXmlError),
        (BLOW_UP + b"<a>" + b"&b;" * 50_000 + b"</a>", BadXmlError),
        (BLOW_UP + b'<a b="' + b"&b;" * 50_000 + b'"/>', BadXmlError),
        (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', BadXmlError),
        (b'<!DOCTYPE a [<!ENTITY % b SYSTEM "http://127.0.0.1:9/">%b;]><a/>', BadXmlError),
        (b"<a>" + b" " * MAX_BYTES + b"</a>", TooLargeError),
    ],
)
def test_what_is_hostile_is_refused_at_once(source: bytes, error: type[FormatError]) -> None:
    started = time.process_time()
    with pytest.raises(error) as refusal:
        xml.read(source)
    assert time.process_time() - started < 0.5
    assert refusal.value.code == error.code
    assert "\n" not in refusal.value.message


def test_hostile_files_are_refused_or_inert() -> None:
    refused = []
    for path in sorted(shared("hostile", "xml").glob("*.xml")):
        try:
            xml.read(path.read_bytes())
        except BadXmlError:
            refused.append(path.name)
    assert refused == [
        "cyclic.xml",
        "external.xml",
        "external_file.xml",
        "quadratic.xml",
        "xmlbomb.xml",
        "xmlbomb2.xml",
    ]


def test_every_beginning_of_a_document_is_refused() -> None:
    whole = b'<?xml version="1.0"?>\n<nitf><!-- a --><body b="c">\xc3\xa9&amp;<![CDATA[d]]></body></nitf>'
    xml.read(whole)
    for length in range(len(whole)):
        with pytest.raises(FormatError):
            xml.read(whole[:length])


@pytest.mark.parametrize(
    ("label", "encode", "text"),
    [
        ("utf-8", str.encode, "été “a”"),
        ("iso-8859-1", str.encode, "été “a”"),
        ("iso-8859-1", lambda text: text.encode("cp1252"), "été “a”"),
        ("us-ascii", lambda text: text.encode("cp1252"), "été"),
        ("windows-1251", lambda text: text.encode("cp1251"), "Дождь"),
        ("utf-16", lambda text: text.encode("utf-16"), "Дождь"),
        ("gb18030", lambda text: text.encode("gb18030"), "雨"),
    ],
)
def test_text_is_read_whatever_the_label_says(label: str, encode: Callable[[str], bytes], text: str) -> None:
    assert xml.read(encode(f'<?xml version="1.0" encoding="{label}"?><a>{text}</a>')).text == text


def test_an_unloaded_document_type_leaves_known_characters() -> None:
    root = xml.read(b'<!DOCTYPE nitf SYSTEM "nitf-3-2.dtd"><nitf><p>a&nbsp;b&eacute;<br/>c</p><p>d</p></nitf>')
    assert text_of(root) == "a\u00a0bé c d "
    assert text_of(find(root, "p"), "\n") == "a\u00a0bé\nc"


def test_names_are_found_in_any_namespace() -> None:
    root = xml.read(b'<a xmlns:n="urn:n"><n:b/><b xmlns="urn:o"><c d="1"/></b><?pi?><e/></a>')
    found = find(root, "b", "c")
    assert found is not None
    assert dict(found.attrib) == {"d": "1"}
    assert [xml.local_name(child) for child in children(root)] == ["b", "b", "e"]


@pytest.mark.parametrize("inner", ["<b>a</b>", "<em>a</em>", "<br/>a"])
def test_a_flood_at_great_depth_takes_no_longer_than_its_length(inner: str) -> None:
    deep = "<div>" * 240 + inner * 20_000 + "</div>" * 240
    root = xml.read(f"<a>{deep}</a>".encode())
    started = time.process_time()
    assert xml.text_of(root).count("a") == 20_000
    assert xml.markup_of(root).count(inner.replace("/", "") if "br" in inner else inner) == 20_000
    assert len(read_blocks(root)) > 0
    assert time.process_time() - started < 2
