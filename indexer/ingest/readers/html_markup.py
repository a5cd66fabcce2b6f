"""What the markup of an element says: whether it is shown, starts a line, or names its role."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lxml.html import HtmlElement

NEVER_SHOWN: Final = frozenset(
    "script style head iframe object embed svg math select button input option map video audio "
    "canvas rp rt rtc link meta base title frameset noframes datalist".split()
)
"""Elements of which no reader of the page ever sees text of the page's own."""
SOURCES: Final = frozenset({"noscript", "template", "textarea"})
"""Elements whose text is shown only by a script, or only without one."""
STRUCK: Final = frozenset({"s", "strike", "del"})

BLOCKS: Final = frozenset(
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav "
    "ol p pre search section summary table tbody td tfoot th thead tr caption ul".split()
)

_BOILERPLATE_TAGS: Final = frozenset({"nav", "footer", "header", "aside"})
_BOILERPLATE_NAME: Final = re.compile(
    r"(?:^|(?<!card)(?<!panel)(?<!entry)(?<!article)(?<!post)(?<!accordion)(?<!collapse)[-_ ])"
    r"(?:nav\w*|menu\w*|foot\w*|copyright|crumbs?|bread\w*|position|location|dqwz|weizhi|side\w*"
    r"|aside|share\w*|bds\w*|search\w*|login|pager?|page[-_]?nav|prev\w*|next\w*|links?|friend\w*"
    r"|header|top\w*|banner|logo|tool\w*|related|recommend|hot\w*|comments?|pinglun|qrcode)"
    r"(?:$|[-_ \d])",
    re.IGNORECASE,
)
_HEADING_NAME: Final = re.compile(r"(?:title|biaoti|(?:^|[-_ ])bt(?:$|[-_ \d]))", re.IGNORECASE)
_CONTAINER_ID: Final = re.compile(
    r"(vsb_content)|(wp_(?:article)?content)|((?:zoom|zoomcon|UCAP-CONTENT)$)|((?:js_content)$)"
)
"""VisualSiteBuilder, webplus, government portals, WeChat."""
_CONTAINER_CLASS: Final = re.compile(
    r"(?:^|\s)(?:v_news_content|wp_articlecontent|TRS_Editor|entry-content|article-content"
    r"|rich_media_content)(?:$|\s)"
)
_HIDDEN: Final = re.compile(
    r"(?:^|;)(?:display:none|visibility:(?:hidden|collapse)|opacity:0?\.?0*(?:;|!|$))"
)
_STRUCK: Final = re.compile(r"(?:^|;)text-decoration(?:-line)?:[^;]*line-through")
_RAISED: Final = re.compile(r"(?:^|;)vertical-align:super")
_LOWERED: Final = re.compile(r"(?:^|;)vertical-align:sub(?:;|!|$)")
_PREFORMATTED: Final = re.compile(r"(?:^|;)white-space:(?:pre|break-spaces)")
_BLOCK: Final = re.compile(r"(?:^|;)display:(?:block|flex|grid|table|list-item)")


@dataclass(frozen=True, slots=True)
class Style:
    """What an element's own style attribute says."""

    is_hidden: bool = False
    is_struck: bool = False
    is_block: bool = False
    is_raised: bool = False
    is_lowered: bool = False
    is_preformatted: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """What an element's id and class say."""

    is_boilerplate: bool
    is_heading: bool
    is_container: bool
    """A site builder marks its articles so."""


_PLAIN: Final = Style()


def style_of(element: HtmlElement) -> Style:
    """The element's own style, inherited ones aside."""
    written = element.get("style")
    return _style(written) if written else _PLAIN


@lru_cache(maxsize=4096)
def _style(written: str) -> Style:
    style = "".join(written.split()).lower()
    return Style(
        is_hidden=bool(_HIDDEN.search(style)),
        is_struck=bool(_STRUCK.search(style)),
        is_block=bool(_BLOCK.search(style)),
        is_raised=bool(_RAISED.search(style)),
        is_lowered=bool(_LOWERED.search(style)),
        is_preformatted=bool(_PREFORMATTED.search(style)),
    )


def is_unseen(element: HtmlElement) -> bool:
    """Whether an element, as it stands in the file, is not shown or is struck out."""
    tag = element.tag
    if not isinstance(tag, str) or tag in NEVER_SHOWN or tag in SOURCES or tag in STRUCK:
        return True
    if "hidden" in element.attrib:
        return True
    style = style_of(element)
    return style.is_hidden or style.is_struck


def names_of(element: HtmlElement) -> Names:
    """The role that the element's names and tag give it."""
    return _names(
        element.tag, element.get("id") or "", element.get("class") or "", element.get("itemprop")
    )


@lru_cache(maxsize=8192)
def _names(tag: str, name: str, classes: str, prop: str | None) -> Names:
    both = f"{name} {classes}"
    return Names(
        is_boilerplate=tag in _BOILERPLATE_TAGS or bool(_BOILERPLATE_NAME.search(both)),
        is_heading=tag in {"h1", "h2", "h3"} or bool(_HEADING_NAME.search(both)),
        is_container=bool(_CONTAINER_ID.match(name) or _CONTAINER_CLASS.search(classes))
        or prop == "articleBody",
    )
