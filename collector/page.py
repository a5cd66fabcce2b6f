"""A web page as a crawler sees it: its title, and everything in it that leads somewhere.

Links are those a person could click to: of anchors, image maps, frames, viewers of documents, page
choosers, `onclick` handlers and the functions they call, meta refresh and scripts that go on to
another page. No script is run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final, Literal
from urllib.parse import unquote

from lxml import etree, html

from collector.addresses import absolute
from collector.carried import carried_addresses, with_value
from collector.data_lists import data_addresses, link_templates
from collector.decode import decode_page
from collector.link_text import (
    LinkReader,
    find_date,
    is_cut,
    is_generic,
    is_label,
    own_text,
    start_of_text,
    text_of,
    whole_line,
)
from collector.page_day import stated_day
from collector.refresh import refresh_target
from collector.scripts import (
    LONGEST_SCRIPT,
    ScriptFunctions,
    go_on_address,
    is_placeholder,
    listed_entries,
    listed_pages,
    paired_entries,
    quoted_addresses,
    show_markup_in_scripts,
    with_chosen,
    written_anchors,
)
from collector.viewers import DOCUMENT, document_in, name_in_address, shown_documents

LinkSource = Literal["anchor", "frame", "viewer", "chooser", "script"]

_XML_DECLARATION: Final = re.compile(r"\A\s*<\?xml[^>]*\?>")
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f]")
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt", "caption", "legend", "th"})
_LINKED: Final = frozenset({"a"})
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MAX_LINKS: Final = 3_000
_MAX_FRAMES: Final = 3
"""Pages in frames of pages in frames (`srcdoc`) that are read."""
_MAX_NAME: Final = 200
_SEEN_ATTRIBUTES: Final = frozenset(
    {"href", "src", "title", "alt", "style", "class", "id", "onclick", "value"}
)
_IS_DOCUMENT_ADDRESS: Final = re.compile(
    r"[^\s{}'\"<>]{0,1500}/[^\s{}'\"<>/]{1,300}\.(?:pdf|docx?|wps|ofd|zip)(?:[?#][^\s{}'\"<>]{0,300})?",
    re.IGNORECASE,
)
_NOT_CLICKED: Final = frozenset(
    {"img", "iframe", "link", "meta", "form", "input", "script", "html", "body"}
)


@dataclass(frozen=True, slots=True)
class Link:
    """Something that leads from a page to an address."""

    url: str
    text: str
    """What a person reads there; of 下载 and the like, the text of its row."""
    source: LinkSource = "anchor"
    date: str = ""
    """The day beside it, ISO."""
    heading: str = ""
    """The last heading before it."""
    written: str = ""
    """The text of the link itself."""


@dataclass(frozen=True, slots=True)
class Page:
    """What is on a page."""

    url: str
    encoding: str
    title: str = ""
    heading: str = ""
    """The text of its first h1 or h2."""
    date: str = ""
    """The day that it says it was published, ISO."""
    links: tuple[Link, ...] = ()
    data_addresses: tuple[str, ...] = ()
    """Where its scripts get what they list."""
    link_templates: tuple[str, ...] = ()
    """How its scripts make links of records."""
    goes_on_to: str | None = None
    """Where a meta refresh or a script leads at once."""
    own_text: str = ""
    """The beginning of its text outside links and scripts."""
    letters: int = 0
    """Of that text."""
    text: str = ""
    """The beginning of its text outside scripts."""
    asks_password: bool = False
    has_pictures: bool = False
    is_made_by_script: bool = False
    """Whether a script fills it, so that what it lists is not in it."""


def read_page(body: bytes, url: str, content_type: str = "") -> Page:
    """The page in `body`, served from `url`."""
    return _read(body, url, content_type, _MAX_FRAMES)


def _read(body: bytes, url: str, content_type: str, frames: int) -> Page:
    """`frames`: how deep pages written into frames of the page are read."""
    source, encoding = decode_page(body, content_type)
    source = _CONTROL.sub("", _XML_DECLARATION.sub("", source))
    try:
        root = html.document_fromstring(source, parser=html.HTMLParser(huge_tree=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return Page(url, encoding)
    return _Reader(root, url, encoding, frames).page()


class _Reader:
    """Reads one page."""

    def __init__(self, root: html.HtmlElement, url: str, encoding: str, frames: int) -> None:
        self._root = root
        self._frames = frames
        self._url = url
        self._encoding = encoding
        base = next((each.get("href") for each in root.iter("base") if each.get("href")), None)
        self._base = absolute(url, base or "", encoding) or url
        show_markup_in_scripts(root)
        self._scripts = [
            script.text or "" for script in root.iter("script") if not script.get("src")
        ]
        self._functions = ScriptFunctions(self._scripts)
        self._link_reader = LinkReader()

    def page(self) -> Page:
        root = self._root
        body = root.find("body")
        body = root if body is None else body
        text = text_of(body)
        own = text_of(body, without=_LINKED)
        links = tuple({(link.url, link.text): link for link in self._links()}.values())
        candidates = (each for tag in ("h1", "h2") for each in root.iter(tag))
        headings = [*islice((each for each in candidates if start_of_text(each, 1)), 3)]
        title = " ".join((root.findtext(".//title") or "").split())[:_MAX_NAME]
        return Page(
            url=self._url,
            encoding=self._encoding,
            title=title,
            heading=whole_line(headings[0])[:_MAX_NAME] if headings else "",
            date=stated_day(own, [*map(text_of, headings), title]),
            links=links,
            data_addresses=tuple(filter(None, map(self._absolute, self._data_addresses()))),
            link_templates=tuple(link_templates(self._scripts)),
            goes_on_to=self._goes_on_to(len(text)),
            own_text=own[:2_000],
            letters=len(own),
            text=text[:20_000],
            asks_password=self._asks_password(own),
            has_pictures=any(True for _ in body.iter("img")),
            is_made_by_script=self._is_made_by_script(len(text), len(links)),
        )

    def _data_addresses(self) -> list[str]:
        sources = [script.get("src") or "" for script in self._root.iter("script")]
        return data_addresses(self._scripts, sources)

    def _asks_password(self, text: str) -> bool:
        """Whether it wants a password, or a code that only a person can read."""
        kinds = {(each.get("type") or "text").lower() for each in self._root.iter("input")}
        asks_code = "text" in kinds and len(text) < _MAX_NAME and "验证码" in text
        return "password" in kinds or asks_code

    def _absolute(self, written: str) -> str | None:
        if is_placeholder(written):
            return None
        return absolute(self._base, written, self._encoding)

    def _goes_on_to(self, letters: int) -> str | None:
        for meta in self._root.iter("meta"):
            is_refresh = (meta.get("http-equiv") or "").strip().lower() == "refresh"
            if not is_refresh or any(True for _ in meta.iterancestors("noscript")):
                continue
            if target := refresh_target(meta.get("content") or ""):
                return self._absolute(target)
        if letters < 200:
            on_load = [each.get("onload") or "" for each in self._root.iter("body")]
            for script in (*self._scripts, *on_load):
                if written := go_on_address(script):
                    return self._absolute(written)
        return None

    def _is_made_by_script(self, letters: int, links: int) -> bool:
        loads = any(
            re.search(
                r"\$\.(?:ajax|get|post|getJSON)\s*\(|XMLHttpRequest|\bfetch\s*\(|axios|layui|\.load\s*\("
                r"|new\s+Vue|createApp|ReactDOM|createRoot|\.innerHTML\s*[+=]",
                script,
            )
            for script in self._scripts
        )
        outside = [
            script.get("src") or "" for script in self._root.iter("script") if script.get("src")
        ]
        mounts = any(
            (each.get("id") or "").lower() in {"app", "root", "__nuxt", "__next", "main-app"}
            and not start_of_text(each, 1)
            for each in self._root.iter("div")
        )
        templates = any(
            name.startswith(("ng-", "v-"))
            for each in self._root.iter()
            if isinstance(each.tag, str)
            for name in each.attrib
        )
        asks_for_script = any(
            re.search("javascript|脚本", start_of_text(each, _MAX_NAME), re.IGNORECASE)
            for each in self._root.iter("noscript")
        )
        if mounts or (asks_for_script and letters < 400):
            return True
        return (loads or templates) or (letters < 60 and links < 3 and bool(outside))

    def _links(self) -> Iterator[Link]:
        heading, count = "", 0
        for element in self._root.iter():
            if not isinstance(element.tag, str):
                continue
            if element.tag in _HEADINGS or is_label(element):
                heading = start_of_text(element, _MAX_NAME)[:_MAX_NAME] or heading
            for link in self._links_of(element, heading):
                yield link
                count += 1
                if count >= _MAX_LINKS:
                    return
        yield from self._viewers()
        yield from self._scripted()

    def _scripted(self) -> Iterator[Link]:
        """Links that scripts put on the page."""
        for number, name in enumerate(listed_pages("\n".join(self._scripts)), 2):
            if url := self._absolute(name):
                yield Link(url, str(number), "chooser")
        for anchor in written_anchors(self._scripts):
            if url := self._absolute(anchor.get("href") or ""):
                yield self._named(anchor, url, "", "script")
        scripts = (script[:LONGEST_SCRIPT] for script in self._scripts)
        pairs = (entry for script in scripts for entry in paired_entries(script))
        for entry in (*listed_entries(self._scripts), *pairs):
            if url := self._absolute(entry.address):
                name = entry.name[:_MAX_NAME]
                yield Link(url, name, "script", find_date(entry.day), written=name)

    def _links_of(self, element: etree._Element, heading: str) -> Iterator[Link]:
        match element.tag:
            case "a" | "area" | "link" if _href(element):
                if element.tag == "link" and (element.get("rel") or "").lower() != "next":
                    return
                if not _HIDDEN.search(element.get("style") or ""):
                    yield from self._anchor(element, heading)
            case "iframe" | "frame" | "embed" | "object" | "param":
                yield from self._frame(element)
            case "option" if element.get("value"):
                value = element.get("value") or ""
                if re.search(r"\.\w{2,5}(?:\?|$)|/|\?\w+=", value) and (
                    url := self._absolute(value)
                ):
                    yield Link(url, text_of(element)[:_MAX_NAME], "chooser", heading=heading)
                yield from self._chosen(element, heading)
            case _:
                yield from self._clickable(element, heading)
                yield from self._carried(element)

    def _anchor(self, element: etree._Element, heading: str) -> Iterator[Link]:
        written = _href(element)
        if written.lower().startswith("javascript:") or written in {"#", ""}:
            yield from self._clickable(element, heading)
            return
        url = self._absolute(written)
        if url is None or written.startswith("#"):
            yield from self._clickable(element, heading)
            return
        yield self._named(element, url, heading)
        if inner := document_in(url):
            yield self._named(element, self._joined(url, inner), heading, "viewer")

    def _clickable(self, element: etree._Element, heading: str) -> Iterator[Link]:
        """What a click on an element runs, and the addresses that it carries in attributes."""
        codes = [element.get(name) or "" for name in ("onclick", "ondblclick", "onmousedown")]
        href = (element.get("href") or "").strip()
        if href.lower().startswith("javascript:"):
            codes.append(unquote(href[len("javascript:") :]))
        addresses = [
            address
            for code in (with_value(element, each) for each in codes if each)
            for address in (*self._functions.addresses(code), *quoted_addresses(code))
        ]
        if element.tag not in _NOT_CLICKED:
            addresses += carried_addresses(element)
        for address in dict.fromkeys(addresses):
            if address and (url := self._absolute(address)):
                yield self._named(element, url, heading, "script")

    def _chosen(self, option: etree._Element, heading: str) -> Iterator[Link]:
        """Where an option leads by what its chooser does when it is chosen."""
        chooser = next(option.iterancestors("select"), None)
        if chooser is None or not (code := chooser.get("onchange")):
            return
        for address in self._functions.addresses(with_chosen(code, option.get("value") or "")):
            if url := self._absolute(address):
                yield Link(url, text_of(option)[:_MAX_NAME], "chooser", heading=heading)

    def _carried(self, element: etree._Element) -> Iterator[Link]:
        """Documents whose addresses an element carries for a script that shows them."""
        for name, value in element.items():
            if name in _SEEN_ATTRIBUTES or not _IS_DOCUMENT_ADDRESS.fullmatch(value.strip()):
                continue
            if url := self._absolute(value):
                yield Link(url, own_text(element)[:_MAX_NAME], "viewer")

    def _frame(self, element: etree._Element) -> Iterator[Link]:
        if self._frames and (markup := element.get("srcdoc")):
            html_in_utf8 = "text/html; charset=utf-8"
            yield from _read(markup.encode(), self._base, html_in_utf8, self._frames - 1).links
        names = ("value",) if element.tag == "param" else ("src", "data-src", "data")
        for name in names:
            written = (element.get(name) or "").strip()
            if not written or written.lower().startswith(("about:", "javascript:", "data:")):
                continue
            url = self._absolute(written)
            if url is None:
                continue
            if inner := document_in(url):
                yield Link(self._joined(url, inner), "", "viewer")
            elif DOCUMENT.search(url):
                yield Link(url, "", "viewer")
            elif element.tag in {"iframe", "frame"}:
                yield Link(url, element.get("title") or element.get("name") or "", "frame")

    def _viewers(self) -> Iterator[Link]:
        """Documents that scripts show."""
        for script in self._scripts:
            for written in shown_documents(script[:LONGEST_SCRIPT]):
                if url := self._absolute(written):
                    yield Link(url, "", "viewer")

    def _joined(self, viewer: str, inner: str) -> str:
        """The address of a document as a viewer page finds it: relative to the viewer."""
        return absolute(viewer, inner, self._encoding) or viewer

    def _named(
        self, element: etree._Element, url: str, heading: str, source: LinkSource = "anchor"
    ) -> Link:
        found = self._link_reader.read(element)
        name, written = found.name[:_MAX_NAME], found.written[:_MAX_NAME]
        if is_cut(name) or is_generic(name):
            name = name_in_address(url)[:_MAX_NAME] or name
        return Link(url, name, source, found.date, heading, written)


def _href(element: etree._Element) -> str:
    """Where a link leads, in a drawing too."""
    return (element.get("href") or element.get("xlink:href") or "").strip()
