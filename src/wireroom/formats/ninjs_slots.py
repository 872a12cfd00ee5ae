"""Where a NewsItem's statements stand in ninjs 3.1: names shared by rendering and parsing.

What the standard has a slot for stands there. The rest follows conventions of our own, all valid ninjs:

    profile          "wireroom-1" tells that the conventions below hold
    kind             a genre with `literal` = the kind; a withdrawal also has pubStatus "canceled"
    section          a subject with `rel` "section" and `literal` = the section's code
    topics           subjects with `literal` = our code; Media Topics with their IPTC address as well
    summary          the description in role "summary"
    dateline         the description in role "dateline"
    public note      the description in role "public-note"
    editors' note    `edNote` tells kind, public note and what was overtaken as well; where it does, the description in
                     role "ed-note" is the note alone
    by-lines         people with `rel` "byline", `literal` = the author's code; all names in `by`
    credits          infoSources in role isrol:originfo, `literal` = the source's code
    pictures         associations of type "picture" named "lead-picture" and "picture": the credit in `by`,
                     caption and alt text as descriptions in the roles "caption" and "alt"
    translation of   the association named "translation-of"
    of the release   number, sender, page: altIds in the roles "wireroom:seq", "wireroom:sender", "wireroom:address"
    group, extra     altIds in the roles "wireroom:group" and "wireroom:extra:NAME"
    guid             as `uri`; one that is no URI after "urn:x-wireroom:guid:", percent-encoded
"""

from __future__ import annotations

STANDARD = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "https://www.iptc.org/std/ninjs/ninjs-schema_3.1.json",
}
PROFILE = "wireroom-1"
KIND_URI = "urn:x-wireroom:kind:"
GROUP_ROLE = "wireroom:group"
SEQ_ROLE = "wireroom:seq"
SENDER_ROLE = "wireroom:sender"
ADDRESS_ROLE = "wireroom:address"
ED_NOTE = "ed-note"
EXTRA_ROLE = "wireroom:extra:"
PICTURE_ID_ROLE = "wireroom:id"
CREDIT_ROLE = "isrol:originfo"
MEDIA_TOPIC_URI = "http://cv.iptc.org/newscodes/mediatopic/"
TRANSLATED_FROM = "http://cv.iptc.org/newscodes/itemrelation/translatedFrom"
