"""XML in, from anybody, without entities, network or document types; and XML out, whatever the text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping

from lxml import etree

from wireroom.formats.errors import BadXmlError, TooLargeError, TruncatedError

MAX_BYTES = 8 * 1024 * 1024

XML = "http://www.w3.org/XML/1998/namespace"
XHTML = "http://www.w3.org/1999/xhtml"

Element = etree._Element

_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DECLARED = re.compile(rb"""\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']""")
_WESTERN = frozenset((b"iso-8859-1", b"latin1", b"latin-1", b"us-ascii", b"ascii", b"windows-1252", b"cp1252"))
_ENDS_EARLY = re.compile("Premature end|EndTag: '</' not found|Couldn't find end of Start Tag")
_OWN = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)


def allowed(text: str) -> str:
    """`text` without the characters that XML 1.0 has no way to say."""
    return _FORBIDDEN.sub("", text)


# In


def read(source: bytes) -> Element:
    """The root element, its comments and instructions left out.

    Raises TooLargeError, TruncatedError, and BadXmlError for what is not well-formed, declares entities or nests
    deeper than 256 elements (libxml2's own limit).
    """
    if len(source) > MAX_BYTES:
        raise TooLargeError(f"This has {len(source):,} bytes; at most {MAX_BYTES:,} are read.")
    parser = etree.XMLParser(
        encoding=_true_encoding(source),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(source, parser)
    except etree.XMLSyntaxError as error:
        reason = str(error).partition(", use XML_PARSE_HUGE")[0]
        if not source.strip() or _ENDS_EARLY.search(reason):
            raise TruncatedError(f"This XML ends in the middle: {reason}") from error
        raise BadXmlError(f"This is not XML that can be read: {reason}") from error
    doctype = root.getroottree().docinfo.internalDTD
    if doctype is not None and doctype.entities():
        raise BadXmlError("This XML declares entities; news has no need of them, and bombs are made of them.")
    return root


def _true_encoding(source: bytes) -> str | None:
    """The encoding where the label is known to lie: UTF-8 called Western, and Western with Windows' characters."""
    declared = _DECLARED.match(source[:400])
    if not declared or declared[1].lower() not in _WESTERN or source.isascii():
        return None
    try:
        source.decode()
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8"


def local_name(element: Element) -> str:
    """The name without its namespace, which many leave out or get wrong."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Element | None, *names: str) -> Iterator[Element]:
    """Children of any of these names, of all names if none is given."""
    if element is not None:
        for child in element:
            if isinstance(child.tag, str) and (not names or local_name(child) in names):
                yield child


def find(element: Element | None, *path: str) -> Element | None:
    """The first element that the path of names leads to."""
    if not path or element is None:
        return element
    for child in children(element, path[0]):
        found = find(child, *path[1:])
        if found is not None:
            return found
    return None


def attribute(element: Element | None, *names: str) -> str:
    """The first of these attributes that says anything."""
    if element is None:
        return ""
    return next((value for value in map(element.get, names) if value), "")


def text_of(element: Element | None, breaks: str = " ") -> str:
    """All text within; a `br` or the end of a paragraph counts as `breaks`, a known character reference as its sign."""
    said: list[str] = []
    if element is not None:
        _gather_text(element, breaks, said)
    return "".join(said)


def _gather_text(element: Element, breaks: str, said: list[str]) -> None:
    """Appends to one list, since generators within generators take time by depth for every word."""
    said.append(element.text or "")
    for child in element:
        if isinstance(child, etree._Entity):
            said.append(html.unescape(child.text or ""))
        elif isinstance(child.tag, str):
            _gather_text(child, breaks, said)
            if local_name(child) in ("br", "p"):
                said.append(breaks)
        said.append(child.tail or "")


_VOID = frozenset(("br", "hr", "img", "col", "source", "embed"))


def markup_of(element: Element) -> str:
    """What stands inside an element, as HTML without namespaces."""
    said: list[str] = []
    _gather_markup(element, said)
    return "".join(said)


def _gather_markup(element: Element, said: list[str]) -> None:
    said.append(html.escape(element.text or "", quote=False))
    for child in element:
        if isinstance(child, etree._Entity):
            said.append(child.text or "")
        elif isinstance(child.tag, str):
            name = local_name(child).lower()
            said.append(start_tag(name, {key: value for key, value in child.items() if not key.startswith("{")}))
            _gather_markup(child, said)
            said.append("" if name in _VOID else f"</{name}>")
        said.append(html.escape(child.tail or "", quote=False))


def start_tag(name: str, attributes: Mapping[str, str]) -> str:
    """An HTML tag; empty attributes are left out."""
    said = "".join(f' {key}="{html.escape(value)}"' for key, value in attributes.items() if value)
    return f"<{name}{said}>"


# Out


def add(parent: Element, name: str, text: str = "", /, **attributes: str) -> Element:
    """A child, in the parent's namespace unless its name bears another, with what `state` makes of the attributes."""
    child = etree.SubElement(parent, name if name.startswith("{") else f"{_namespace(parent)}{name}")
    state(child, **attributes)
    if text:
        child.text = allowed(text)
    return child


def state(element: Element, /, **attributes: str) -> None:
    """Sets those attributes that say anything; a `_` at an end of a name is left out."""
    for key, value in attributes.items():
        if value:
            element.set(key.strip("_"), allowed(value))


def _namespace(element: Element) -> str:
    """The `{namespace}` that the element's name begins with."""
    tag = str(element.tag)
    return tag[: tag.rfind("}") + 1]


def add_lines(parent: Element, name: str, text: str, /, **attributes: str) -> Element:
    """A child whose text has line breaks as `br`."""
    first, *others = text.split("\n")
    child = add(parent, name, first, **attributes)
    for line in others:
        add(child, "br").tail = allowed(line)
    return child


def fragment(markup: str) -> Element:
    """The element that well-formed markup of our own makes."""
    return etree.fromstring(allowed(markup), _OWN)


def written(root: Element) -> bytes:
    """The document in UTF-8 with its declaration."""
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)
