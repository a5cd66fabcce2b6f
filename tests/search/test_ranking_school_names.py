"""A school's name in a query is read as that school, in an archive of hundreds of real names."""

from __future__ import annotations

import pytest

from indexer.archive.archive import Archive
from indexer.engines.oracle import OracleEngine
from indexer.reports.model import Part, Report, Source
from indexer.reports.schools import schools
from indexer.search.request import SearchRequest
from indexer.search.response import ReadAs

MORE = """
    安徽大学江淮学院 安徽师范大学 安徽农业大学 安徽工程大学 安徽工业大学
    安徽机电职业技术学院 湖南机电职业技术学院 江西工程职业学院 襄阳科技职业学院
    广西工程职业学院 中国石油大学（北京）克拉玛依校区 吉林大学珠海学院
    浙大宁波理工学院 浙大城市学院 南京大学金陵学院 南京航空航天大学金城学院
    厦门大学嘉庚学院 湖北开放大学（湖北科技职业学院） 哈尔滨工业大学（深圳）
    哈尔滨工业大学（威海） 山东大学威海分校 电子科技大学中山学院
    电子科技大学成都学院 北京师范大学珠海分校
    北京师范大学-香港浸会大学联合国际学院 香港中文大学（深圳） 深圳职业技术大学
    深圳信息职业技术大学 金华职业技术大学 河北工业大学 河北工业职业技术大学
    河南工业大学 河南工业职业技术学院 山西工程职业学院 山西工程技术学院
    山西工程科技职业大学 广东工业大学 广东轻工职业技术大学 广州大学 广州医科大学
    广州中医药大学 长江大学 长江师范学院 三峡大学 重庆三峡学院 黄河科技学院
    黄河水利职业技术大学 黄淮学院 商丘师范学院 商丘学院 信阳学院 信阳师范大学
    安阳学院 安阳工学院 安阳师范学院 北京城市学院 北京联合大学 北京工商大学
    首都体育学院 上海海事大学 上海海洋大学 上海电机学院 上海电力大学
    上海理工大学 上海师范大学天华学院 上海师范大学 同济大学浙江学院 华东交通大学
    华东交通大学理工学院 江西理工大学 江西理工大学应用科学学院 武汉大学 武汉学院
    武汉理工大学 武汉科技大学 武汉科技大学城市学院 武汉东湖学院 华中科技大学
    武昌首义学院 文华学院 民办四川天一学院 四川大学锦城学院 四川大学锦江学院
    成都理工大学 成都理工大学工程技术学院 昆明理工大学 昆明理工大学津桥学院
    云南大学滇池学院 西安交通大学城市学院 西安电子科技大学长安学院 西安石油大学
    内蒙古大学 内蒙古大学创业学院 内蒙古工业大学 呼和浩特职业学院 新疆大学
    新疆农业大学 石河子大学 塔里木大学 宁夏大学 宁夏大学新华学院 青海大学
    青海大学昆仑学院 西藏大学 海南大学 海南师范大学 海口经济学院 三亚学院
    南宁师范大学 桂林电子科技大学 桂林理工大学 桂林理工大学博文管理学院 贵州大学
    贵州大学明德学院 贵州民族大学 遵义医科大学 遵义医科大学医学与科技学院
    兰州交通大学 兰州交通大学博文学院 太原理工大学 太原科技大学 山西大学
    山西大学商务学院 长春理工大学 长春大学 长春大学旅游学院 沈阳工业大学
    沈阳大学 大连海事大学 大连大学 鲁东大学 烟台大学 青岛大学 青岛科技大学
    济南大学 济南大学泉城学院 聊城大学 聊城大学东昌学院 常州大学
    常州大学怀德学院 江苏大学 江苏大学京江学院 苏州大学 苏州大学应用技术学院
    苏州大学文正学院 扬州大学 扬州大学广陵学院 南通大学 南通大学杏林学院
    长沙民政职业技术学院 湖南铁道职业技术学院 湖南大众传媒职业技术学院
    顺德职业技术大学 无锡职业技术大学 杨凌职业技术学院 陕西工业职业技术大学
    天津职业大学 天津市职业大学 天津中德应用技术大学 四川工程职业技术大学
    重庆电子科技职业大学 重庆工程学院 重庆工程职业技术学院
"""
"""Names that begin like another, end in a campus, hold two names, or begin with no place."""
NAMES = [
    *dict.fromkeys(
        [
            *(name for name, known in schools().items() if known.short_names or "（" in name),
            *[*schools()][::40],
            *MORE.split(),
        ]
    )
]
TEXT = (
    "学校公开重大事项、财务信息和教学安排。清华大学、北京大学的专家到校培训，电子科技类专业介绍。"
)


@pytest.fixture(scope="module")
def archive() -> Archive:
    engine = OracleEngine()
    with engine.writer() as writer:
        for number, name in enumerate(NAMES):
            part = Part(1, ("overview",), (), "一、概述", TEXT)
            known = {"province": None, "period": None, "year": None, "published": None}
            dates = {"period_start": None, "period_end": None, "source_url": None}
            writer.put(
                Report(
                    id=f"r{number}",
                    school=name,
                    title="",
                    source=Source("a.txt"),
                    parts=(part,),
                    **known,
                    **dates,
                )
            )
    return Archive(engine)


def read_as(archive: Archive, query: str) -> ReadAs | None:
    return archive.search(SearchRequest(query, facets=False)).read_as


def school(archive: Archive, query: str) -> str | None:
    found = read_as(archive, query)
    return found.school[0] if found and len(found.school) == 1 else None


def test_there_are_hundreds_of_names() -> None:
    assert len(NAMES) > 300


EACH = pytest.mark.parametrize("step", [7, pytest.param(1, marks=pytest.mark.nightly)])
"""A part of the names daily, all of them nightly."""


@EACH
def test_a_full_name_is_read_as_its_school(archive: Archive, step: int) -> None:
    """Also where longer names begin with it: 安徽大学, 安徽大学江淮学院."""
    names = [*NAMES][::step]
    assert {name: school(archive, f"{name} 财务") for name in names} == {
        name: name for name in names
    }


@EACH
def test_a_listed_short_name_is_read_as_its_school(archive: Archive, step: int) -> None:
    every = [(short, name) for name, known in schools().items() for short in known.short_names]
    listed = dict(every[::step])
    assert {short: school(archive, f"{short} 财务") for short in listed} == listed


@pytest.mark.parametrize(
    ("called", "meant"),
    [
        ("安徽机电", "安徽机电职业技术学院"),
        ("皖机电", "安徽机电职业技术学院"),
        ("湘机电", "湖南机电职业技术学院"),
        ("安徽大学江淮", "安徽大学江淮学院"),
        ("中国石油大学(北京)", "中国石油大学（北京）"),
        ("中国石油大学（北京）", "中国石油大学（北京）"),
        ("武汉理", "武汉理工大学"),
        ("襄阳科技", "襄阳科技职业学院"),
        ("湖北科技职业学院", "湖北开放大学（湖北科技职业学院）"),
        ("北大", "北京大学"),
        ("天津职业大学", "天津职业大学"),
    ],
)
def test_what_people_call_a_school_is_read_as_it(archive: Archive, called: str, meant: str) -> None:
    assert school(archive, f"{called} 财务") == meant


@pytest.mark.parametrize(
    "query",
    [
        "安徽 财务",  # where schools are, not which
        "中国 财务",
        "中国石油大学 财务",  # two schools
        "山西工程 财务",
        "电子科技 专业",  # the beginning of a name, and what everybody writes
        "重大 事项",
        "北京大学",  # texts hold it
        "“北京大学” 财务",
    ],
)
def test_ambiguous_names_are_searched_in_texts(archive: Archive, query: str) -> None:
    assert read_as(archive, query) is None
