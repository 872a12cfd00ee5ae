<?xml version="1.0" encoding="UTF-8"?>{% load i18n %}
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:dc="http://purl.org/dc/elements/1.1/" exclude-result-prefixes="dc">
  <xsl:output method="html" encoding="UTF-8" indent="no" doctype-system="about:legacy-compat"/>
  <xsl:template match="/rss/channel">
    <html lang="{{ edition.language_tag }}" dir="{{ edition.direction }}">
      <head>
        <title><xsl:value-of select="title"/></title>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <link rel="stylesheet" href="{{ style }}"/>
      </head>
      <body class="list">
        <main>
          <header class="page-head">
            <p class="over">{% translate "Feed" %}</p>
            <h1><a><xsl:attribute name="href"><xsl:value-of select="link"/></xsl:attribute><xsl:value-of select="title"/></a></h1>
            <p class="standfirst">{% translate "This is a feed: put its address into a feed reader, and new stories come to you." %}</p>
          </header>
          <div class="entries">
            <xsl:for-each select="item">
              <article class="entry">
                <h2><a><xsl:attribute name="href"><xsl:value-of select="link"/></xsl:attribute><xsl:value-of select="title"/></a></h2>
                <p><xsl:value-of select="description"/></p>
                <p class="meta"><span><xsl:value-of select="category[1]"/></span><time dir="ltr"><xsl:call-template name="moment"><xsl:with-param name="rfc" select="pubDate"/></xsl:call-template></time></p>
              </article>
            </xsl:for-each>
          </div>
        </main>
      </body>
    </html>
  </xsl:template>
  <xsl:template name="moment">{# "Mon, 23 Nov 2026 07:02:14 +0000" as a date that is no language's #}
    <xsl:param name="rfc"/>
    <xsl:variable name="months">Jan01Feb02Mar03Apr04May05Jun06Jul07Aug08Sep09Oct10Nov11Dec12</xsl:variable>
    <xsl:variable name="month" select="substring(substring-after($months, substring($rfc, 9, 3)), 1, 2)"/>
    <xsl:value-of select="concat(substring($rfc, 13, 4), '-', $month, '-', substring($rfc, 6, 2), ' ', substring($rfc, 18, 5), ' UTC')"/>
  </xsl:template>
</xsl:stylesheet>
