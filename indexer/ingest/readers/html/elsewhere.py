"""Pages whose report is in another file: in a viewer, an attachment, a frame, pictures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urljoin

from indexer.i18n import Message
from indexer.ingest.readers.html.markup import markup_of, text_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_ENDING: Final = r"\.(?:pdf|docx?|wps|ofd|rtf|odt|zip|rar|7z|ceb|caj)"
_DOCUMENT: Final = re.compile(rf"{_ENDING}(?:$|[?&#])", re.IGNORECASE)
_NAMED_DOCUMENT: Final = re.compile(rf"{_ENDING}\b", re.IGNORECASE)
_DOWNLOAD: Final = re.compile(r"download|attach|fileid=", re.IGNORECASE)
_VIEWER: Final = re.compile(
    r"""(?:showVsbpdfIframe|pdfjsLib\.getDocument|PDFObject\.embed|new\s+Pdfh5|viewer)[^"'<>]{0,80}"""
    r"""["']([^"'<>]{4,500})["']""",
    re.IGNORECASE,
)
_QUOTED: Final = re.compile(
    rf"""["']([^"'<>\s]{{1,500}}{_ENDING}(?:\?[^"'<>\s]{{0,300}})?)["']""", re.IGNORECASE
)
_FILE: Final = re.compile(r"[?&#](?:file|src|url|path)=([^&#]+)", re.IGNORECASE)
_REFRESH: Final = re.compile(r"url\s*=\s*['\"]?([^'\"\s]+)", re.IGNORECASE)
_LOCATION: Final = re.compile(
    r"""(?:location(?:\.href)?\s*=|location\.replace\()\s*["']([^"'<>\s]{2,500})["']"""
)
_REPORT: Final = re.compile("报告|年报|報告|年報")
_DISCLOSURE: Final = re.compile("公开|公開")
_SEE_FILE: Final = re.compile("附件|全文|下载|点击|查看|下載|如下图")
_NO_REPORT: Final = re.compile("申请表|登记表|指南|流程|办法|目录")
_MIN_WORDS: Final = 40
_MAX_COVER_WORDS: Final = 400
"""Words up to which a page may only announce the report it links to."""
_MIN_PICTURE_PIXELS: Final = 200
"""Width or height from which on a picture may be a scanned page."""
_ORNAMENT: Final = re.compile(
    r"logo|icon|banner|qr|erweima|\.gif|blank|spacer|top\.", re.IGNORECASE
)
_MAX_SHOWN_CHARS: Final = 200


def report_elsewhere(page: _Element, text: str, base: str | None) -> Message | None:
    """Says in which file the report is, for a page whose own text, `text`, has no heading of a
    report; None where the text may be all there is."""
    words = len(re.findall(r"\w", text))
    if words >= _MAX_COVER_WORDS:
        return None
    title = page.findtext(".//title") or ""
    is_announced = bool(_REPORT.search(title + text) and _DISCLOSURE.search(title + text))
    says_something = "。" in text and not is_announced and not _SEE_FILE.search(text)
    is_empty = words < _MIN_WORDS and not says_something
    if not (is_empty or is_announced):
        return None
    searches: list[Callable[[], Message | None]] = [
        lambda: _viewer(page, base),
        lambda: _attachment(page, base, is_empty=is_empty, refers=bool(_SEE_FILE.search(text))),
        lambda: _pictures(page, base, fewest=1 if is_empty else 2),
    ]
    if is_empty:
        searches += [lambda: _other_page(page, base)]
    return next((message for search in searches if (message := search())), None)


def _viewer(page: _Element, base: str | None) -> Message | None:
    target = next(_viewer_targets(page), None)
    if target is None:
        return None
    return Message(
        "网页里没有正文，报告在嵌入的文件中（%(target)s）：请下载这个文件后索引",
        target=_shown(target, base),
    )


def _viewer_targets(page: _Element) -> Iterator[str]:
    scripts = [script.text or "" for script in page.iter("script")]
    for text in scripts:
        for found in _VIEWER.finditer(text):
            if target := _document_in(found.group(1)):
                yield target
    for element in page.iter("iframe", "embed", "object", "param", "frame"):
        for name in ("src", "data", "data-src", "value", "href"):
            if target := _document_in(element.get(name) or ""):
                yield target
    for text in scripts:
        yield from (found.group(1) for found in _QUOTED.finditer(text[:200_000]))


def _document_in(address: str) -> str | None:
    """The document that an address points to, or passes to a viewer."""
    if inner := _FILE.search(address):
        file = unquote(inner.group(1))
        if _DOCUMENT.search(file):
            return file
    return address if _DOCUMENT.search(address) else None


def _attachment(
    page: _Element, base: str | None, *, is_empty: bool, refers: bool
) -> Message | None:
    """The linked document that is the report by its name; on a page that is empty or refers its
    reader to the attachment, any document."""
    links = [(" ".join(text_of(link).split()), link.get("href") or "") for link in page.iter("a")]
    documents = [
        (name or address.rpartition("/")[2], address)
        for name, address in links
        if _DOCUMENT.search(address)
        or _NAMED_DOCUMENT.search(name)
        or (_DOWNLOAD.search(address) and _REPORT.search(name))
    ]
    named = [pair for pair in documents if _REPORT.search(pair[0] + unquote(pair[1]))]
    others = [pair for pair in documents if not _NO_REPORT.search(pair[0])]
    chosen = named or (others if refers else []) or (documents if is_empty else [])
    if not chosen:
        return None
    name, address = chosen[0]
    return Message(
        "网页里没有正文，报告在附件中（%(name)s）：请下载 %(target)s 后索引",
        name=name[:80],
        target=_shown(address, base),
    )


def _pictures(page: _Element, base: str | None, *, fewest: int) -> Message | None:
    """Pictures of pages: large or of no stated size, and not in boilerplate."""
    found = page_pictures(page)
    if len(found) < fewest:
        return None
    return Message(
        "网页里没有正文，报告是 %(count)s 张图片（%(target)s）：请识别图片里的文字后索引",
        count=len(found),
        target=_shown(found[0], base),
    )


def page_pictures(page: _Element) -> list[str]:
    """The addresses of the pictures that may be scanned pages, as the page writes them."""
    return [
        image.get("data-src") or image.get("src") or ""
        for image in page.iter("img")
        if _may_be_page(image)
    ]


def _may_be_page(image: _Element) -> bool:
    for name in ("width", "height"):
        size = re.match(r"\d{1,5}", (image.get(name) or "").strip())
        if size and int(size.group()) < _MIN_PICTURE_PIXELS and "%" not in (image.get(name) or ""):
            return False
    if _ORNAMENT.search(image.get("src") or ""):
        return False
    around = [image, *(outer for outer, _ in zip(image.iterancestors(), range(30), strict=False))]
    return not any(
        element.tag in {"a", "nav"} or markup_of(element).is_boilerplate
        for element in around
        if element.tag not in {"body", "html"}
    )


def _other_page(page: _Element, base: str | None) -> Message | None:
    for frame in page.iter("frame", "iframe"):
        source = (frame.get("src") or "").strip()
        if source and not source.lower().startswith(("javascript:", "about:")):
            return Message(
                "网页里没有正文，正文在框架页中（%(target)s）：请保存那个页面后索引",
                target=_shown(source, base),
            )
    refreshes = [
        meta.get("content") or ""
        for meta in page.iter("meta")
        if (meta.get("http-equiv") or "").lower() == "refresh"
    ]
    targets = [found.group(1) for text in refreshes if (found := _REFRESH.search(text))]
    targets += [
        found.group(1)
        for script in page.iter("script")
        for found in _LOCATION.finditer((script.text or "")[:20_000])
    ]
    if not targets:
        return None
    return Message(
        "网页里没有正文，只转到别处（%(target)s）：请保存那个页面后索引",
        target=_shown(targets[0], base),
    )


def _shown(target: str, base: str | None) -> str:
    try:
        whole = urljoin(base, target.strip()) if base else target.strip()
    except ValueError:
        whole = target
    return whole[:_MAX_SHOWN_CHARS]
