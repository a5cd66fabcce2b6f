"""What the markup of an element says: whether it is displayed, starts a line, or names its role."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lxml.etree import _Element

NEVER_SHOWN: Final = frozenset(
    "script style head iframe object embed svg math select button input option map video audio "
    "canvas rp rt rtc link meta base title frameset noframes datalist".split()
)
"""Elements whose content is never displayed as text of the page."""
_SCRIPTED: Final = frozenset({"noscript", "template", "textarea"})
"""Elements whose text is displayed only by a script, or only without one."""
STRUCK: Final = frozenset({"s", "strike", "del"})
_UNSEEN: Final = NEVER_SHOWN | _SCRIPTED | STRUCK

_BLOCKS: Final = frozenset(
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
class Markup:
    """What an element's tag and its own attributes say, inherited styles aside."""

    is_unseen: bool
    """Whether the element is hidden or struck out."""
    is_block: bool
    """Whether it starts a line."""
    is_boilerplate: bool
    is_region: bool
    """Whether it is a block named as boilerplate."""
    is_heading: bool
    is_container: bool
    """Whether a site builder marks its articles like this."""
    is_raised: bool
    is_lowered: bool
    is_preformatted: bool


def parse_html(source: str) -> _Element | None:
    """The root element of a page; None where there is none. Fetches nothing."""
    from lxml import etree  # noqa: PLC0415 - heavy, and most files are plain text

    parser = etree.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        return etree.fromstring(source, parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def text_of(element: _Element) -> str:
    """All text inside an element."""
    return "".join(element.itertext())


def markup_of(element: _Element) -> Markup:
    """What an element's tag and attributes say of it."""
    attributes = element.items()
    if not attributes:
        return _markup(element.tag)
    stated = dict(attributes)
    return _markup(
        element.tag,
        stated.get("style", ""),
        stated.get("id", ""),
        stated.get("class", ""),
        is_body=stated.get("itemprop") == "articleBody",
        is_hidden="hidden" in stated,
    )


@lru_cache(maxsize=8192)
def _markup(
    tag: object,
    style: str = "",
    name: str = "",
    classes: str = "",
    *,
    is_body: bool = False,
    is_hidden: bool = False,
) -> Markup:
    style = "".join(style.split()).lower()
    names = f"{name} {classes}"
    is_container = is_body or bool(_CONTAINER_ID.match(name) or _CONTAINER_CLASS.search(classes))
    is_block = tag in _BLOCKS or bool(_BLOCK.search(style)) or is_container
    is_boilerplate = tag in _BOILERPLATE_TAGS or bool(_BOILERPLATE_NAME.search(names))
    return Markup(
        is_unseen=is_hidden
        or not isinstance(tag, str)
        or tag in _UNSEEN
        or bool(_HIDDEN.search(style) or _STRUCK.search(style)),
        is_block=is_block,
        is_boilerplate=is_boilerplate,
        is_region=is_block and is_boilerplate and tag not in {"html", "body"},
        is_heading=tag in {"h1", "h2", "h3"} or bool(_HEADING_NAME.search(names)),
        is_container=is_container,
        is_raised=tag == "sup" or bool(_RAISED.search(style)),
        is_lowered=tag == "sub" or bool(_LOWERED.search(style)),
        is_preformatted=tag in {"pre", "textarea"} or bool(_PREFORMATTED.search(style)),
    )
