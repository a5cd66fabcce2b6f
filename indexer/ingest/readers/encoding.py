"""Bytes → text: detects the encoding, and whether the result is language at all.

An encoding is accepted when every byte is valid in it and the text is plausible. Where there is
none, lines and texts between tags are decoded one by one, so that a damaged byte or a footer in
another encoding affects only itself. Mojibake, Chinese that was decoded wrongly and saved again, is
valid in its encoding but refused: it is not written in common characters.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from indexer.errors import UnreadableError
from indexer.i18n import Message

_WIDE_BOMS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHINESE: Final = ("gb18030", "big5hkscs")
_WIDE: Final = ("utf-16-le", "utf-16-be")
_DECLARED: Final = frozenset({"big5", "cp950", "shift_jis", "cp932", "euc_jp", "euc_kr", "cp949"})

COMMON_HANZI: Final = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说"
    "产种面而方后多定行学法所民得经十三之进等部度家里如水化高自二理起小物现实加量都两体制机当使点从业"
    "本去把性好应开合还因由其些前外政四日社义事平形相全表间样与关各重新线内数正心明看原利比或但质第向"
    "道条只结解问意建月公无系情者最立代想已通并提直题程展五果料员革位入常文总次品式活设及管特件长求老"
    "基资边流路级少图山统接知较组见计手期根论运农指几九区强放决西被做必先回则任取据处理队南给色光门即"
    "保治北造百规领七海口东导志世金增争济交受联什认六共权收证改清己更转单切打教速安场身例真务具万每目"
    "至达走积示议声报完类八名确才科张信话节整况今集传土步众广记需研界究观越织装影响低持音书布复际商非"
    "验连断深难近技备半办省列约支院校园招考财产课评师章监督诉讼举附栏网站箱电申请获奖处室委党团"
    "個國時來們這為產種過發動學說對會開關間東車長門問題報業務經過總結實現應該請資訊機構處辦專處導師權"
    "監舉訴訟財產費錄評議項規計劃條類級數據統網絡聯繫"
)
"""The most common characters of Chinese and of such reports, in which they are at least 60 % of the
Chinese characters; with the traditional ones, for the mirrors that use them."""

_COMMON: Final = re.compile(f"[{''.join(sorted(COMMON_HANZI))}]+")
_HANZI: Final = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_PRIVATE: Final = re.compile("[\ue000-\uf8ff]")
_WESTERN: Final = re.compile("[\x80-\x84\x86-\x9f\u00a1-\u024f]")
_ODD: Final = re.compile(
    "[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\u00a1-\u024f\ue000-\uf8ff]"
)
"""All of the last three: most texts have next to none of them."""
_LOST: Final = ("\ufffd", "锟斤拷", "锟絔")
_PLAIN: Final = re.compile("[\x20-\x7e]+")
_PIECES: Final = re.compile(rb"([<>\r\n]+)")
_SAMPLE: Final = 200_000
_STEP: Final = 1_000
_MIN_COMMON_SHARE: Final = 0.2
_MIN_HANZI: Final = 20
"""Chinese characters a text must have to be judged by them."""
_CHARS_PER_LOSS: Final = 500
"""A plausible text has lost at most one character in as many."""
_ALWAYS_TOLERATED: Final = 5
"""Lost characters that are tolerated in any text, unless they are more than one in twenty."""

MOJIBAKE: Final = Message(
    "文字是乱码（曾以错误的编码打开后另存）：请取原始文件，以 UTF-8 或 GB18030 重新保存"
)
LOST: Final = Message("文字已有丢失（出现大量替代符或问号）：请取原始文件，以 UTF-8 重新保存")
BINARY: Final = Message("内容是二进制数据，不是文字：请核对文件，或另存为 PDF、DOCX、TXT")


def decode_name(raw: bytes) -> str | None:
    """A file's name in UTF-8, or in GBK as Chinese archivers write it; None where it is neither."""
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            return raw.decode(encoding)
    return None


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of `data`, without a byte order mark.

    `declared` is the encoding that the format itself states; it is tried before our own guesses but
    after UTF-8, which is unmistakable. Raises UnreadableError.
    """
    reasons: list[str] = []
    for text in _readings(data, declared):
        reason = implausible(text)
        if reason is None:
            return text
        reasons.append(reason)
    raise UnreadableError(reasons[0] if b"\0" not in data else BINARY)


def decode_page(data: bytes, declared: str | None = None) -> str:
    """The likeliest text of a web page, however much of it is lost.

    The page around the article may be damaged or in another encoding: the caller checks the article
    with `implausible`.
    """
    best, most = "", -1
    for text in _readings(data, declared):
        sample = _without_ascii(text)
        if implausible(sample) is None:
            return text
        if (common := _common(sample)) > most:
            best, most = text, common
    return best


def implausible(text: str) -> str | None:
    """The reason why `text` cannot be what its author wrote; None where it can."""
    sample = text[:_SAMPLE]
    size = max(1, len(sample))
    odd = "".join(_ODD.findall(sample))
    if len(_CONTROL.findall(odd)) > _tolerated(size, 100):
        return BINARY
    lost = sum(map(sample.count, _LOST))
    if lost > _tolerated(size, _CHARS_PER_LOSS) or _is_question_marks(sample):
        return LOST
    if len(_PRIVATE.findall(odd)) * 20 > size:
        return MOJIBAKE
    if len(_WESTERN.findall(odd)) * 5 > size and len(_hanzi_of(sample)) * 5 < size:
        return MOJIBAKE
    if _has_common(sample, _MIN_COMMON_SHARE * size):
        return None  # then they are enough of its Chinese characters too
    hanzi = _hanzi_of(sample)
    if len(hanzi) < _MIN_HANZI or _has_common(hanzi, _MIN_COMMON_SHARE * len(hanzi)):
        return None
    return MOJIBAKE


def _tolerated(size: int, one_of: int) -> float:
    """How many characters a text of that size may have lost."""
    return max(size / one_of, min(_ALWAYS_TOLERATED, size / 20))


def _hanzi_of(text: str) -> str:
    return "".join(_HANZI.findall(text))


def _common(text: str) -> int:
    return sum(map(len, _COMMON.findall(text)))


def _has_common(text: str, enough: float) -> bool:
    """Whether a text has so many common characters; most show it in their first third."""
    count, at = 0, 0
    while count < enough and at < len(text):
        count += _common(text[at : at + _STEP])
        at += _STEP
    return count >= enough


def _without_ascii(text: str) -> str:
    """A text without ASCII, since markup says nothing about the encoding of the text."""
    return _PLAIN.sub(" ", text[: 4 * _SAMPLE])


def _readings(data: bytes, declared: str | None) -> Iterator[str]:
    """`data` decoded in each encoding in which it is valid, the likeliest first; then with invalid
    bytes replaced, for data that is damaged or partly in another encoding."""
    for mark, name in _WIDE_BOMS:
        if data.startswith(mark):
            data = data[len(mark) :]
            yield data.decode(name, "replace").removesuffix("\ufffd")
            break
    if data.isascii() and b"~{" in data and b"~}" in data:
        yield data.decode("hz", "replace")
    bare = data.replace(b"\0", b"")
    if bare.startswith(codecs.BOM_UTF8):
        bare = bare.removeprefix(codecs.BOM_UTF8)
        yield _mixed(bare, "utf-8")
    yield from _whole_readings(bare, declared)
    for name in _WIDE:
        if (text := _strict(data[: len(data) // 2 * 2], name)) is not None:
            yield text
    for name in ("utf-8", "gb18030"):
        yield _mixed(bare, name)
    yield bare.decode("big5hkscs", "replace")
    for name in _WIDE:
        yield data.decode(name, "replace")


def _whole_readings(data: bytes, declared: str | None) -> Iterator[str]:
    """`data` decoded in each encoding in which all of it is valid."""
    if (whole := _strict(data, "utf-8")) is not None:
        yield whole
    elif _is_mostly_utf8(data):
        yield _mixed(data, "utf-8")
    names = [*_CHINESE]
    if declared and (known := _codec(declared)) and known not in names:
        names.insert(0, known)
    for name in names:
        if (text := _strict(data, name)) is not None:
            yield _mixed(data, name) if name == "gb18030" else text


def _strict(data: bytes, name: str) -> str | None:
    """`data` decoded, if it is valid but for a character cut off at its end; else None."""
    try:
        return codecs.getincrementaldecoder(name)().decode(data)
    except UnicodeDecodeError:
        return None


def _is_mostly_utf8(data: bytes) -> bool:
    """Whether nearly all non-ASCII bytes are UTF-8, which no other encoding resembles."""
    text = _PLAIN.sub("", data.decode("utf-8", "replace"))
    return text.count("\ufffd") * 10 < len(_hanzi_of(text))


def _mixed(data: bytes, name: str) -> str:
    """`data`, mostly in one of UTF-8 and GB18030, decoded by lines and texts between tags: a piece
    that is valid only in the other is decoded in that."""
    return "".join(_piece(piece, name) for piece in _PIECES.split(data))


def _piece(data: bytes, name: str) -> str:
    if data.isascii():
        return data.decode("ascii")
    utf8, gbk = _strict(data, "utf-8"), _strict(data, "gb18030")
    if utf8 is not None and (name == "utf-8" or _is_chinese(utf8)):
        return utf8
    if name == "utf-8":
        lossy = data.decode("utf-8", "replace")
        foreign = len(lossy) - sum(map(len, _PLAIN.findall(lossy)))
        is_damaged = lossy.count("\ufffd") * 3 < foreign
        return lossy if is_damaged or gbk is None else gbk
    return gbk if gbk is not None else data.decode("gb18030", "euro or lost")


def _is_chinese(text: str) -> bool:
    hanzi = _hanzi_of(text)
    return len(hanzi) > 1 and 3 * _common(hanzi) >= len(hanzi) and not _WESTERN.search(text)


def _euro_or_lost(error: UnicodeError) -> tuple[str, int]:
    """Replaces an invalid byte; 0x80 is the euro sign in the GBK of Windows."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    is_euro = error.object[error.start] == 0x80
    return ("€" if is_euro else "\ufffd", error.start + 1)


codecs.register_error("euro or lost", _euro_or_lost)


def _codec(declared: str) -> str | None:
    """Python's name of a declared multi-byte encoding; None for a Western one, which servers
    declare by default and in which any bytes are valid."""
    try:
        name = codecs.lookup(declared.strip()).name
    except LookupError:
        return None
    if name in {"gbk", "gb2312"}:
        return "gb18030"
    return name if name in _DECLARED else None


def _is_question_marks(sample: str) -> bool:
    """Whether Chinese was saved in a Western encoding, which turns each character into `?`."""
    marks = sample.count("?")
    return marks >= 40 and marks * 4 > len(sample)
