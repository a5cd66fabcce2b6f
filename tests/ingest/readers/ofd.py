"""OFD files for tests: A4 pages of text objects, as the printers of the format write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

_NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
SIZE = 5.64
"""16 points, in millimetres."""
_PITCH = 9.8
_LEFT, _TOP, _FOOT = 28.0, 37.0, 260.0
_COLUMNS = 27


def text(
    words: str,
    x: float,
    y: float,
    *,
    size: float = SIZE,
    more: str = "",
    inner: str = "",
    delta: str | None = None,
) -> str:
    """A text object whose base line begins at (x, y) millimetres."""
    steps = " ".join(f"{size * (0.5 if char.isascii() else 1):.3f}" for char in words[:-1])
    delta = steps if delta is None else delta
    stated = f' DeltaX="{delta}"' if delta else ""
    return (
        f'<ofd:TextObject ID="1" Boundary="{x} {y - size} 150 {size * 1.3}" Font="2" Size="{size}"'
        f'{more}>{inner}<ofd:TextCode X="0" Y="{size}"{stated}>{escape(words)}</ofd:TextCode>'
        "</ofd:TextObject>"
    )


def ofd(
    pages: Sequence[str],
    *,
    title: str = "",
    template: str = "",
    units: str = "",
    areas: Sequence[str] = (),
    pictures: Mapping[str, bytes] | None = None,
    **more: str,
) -> bytes:
    """A package of pages given as page objects; `template` is shown on each page, `areas` are the
    pages' own sizes, `pictures` files by the id that an ImageObject has for one."""
    return packed([pages], title, template, units, more, areas, pictures or {})


def packed(
    documents: Sequence[Sequence[str]],
    title: str = "",
    template: str = "",
    units: str = "",
    more: dict[str, str] | None = None,
    areas: Sequence[str] = (),
    pictures: Mapping[str, bytes] = {},
) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as package:
        bodies = ""
        for at, pages in enumerate(documents):
            bodies += (
                f"<ofd:DocBody><ofd:DocInfo><ofd:Title>{title}</ofd:Title></ofd:DocInfo>"
                f"<ofd:DocRoot>Doc_{at}/Document.xml</ofd:DocRoot></ofd:DocBody>"
            )
            listed = "".join(
                f'<ofd:MultiMedia ID="{name}" Type="Image"><ofd:MediaFile>p{name}.jpg'
                "</ofd:MediaFile></ofd:MultiMedia>"
                for name in pictures
            )
            if listed:
                listed = f"<ofd:MultiMedias>{listed}</ofd:MultiMedias>"
            _write(package, f"Doc_{at}", pages, template, units, areas, listed)
            for name, picture in pictures.items():
                package.writestr(f"Doc_{at}/Res/p{name}.jpg", picture)
        package.writestr("OFD.xml", f'<ofd:OFD {_NS} DocType="OFD">{bodies}</ofd:OFD>')
        for name, data in (more or {}).items():
            package.writestr(name.replace("__", "/"), data)
    return file.getvalue()


def _write(
    package: ZipFile,
    folder: str,
    pages: Sequence[str],
    template: str,
    units: str,
    areas: Sequence[str],
    media: str,
) -> None:
    listed = ""
    shared = "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
    used = '<ofd:Template TemplateID="9" ZOrder="Background"/>' if template else ""
    if template:
        shared += '<ofd:TemplatePage ID="9" BaseLoc="Tpls/Tpl_0/Content.xml"/>'
        package.writestr(f"{folder}/Tpls/Tpl_0/Content.xml", _page(template, ""))
    if units or media:
        shared += "<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>"
        package.writestr(
            f"{folder}/DocumentRes.xml",
            f'<ofd:Res {_NS} BaseLoc="Res"><ofd:CompositeGraphicUnits>{units}'
            f"</ofd:CompositeGraphicUnits>{media}</ofd:Res>",
        )
    for number, page in enumerate(pages):
        place = f"Pages/Page_{number}/Content.xml"
        # Both forms of a location are in use.
        listed += f'<ofd:Page ID="{number + 10}" BaseLoc="{f"/{folder}/" * (number % 2)}{place}"/>'
        area = areas[number] if areas else ""
        package.writestr(f"{folder}/{place}", _page(page, area + used))
    package.writestr(
        f"{folder}/Document.xml",
        f"<ofd:Document {_NS}><ofd:CommonData>{shared}</ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
    )


def _page(objects: str, used: str) -> str:
    return (
        f"<ofd:Page {_NS}>{used}<ofd:Content><ofd:Layer ID='3'>{objects}</ofd:Layer></ofd:Content>"
        "</ofd:Page>"
    )


def as_ofd(paragraphs: Sequence[str], *, per_character: bool = False) -> bytes:
    """Paragraphs wrapped at the margin, with an indent of two characters and page numbers."""
    pages: list[str] = []
    objects, y = "", _TOP
    for paragraph in paragraphs:
        for at, line in enumerate(_wrapped("\u3000\u3000" + paragraph)):
            if y > _FOOT:
                pages.append(objects)
                objects, y = "", _TOP
            words = line.lstrip("\u3000") if at == 0 else line
            x = _LEFT + (2 * SIZE if at == 0 else 0)
            if per_character:
                for char in words:
                    objects += text(char, round(x, 3), y)
                    x += SIZE * (0.5 if char.isascii() else 1)
            else:
                objects += text(words, x, y)
            y += _PITCH
    pages.append(objects)
    return ofd(
        [page + text(f"— {at} —", 100, 280, size=4) for at, page in enumerate(pages, start=1)]
    )


def _wrapped(paragraph: str) -> list[str]:
    """Lines of at most 27 characters; words and numbers stay whole."""
    lines, line, width = [], "", 0.0
    at = 0
    while at < len(paragraph):
        end = at + 1
        while paragraph[at].isascii() and end < len(paragraph) and paragraph[end].isascii():
            end += 1
        unit = paragraph[at:end]
        while end < len(paragraph) and paragraph[end] in "，。；：、？！）》”":
            unit += paragraph[end]
            end += 1
        need = sum(0.5 if char.isascii() else 1 for char in unit)
        if width + need > _COLUMNS and line:
            lines.append(line)
            line, width = "", 0.0
        line += unit
        width += need
        at = end
    return [*lines, line]
