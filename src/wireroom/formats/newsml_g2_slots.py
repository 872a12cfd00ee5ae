"""Where a NewsItem's statements stand in NewsML-G2 2.35: names shared by rendering and parsing.

What the standard has a slot for stands there. The rest follows conventions of our own, all valid at power conformance:

    profile          "wireroom-1" tells that the conventions below hold
    kind             a signal with `uri` KIND_URI + kind beside the standard's: sig:correction, sig:update;
                     a withdrawal has pubStatus stat:canceled, what is held without a time stat:withheld
    public note      an edNote in role KIND_NOTE with kind and note in words, one in PUBLIC_NOTE with the note alone
    editors' note    the edNote without a role
    carried          signals and an edNote in role CARRIED for versions overtaken on the way
    section          a service with `uri` SECTION_URI + the section's code, percent-encoded
    topics           subjects, Media Topics and Subject Codes by QCode, others by `literal`
    by-lines         creators with `literal` = the author's code; all names in `by`
    credits          infoSources in role isrol:originfo, `literal` = the source's code; all names in `creditline`
    text             XHTML; the lead picture stands before it in a `div` of class "lead", those that only accompany it
                     behind it in one of class "pictures"
    group            a memberOf with the group as `literal`
    translation of   a link in the relation irel:translatedFrom
    seq              an altId in role SEQ_ROLE
    extra            itemMetaExtProperty with `reluri` EXTRA_URI + the name, percent-encoded
    guid             as in `guids`
    no time          a versionCreated with `whyuri` UNSTATED, since the schema demands one
"""

from __future__ import annotations

NAR = "http://iptc.org/std/nar/2006-10-01/"
CATALOG = "http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_41.xml"
VERSION = "2.35"
PROFILE = "wireroom-1"
OWN = "urn:x-wireroom:"
KIND_URI = f"{OWN}kind:"
KIND_NOTE = f"{OWN}note:kind"
PUBLIC_NOTE = f"{OWN}note:public"
CARRIED = f"{OWN}note:carried"
SECTION_URI = f"{OWN}section:"
EXTRA_URI = f"{OWN}extra:"
SEQ_ROLE = f"{OWN}seq"
UNSTATED = f"{OWN}unstated"
CREDIT_ROLE = "isrol:originfo"
TRANSLATED_FROM = "irel:translatedFrom"
XHTML_TYPE = "application/xhtml+xml"
LEAD, PICTURES, NOTICE = "lead", "pictures", "notice"
