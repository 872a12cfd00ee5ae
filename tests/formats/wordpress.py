"""Exports of an invented WordPress site, written as wp-admin writes them: CDATA, zero dates, metadata and all."""

from __future__ import annotations

from collections.abc import Iterable

SITE = "https://old.example"

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<!-- This file is what a WordPress site gives to whoever leaves it. -->

\t<!-- generator="WordPress/6.4.2" created="2024-03-01 08:00" -->
<rss version="2.0"
\txmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
\txmlns:content="http://purl.org/rss/1.0/modules/content/"
\txmlns:wfw="http://wellformedweb.org/CommentAPI/"
\txmlns:dc="http://purl.org/dc/elements/1.1/"
\txmlns:wp="http://wordpress.org/export/1.2/"
>

<channel>
\t<title>The Ansel Post</title>
\t<link>https://old.example</link>
\t<description>News from the harbour</description>
\t<pubDate>Fri, 01 Mar 2024 08:00:00 +0000</pubDate>
\t<language>en-GB</language>
\t<wp:wxr_version>1.2</wp:wxr_version>
\t<wp:base_site_url>https://old.example</wp:base_site_url>
\t<wp:base_blog_url>https://old.example</wp:base_blog_url>

\t<wp:author><wp:author_id>2</wp:author_id><wp:author_login><![CDATA[aoak]]></wp:author_login>\
<wp:author_email><![CDATA[ann@old.example]]></wp:author_email>\
<wp:author_display_name><![CDATA[Ann Oak]]></wp:author_display_name>\
<wp:author_first_name><![CDATA[Ann]]></wp:author_first_name>\
<wp:author_last_name><![CDATA[Oak]]></wp:author_last_name></wp:author>

\t<wp:category>
\t\t<wp:term_id>3</wp:term_id>
\t\t<wp:category_nicename><![CDATA[harbour]]></wp:category_nicename>
\t\t<wp:category_parent><![CDATA[]]></wp:category_parent>
\t\t<wp:cat_name><![CDATA[The Harbour]]></wp:cat_name>
\t</wp:category>
\t<wp:category>
\t\t<wp:term_id>4</wp:term_id>
\t\t<wp:category_nicename><![CDATA[ferries]]></wp:category_nicename>
\t\t<wp:category_parent><![CDATA[harbour]]></wp:category_parent>
\t\t<wp:cat_name><![CDATA[Ferries]]></wp:cat_name>
\t</wp:category>
\t<wp:tag>
\t\t<wp:term_id>5</wp:term_id>
\t\t<wp:tag_slug><![CDATA[storm]]></wp:tag_slug>
\t\t<wp:tag_name><![CDATA[Storm]]></wp:tag_name>
\t</wp:tag>

\t<generator>https://wordpress.org/?v=6.4.2</generator>

"""
FOOT = "</channel>\n</rss>\n"


def cdata(text: str) -> str:
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def item(
    number: int = 7,
    title: str = "Ferry returns",
    content: str = "<!-- wp:paragraph -->\n<p>The ferry is back.</p>\n<!-- /wp:paragraph -->",
    *,
    excerpt: str = "",
    status: str = "publish",
    kind: str = "post",
    date: str = "2019-05-04 10:30:00",
    modified: str = "2020-01-02 03:04:05",
    password: str = "",
    parent: int = 0,
    attachment: str = "",
    terms: Iterable[tuple[str, str, str]] = (("category", "ferries", "Ferries"), ("post_tag", "storm", "Storm")),
    metas: Iterable[tuple[str, str]] = (),
    more: str = "",
) -> str:
    """One item; `terms` are (domain, nicename, name)."""
    filed = "".join(
        f'\t\t<category domain="{d}" nicename="{code}">{cdata(name)}</category>\n' for d, code, name in terms
    )
    noted = "".join(
        f"\t\t<wp:postmeta>\n\t\t<wp:meta_key>{cdata(key)}</wp:meta_key>\n"
        f"\t\t<wp:meta_value>{cdata(value)}</wp:meta_value>\n\t\t</wp:postmeta>\n"
        for key, value in metas
    )
    address = f"\t\t<wp:attachment_url>{cdata(attachment)}</wp:attachment_url>\n" if attachment else ""
    gmt = "0000-00-00 00:00:00" if status == "draft" else date
    return f"""\t<item>
\t\t<title>{cdata(title)}</title>
\t\t<link>{SITE}/2019/05/post-{number}/</link>
\t\t<pubDate>Sat, 04 May 2019 10:30:00 +0000</pubDate>
\t\t<dc:creator>{cdata("aoak")}</dc:creator>
\t\t<guid isPermaLink="false">{SITE}/?p={number}</guid>
\t\t<description></description>
\t\t<content:encoded>{cdata(content)}</content:encoded>
\t\t<excerpt:encoded>{cdata(excerpt)}</excerpt:encoded>
\t\t<wp:post_id>{number}</wp:post_id>
\t\t<wp:post_date>{cdata(date)}</wp:post_date>
\t\t<wp:post_date_gmt>{cdata(gmt)}</wp:post_date_gmt>
\t\t<wp:post_modified>{cdata(modified)}</wp:post_modified>
\t\t<wp:post_modified_gmt>{cdata(modified)}</wp:post_modified_gmt>
\t\t<wp:comment_status>{cdata("open")}</wp:comment_status>
\t\t<wp:ping_status>{cdata("closed")}</wp:ping_status>
\t\t<wp:post_name>{cdata(f"post-{number}")}</wp:post_name>
\t\t<wp:status>{cdata(status)}</wp:status>
\t\t<wp:post_parent>{parent}</wp:post_parent>
\t\t<wp:menu_order>0</wp:menu_order>
\t\t<wp:post_type>{cdata(kind)}</wp:post_type>
\t\t<wp:post_password>{cdata(password)}</wp:post_password>
\t\t<wp:is_sticky>0</wp:is_sticky>
{address}{filed}{noted}{more}\t\t</item>
"""


def picture(number: int, name: str, *, caption: str = "", alt: str = "", parent: int = 0) -> str:
    """An attachment."""
    return item(
        number,
        name,
        "",
        excerpt=caption,
        status="inherit",
        kind="attachment",
        parent=parent,
        attachment=f"{SITE}/wp-content/uploads/2019/05/{name}.jpg",
        terms=(),
        metas=(("_wp_attached_file", f"2019/05/{name}.jpg"), ("_wp_attachment_image_alt", alt)),
    )


def export(*items: str, head: str = HEAD) -> bytes:
    return (head + "".join(items) + FOOT).encode()
