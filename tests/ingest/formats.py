"""The same paragraphs as a file of each format, as the programs that people use would write them."""

from __future__ import annotations

import html
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from xml.sax.saxutils import escape

FONT = "STSong-Light"
"""A font that every PDF reader has of its own, so that none is embedded or installed."""


def as_text(paragraphs: Sequence[str], encoding: str = "utf-8") -> bytes:
    return "\n".join(paragraphs).encode(encoding)


def as_page(paragraphs: Sequence[str], *, title: str = "", container: str = "") -> bytes:
    """A web page of VisualSiteBuilder with its menus, or of the builder whose `container` it is."""
    body = "\n".join(
        f'<p style="text-indent:2em"><span>{html.escape(text)}</span></p>' for text in paragraphs
    )
    mark = container or 'id="vsb_content"'
    return f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>{html.escape(title)}</title>
<style>p {{ margin: 0 }}</style><script>var visits = 12;</script></head>
<body>
<div class="header"><img src="logo.png"><ul class="nav"><li><a href="/">首页</a></li>
<li><a href="/xxgk/">信息公开</a></li><li><a href="/zs/">招生就业</a></li></ul></div>
<div class="dqwz">当前位置：<a href="/">首页</a> &gt;&gt; <a href="/xxgk/">信息公开</a> &gt;&gt; 正文</div>
<div class="main"><form name="_newscontent_fromname">
<div class="meta">发布时间：2023-10-30 &nbsp; 点击数：<span id="hits">12</span></div>
<div {mark}>{body}</div>
<p>上一条：<a href="1.htm">校历</a></p><p>【<a href="javascript:window.close()">关闭窗口</a>】</p>
</form></div>
<div class="footer">版权所有 地址：大学路一号 邮编：100000 技术支持：网络中心</div>
</body></html>""".encode()


def as_docx(paragraphs: Sequence[str]) -> bytes:
    import docx

    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    return saved(document)


def saved(document: object) -> bytes:
    """A python-docx document as the bytes of its file."""
    file = BytesIO()
    document.save(file)  # type: ignore[attr-defined]
    return file.getvalue()


def as_pdf(
    paragraphs: Sequence[str], *, indent: bool = True, size: float = 12, head: str = ""
) -> bytes:
    """A typeset PDF: paragraphs wrapped at the margin, a running head, page numbers."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    style = ParagraphStyle(
        "body",
        fontName=_font(),
        fontSize=size,
        leading=size * 1.6,
        wordWrap="CJK",
        firstLineIndent=2 * size if indent else 0,
        spaceAfter=0 if indent else size / 2,
    )

    def furnish(canvas: object, document: object) -> None:
        canvas.setFont(_font(), 9)  # type: ignore[attr-defined]
        canvas.drawCentredString(297, 815, head)  # type: ignore[attr-defined]
        page = f"- {document.page} -"  # type: ignore[attr-defined]
        canvas.drawCentredString(297, 30, page)  # type: ignore[attr-defined]

    file = BytesIO()
    template = SimpleDocTemplate(file, invariant=True)
    flow = [Paragraph(escape(text), style) for text in paragraphs]
    template.build(flow, onFirstPage=furnish, onLaterPages=furnish)
    return file.getvalue()


@cache
def _font() -> str:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    return FONT
