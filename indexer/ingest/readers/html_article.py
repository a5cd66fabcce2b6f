"""Where the article of a web page stands.

First the containers of the site builders that most universities use; where there is none, the
smallest element that still holds nearly all the prose of the page. Nothing is cut out of the
prose itself, as readability libraries do: a section that only says 无。 must survive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lxml.html import HtmlElement

UNSEEN: Final = frozenset(
    "script style noscript template head iframe object embed svg math select button textarea input "
    "option map video audio canvas rp rt link meta base".split()
)
"""Elements of which a reader of the page sees no text."""

_CONTAINERS: Final = tuple(
    f"//*[{condition}]"
    for condition in (
        "starts-with(@id, 'vsb_content')",  # VisualSiteBuilder
        "contains(concat(' ', normalize-space(@class), ' '), ' v_news_content ')",
        "contains(concat(' ', normalize-space(@class), ' '), ' wp_articlecontent ')",  # webplus
        "starts-with(@id, 'wp_content') or starts-with(@id, 'wp_articlecontent')",
        "contains(concat(' ', normalize-space(@class), ' '), ' TRS_Editor ')",  # TRS
        "@id='zoom' or @id='zoomcon' or @id='UCAP-CONTENT'",  # government portals
        "contains(concat(' ', normalize-space(@class), ' '), ' entry-content ')",  # WordPress
        "contains(concat(' ', normalize-space(@class), ' '), ' article-content ')",
        "@itemprop='articleBody'",
    )
)
_AROUND: Final = re.compile(
    r"(?:^|[-_ ])"
    r"(?:nav\w*|menu\w*|foot\w*|copyright|crumbs?|bread\w*|position|location|dqwz|weizhi|side\w*"
    r"|aside|share\w*|bds\w*|search\w*|login|pager?|page[-_]?nav|prev\w*|next\w*|links?|friend\w*"
    r"|header|top\w*|banner|logo|tool\w*|related|recommend|hot\w*|comments?|qrcode)"
    r"(?:$|[-_ \d])",
    re.IGNORECASE,
)
_AROUND_TAGS: Final = frozenset({"nav", "footer", "header", "aside"})
_HEADING_CLASS: Final = re.compile(r"(?:title|biaoti|(?:^|[-_ ])bt(?:$|[-_ \d]))", re.IGNORECASE)
_MUCH: Final = 300
"""Characters of prose above which no element is taken for furniture, whatever it is called."""
_LEAST_SHARE: Final = 0.3
_NEARLY_ALL: Final = 0.9
_CELLS: Final = frozenset({"tr", "td", "th"})
_MENU: Final = 3
"""Links from which on a cell of hardly anything else is a menu and no attachment."""
_FOOTER: Final = re.compile("版权所有|Copyright|ICP备", re.IGNORECASE)
_HEADING_LEVELS_UP: Final = 4


@dataclass(frozen=True, slots=True)
class Article:
    """The article's element, what in it is not the article, and its heading if that is outside."""

    root: HtmlElement
    known: bool
    """Whether a site builder marked it as the article."""
    furniture: frozenset[HtmlElement] = field(default_factory=frozenset)
    heading: str = ""


def find_article(page: HtmlElement) -> Article:
    """The article of a page; the whole body where nothing stands out."""
    body = page.find("body") if page.tag == "html" else page
    body = page if body is None else body
    weights = _Weights(body)
    root = _known_container(body, weights)
    known = root is not None
    if root is None:
        root = _densest(body, weights)
    return Article(
        root=root,
        known=known,
        furniture=frozenset() if known else frozenset(weights.furniture),
        heading=_heading_outside(page, body, root),
    )


def is_unseen(element: HtmlElement) -> bool:
    """Whether an element is not shown."""
    if not isinstance(element.tag, str) or element.tag in UNSEEN or "hidden" in element.attrib:
        return True
    style = (element.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or "visibility:hidden" in style


def words_of(element: HtmlElement) -> str:
    """An element's visible words without any white space."""
    return "".join("".join(visible_pieces(element)).split())


def visible_pieces(
    element: HtmlElement, without: frozenset[HtmlElement] = frozenset()
) -> Iterator[str]:
    """The pieces of an element's visible text, in order; without recursion, as pages nest
    deeper than Python calls may."""
    stack: list[HtmlElement | str] = [element]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            yield item
        elif item not in without and not is_unseen(item):
            for child in reversed(item):
                stack.append(child.tail or "")
                stack.append(child)
            stack.append(item.text or "")


class _Weights:
    """How much prose each element holds: visible characters outside links and furniture."""

    def __init__(self, body: HtmlElement) -> None:
        self.furniture: set[HtmlElement] = set()
        self._prose: dict[HtmlElement, int] = {}
        self._linked: dict[HtmlElement, int] = {}
        for element in reversed([*body.iter()]):
            self._weigh(element)
        if body in self.furniture:
            self.furniture.discard(body)

    def __getitem__(self, element: HtmlElement) -> int:
        return self._prose.get(element, 0)

    def linked(self, element: HtmlElement) -> int:
        """Visible characters inside links."""
        return self._linked.get(element, 0)

    def _weigh(self, element: HtmlElement) -> None:
        if is_unseen(element):
            return
        prose = len((element.text or "").strip())
        linked = 0
        for child in element:
            prose += self._prose.get(child, 0) + len((child.tail or "").strip())
            linked += self._linked.get(child, 0)
        if element.tag == "a":
            prose, linked = 0, prose + linked
        elif prose < max(_MUCH, linked) and _is_around(element):
            self.furniture.add(element)
            prose = linked = 0
        self._prose[element] = prose
        self._linked[element] = linked


def _is_around(element: HtmlElement) -> bool:
    if element.tag in _AROUND_TAGS:
        return True
    names = f"{element.get('id') or ''} {element.get('class') or ''}"
    return bool(_AROUND.search(names))


def _known_container(body: HtmlElement, weights: _Weights) -> HtmlElement | None:
    for path in _CONTAINERS:
        found = [element for element in body.xpath("." + path) if not is_unseen(element)]
        if found:
            fullest = max(found, key=lambda element: len(words_of(element)))
            if len(words_of(fullest)) >= _LEAST_SHARE * weights[body]:
                return fullest
    return None


def _densest(body: HtmlElement, weights: _Weights) -> HtmlElement:
    whole = weights[body]
    root = body
    while True:
        inner = [child for child in root if weights[child] >= _NEARLY_ALL * whole]
        if not inner or not whole or inner[0].tag in {"p", "span", "li"}:
            return root
        if inner[0].tag in _CELLS and not _stands_among_menus(inner[0], weights):
            return root
        root = inner[0]


def _stands_among_menus(cell: HtmlElement, weights: _Weights) -> bool:
    """Whether a row or cell lays out the page: all beside it is links, footer or nothing.

    Else it is one of a table that belongs to the article, or a title stands beside it.
    """
    beside = [*cell.itersiblings(*_CELLS), *cell.itersiblings(*_CELLS, preceding=True)]
    return all(
        not (words := words_of(other))
        or (weights[other] <= weights.linked(other) and len(other.findall(".//a")) >= _MENU)
        or _FOOTER.search(words)
        for other in beside
    )


def _heading_outside(page: HtmlElement, body: HtmlElement, root: HtmlElement) -> str:
    """The article's heading where it stands before the container, as site builders put it."""
    opening = words_of(root)[:400]
    title = "".join((page.findtext(".//title") or "").split())
    near = root
    for _ in range(_HEADING_LEVELS_UP):
        parent = near.getparent()
        near = near if parent is None or near is body else parent
    found = ""
    for element in _before(body, root):
        if not (element.tag in {"h1", "h2", "h3"} or _HEADING_CLASS.search(_class(element))):
            continue
        text = " ".join(element.text_content().split())
        words = "".join(text.split())
        if not 4 <= len(words) <= 120 or words in opening or is_unseen(element):
            continue
        is_near = near is not body and near in element.iterancestors()
        if title.startswith(words) or (is_near and not _is_inside_furniture(element)):
            found = text
    return found


def _before(body: HtmlElement, root: HtmlElement) -> Iterator[HtmlElement]:
    for element in body.iter():
        if element is root:
            return
        if isinstance(element.tag, str) and not is_unseen(element):
            yield element


def _class(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _is_inside_furniture(element: HtmlElement) -> bool:
    return _is_around(element) or any(
        map(_is_around, element.iterancestors("div", "nav", "header"))
    )
