"""Codes of ours for what others call their subjects."""

from __future__ import annotations

import re

from wireroom.formats.newsitem import Subject
from wireroom.formats.text import one_line

_TOPIC_NUMBER = re.compile(r"(?:.*[/:])?(2[0-9]{7})|(?:.*/mediatopic/|medtop:)([0-9]{8})")
_SUBJECT_CODE = re.compile(r"(?:.*[/:])?([0-9]{8})")


def slug(name: str) -> str:
    """A name as a code: lower case, hyphens between words, any script."""
    return re.sub(r"\W+", "-", name.casefold()).strip("-")


def subject_of(name: str, code: str = "", vocabulary: str = "") -> Subject | None:
    """The subject by its code in a vocabulary (its address, with or without the code), else as a tag by its name.

    `medtop:` for Media Topics, `subj:` for their forerunners, the Subject Codes; None for one that says nothing.
    """
    name, code = one_line(name), one_line(code)
    topic = _TOPIC_NUMBER.fullmatch(vocabulary) or _TOPIC_NUMBER.fullmatch(code)
    if topic and ("mediatopic" in vocabulary.lower() or not vocabulary):
        return Subject(f"medtop:{topic[1] or topic[2]}", name)
    number = _SUBJECT_CODE.fullmatch(vocabulary) or _SUBJECT_CODE.fullmatch(code)
    if number and ("subjectcode" in vocabulary.lower() or not vocabulary):
        return Subject(f"subj:{number[1]}", name)
    tag = slug(name or code)
    return Subject(f"tag:{tag}", name) if tag else None
