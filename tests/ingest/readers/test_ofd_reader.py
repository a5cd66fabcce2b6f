"""OFD files as their pages show them."""

from __future__ import annotations

import pytest

from indexer.errors import UnreadableError
from indexer.ingest.extracted import ExtractedLink
from indexer.ingest.limits import Limits
from indexer.ingest.readers import read_bytes
from indexer.reports.warnings import DetailedWarning, ReadingWarning
from tests.ingest.readers.ofd import SIZE, as_ofd, ofd, packed, text

SENTENCE = (
    "学校主动公开信息1256条，其中门户网站847条，OA系统文件340份，微信公众号69期，其余在公告栏张贴。"
)


def _lines(data: bytes) -> list[str]:
    return [line for line in read_bytes(data, "a.ofd").text.split("\n") if line]


@pytest.mark.parametrize("per_character", [False, True])
def test_paragraphs_are_whole_again_across_lines_and_pages(per_character: bool) -> None:
    paragraphs = ["一、概述", *[SENTENCE] * 14, "二、主动公开情况", SENTENCE]
    assert _lines(as_ofd(paragraphs, per_character=per_character)) == paragraphs


def test_objects_are_read_by_their_places_and_not_by_their_order() -> None:
    page = text("二、主动公开情况", 30, 60) + text("本学年，", 30, 80) + text("一、概述", 30, 40)
    page += text("收到申请3件。", 30 + 4 * SIZE, 80)
    assert _lines(ofd([page])) == ["一、概述", "二、主动公开情况", "本学年，收到申请3件。"]


def test_steps_may_be_counted_and_go_down() -> None:
    across = text("公开信息条数", 30, 40, delta=f"g 5 {SIZE}")
    down = text("甲乙", 30, 60, delta="0", inner="").replace("DeltaX", 'DeltaY="12" DeltaX')
    assert _lines(ofd([across + down])) == ["公开信息条数", "甲", "乙"]


def test_a_matrix_enlarges_and_moves_and_what_stands_askew_is_a_watermark() -> None:
    large = text("信息公开", 30, 40, size=1, more=' CTM="5.64 0 0 5.64 0 0"', delta="1 1 1")
    askew = text("仅供内部使用", 60, 150, more=' CTM="0.7 -0.7 0.7 0.7 0 0"')
    hidden = text("看不见的", 30, 60, more=' Visible="false"')
    assert _lines(ofd([large + askew + hidden + text("年度报告", 30, 80)])) == [
        "信息公开",
        "年度报告",
    ]


def test_what_each_page_repeats_and_page_numbers_are_no_text() -> None:
    pages = [text(f"第{n}段，学校把信息公开列入重点工作。", 30, 100) for n in "一二三四"]
    numbered = [page + text(f"- {at} -", 100, 285) for at, page in enumerate(pages, start=1)]
    data = ofd(numbered, template=text("某学院信息公开年度报告", 60, 15, size=3.5))
    assert _lines(data) == [f"第{n}段，学校把信息公开列入重点工作。" for n in "一二三四"]
    assert _lines(ofd(pages[:1], template=text("某学院文件", 60, 30))) == [
        "某学院文件",
        "第一段，学校把信息公开列入重点工作。",
    ]


def test_words_in_columns_are_the_cells_of_a_row() -> None:
    page = "".join(
        text(first, 30, y) + text(second, 90, y) + text(third, 140, y)
        for first, second, third, y in (
            ("类别", "网站", "微信", 40),
            ("招生", "58", "12", 50),
        )
    )
    assert _lines(ofd([page])) == ["类别\t网站\t微信", "招生\t58\t12"]


def test_a_ruled_table_is_read_cell_by_cell() -> None:
    rules = "".join(f"M 0 {y} L 106 {y} " for y in (0, 10, 30)) + "".join(
        f"M {x} 0 L {x} 30 " for x in (0, 28, 106)
    )
    page = (
        '<ofd:PathObject ID="6" Boundary="30 50 106 30" LineWidth="0.3">'
        f"<ofd:AbbreviatedData>{rules}</ofd:AbbreviatedData></ofd:PathObject>"
    )
    page += text("事项", 32, 58) + text("说明", 62, 58)
    page += text("信息公开", 32, 68) + text("学校按月核对各单位的栏目", 62, 68)
    page += text("目录", 32, 76) + text("和时限。", 62, 76)
    assert _lines(ofd([page])) == ["事项\t说明", "信息公开目录\t学校按月核对各单位的栏目和时限。"]


def test_each_page_has_its_own_size() -> None:
    area = "<ofd:Area><ofd:PhysicalBox>0 0 420 297</ofd:PhysicalBox></ofd:Area>"
    wide = text("收到申请3件。", 330, 60)
    data = ofd([text("一、概述", 30, 60), wide], areas=("", area))
    assert _lines(data) == ["一、概述", "收到申请3件。"]


def test_a_page_that_stands_askew_is_read() -> None:
    turn = ' CTM="0.996 -0.0872 0.0872 0.996 0 0"'
    more = ' CTM="0.9 -0.436 0.436 0.9 0 0"'
    assert _lines(ofd([text("学校主动公开信息很多。", 30, 140, more=turn)])) == [
        "学校主动公开信息很多。"
    ]
    assert _lines(ofd([text("学校主动公开信息很多。", 30, 140, more=more)])) == [
        "学校主动公开信息很多。"
    ]


def test_a_scanned_appendix_is_a_warning() -> None:
    page = "".join(text(SENTENCE[:26], 28, 60 + 10 * at) for at in range(8))
    extracted = read_bytes(ofd([page, IMAGE]), "a.ofd")
    assert extracted.warnings == (DetailedWarning(ReadingWarning.PAGES_SCANNED, "2"),)


def test_two_columns_are_read_one_after_the_other() -> None:
    left = [
        "本学年，学校把信息公开列", "入年度重点工作，由办公室", "牵头，各单位指定联络员，", "逐项核对清单，按季度通报",
        "进度，年终把结果记入考核", "之中，反应良好。",
    ]  # fmt: skip
    right = [
        "学校主动公开信息很多，其", "中网站发布占了多数，办公", "系统文件次之，公众号推送", "又次之，其余的在公告栏张",
        "贴，新增信息比上一年度多", "了一成以上，质量也更好。",
    ]  # fmt: skip
    page = text("某学院信息公开年度报告", 70, 30)
    for at, (one, other) in enumerate(zip(left, right, strict=True)):
        page += text(one, 28, 50 + 9 * at) + text(other, 28 + 14 * SIZE, 50 + 9 * at)
    assert _lines(ofd([page])) == ["某学院信息公开年度报告", "".join(left), "".join(right)]


def test_characters_that_are_left_out_are_counted() -> None:
    askew = text("仅供内部使用", 60, 150, more=' CTM="0.7 -0.7 0.7 0.7 0 0"')
    page = text("学校主动公开信息很多。", 30, 40)
    warnings = read_bytes(ofd([page + askew]), "a.ofd").warnings
    assert warnings == (DetailedWarning(ReadingWarning.TEXT_LEFT_OUT, "6"),)
    assert not read_bytes(ofd([page]), "a.ofd").warnings


def test_raised_characters_join_no_number() -> None:
    page = text("1435", 30, 40) + text("1", 30 + 2 * SIZE, 37.6, size=3)
    page += text("条", 31.6 + 2 * SIZE, 40)
    assert _lines(ofd([page])) == ["1435¹条"]


def test_text_that_is_drawn_twice_is_read_once() -> None:
    assert _lines(ofd([text("概述", 30, 40) + text("概述", 30.05, 40.05)])) == ["概述"]


def test_documents_composites_title_and_links_are_read() -> None:
    link = "<ofd:Actions><ofd:Action><ofd:URI URI='http://a.cn/zc'/></ofd:Action></ofd:Actions>"
    unit = f'<ofd:CompositeGraphicUnit ID="7"><ofd:Content>{text("印章旁的字", 0, 10)}</ofd:Content></ofd:CompositeGraphicUnit>'
    placed = '<ofd:CompositeObject ID="8" Boundary="30 50 90 20" ResourceID="7"/>'
    data = packed(
        [
            [text("见", 30, 40) + text("学校章程", 30 + SIZE, 40, inner=link) + placed],
            [text("续", 30, 40)],
        ],
        title="某学院年报",
        units=unit,
    )
    extracted = read_bytes(data, "a.ofd")
    assert extracted.text.split("\n") == ["见学校章程", "印章旁的字", "续"]
    assert extracted.title == "某学院年报"
    assert extracted.links == (ExtractedLink("学校章程", "http://a.cn/zc"),)


@pytest.mark.parametrize("matrix", ["0 1 -1 0 0 0", "-1 0 0 -1 0 0", "0 -1 1 0 0 0"])
def test_a_turned_page_is_read_in_its_own_direction(matrix: str) -> None:
    def turned(words: str, along: float, base: float) -> str:
        a, b, c, d = map(float, matrix.split()[:4])
        x = (a * along + c * base) % 210
        y = (b * along + d * base) % 297
        placed = text(words, x, y + SIZE, more=f' CTM="{matrix}"')
        return placed.replace(f'Y="{SIZE}"', 'Y="0"')

    page = turned("二、主动公开情况", 40, 60) + turned("一、概述", 40, 40)
    page += turned("主动公开信息1256条。", 40, 80) + text("页边", 5, 290)
    assert _lines(ofd([page])) == [
        "一、概述",
        "二、主动公开情况",
        "主动公开信息1256条。",
        "页边",
    ]


def test_composite_graphics_are_enlarged_with_what_they_hold() -> None:
    inner = text("一、概述", 100, 100, size=16) + text("正文", 100, 160, size=16)
    unit = f'<ofd:CompositeGraphicUnit ID="7"><ofd:Content>{inner}</ofd:Content></ofd:CompositeGraphicUnit>'
    placed = (
        '<ofd:CompositeObject ID="8" Boundary="0 0 210 297" CTM="0.3528 0 0 0.3528 0 0"'
        ' ResourceID="7"/>'
    )
    around = placed.replace('"7"', '"9"')
    loop = f'<ofd:CompositeGraphicUnit ID="9"><ofd:Content>{around * 9}</ofd:Content></ofd:CompositeGraphicUnit>'
    page = placed + text("二、主动公开情况", 40, 90)
    assert _lines(ofd([page], units=unit)) == ["一、概述", "正文", "二、主动公开情况"]
    assert "二、主动公开情况" in _lines(ofd([around + page], units=unit + loop))


IMAGE = '<ofd:ImageObject ID="4" Boundary="0 0 210 297" ResourceID="5"/>'
PATH = '<ofd:PathObject ID="6" Boundary="0 0 9 9"><ofd:AbbreviatedData>M 0 0 L 9 9</ofd:AbbreviatedData></ofd:PathObject>'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (ofd([IMAGE, IMAGE]), "只有图片"),
        (ofd([IMAGE + text("1", 100, 285)] * 3), "只有图片"),
        (ofd([PATH]), "曲线"),
        (ofd([text("文", 30, 40)], **{"Doc_0__Encryptions.xml": "<x/>"}), "加密"),
        (ofd([]), "损坏"),
        (ofd([text("文", 30, 40)])[:-60], "损坏"),
        (ofd([text("".join(map(chr, range(0xE000, 0xE040))), 30, 40)]), "乱码"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableError, match=said):
        read_bytes(data, "a.ofd")


def test_the_size_of_a_file_is_limited() -> None:
    many = ofd([text("文", 30, 40)] * 5)
    with pytest.raises(UnreadableError, match="5 页，超过上限 4 页"):
        read_bytes(many, "a.ofd", Limits(pages=4))
    with pytest.raises(UnreadableError, match="炸弹"):
        read_bytes(ofd([text("文" * 9_000, 30, 40)]), "a.ofd", Limits(unpacked=20_000))
    with pytest.raises(UnreadableError, match="超过上限"):
        read_bytes(ofd([text("文" * 20, 30, 40)] * 9), "a.ofd", Limits(characters=100))


@pytest.mark.parametrize(
    "spoilt",
    [
        'DeltaX="g 999999999 1"',
        'DeltaX="g"',
        'DeltaX="x y"',
        'CTM="1 0 0"',
        'CTM="0 0 0 0 0 0"',
        'Size="x"',
        'Size="-1"',
        'Size="nan"',
        'Boundary=""',
        'X="inf"',
    ],
)
def test_odd_numbers_cost_no_more_than_their_object(spoilt: str) -> None:
    name = spoilt.partition("=")[0]
    odd = text("乱", 30, 90).replace(f" {name}=", " Old=")
    place = "<ofd:TextCode " if name in {"DeltaX", "X"} else "<ofd:TextObject "
    odd = odd.replace(place, f"{place}{spoilt} ")
    assert "概述" in _lines(ofd([text("概述", 30, 40) + odd]))
