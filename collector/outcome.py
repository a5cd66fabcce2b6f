"""What became of a page, a file or a school: the reasons why something was not found, each with its
name in tables and what a person can do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from indexer.i18n import Message


class Problem(StrEnum):
    """Why something was not found. Its value is what the table of `--report` shows."""

    NO_ADDRESS = "no address"
    ROBOTS_FORBID = "robots.txt forbids"
    ROBOTS_UNAVAILABLE = "robots.txt cannot be fetched"
    NO_ANSWER = "no answer"
    TOO_SLOW = "too slow"
    NOT_FOUND = "404"
    REFUSED = "403"
    TOO_MANY_REQUESTS = "429"
    SERVER_ERROR = "server error"
    LOGIN = "log-in required"
    NEEDS_BROWSER = "needs a browser"
    SCANNED = "scanned"
    UNREADABLE = "cannot be read"
    TOO_LARGE = "too large"
    BUDGET = "limit reached"
    PRIVATE_ADDRESS = "private address"
    BAD_CERTIFICATE = "broken certificate"
    OTHER_SITE = "leads to another site"
    REDIRECT_LOOP = "too many redirects"
    NOT_A_REPORT = "not a report"
    OTHER_UNIT = "of another unit"
    NO_LINK = "no report link found"
    INTERNAL = "internal error"

    @property
    def is_temporary(self) -> bool:
        """Whether the next run may well succeed."""
        return self in _TEMPORARY

    @property
    def message(self) -> Message:
        return _MESSAGES[self][0]

    @property
    def advice(self) -> Message:
        """What to do about it."""
        return _MESSAGES[self][1]


_TEMPORARY: Final = frozenset(
    {
        Problem.NO_ANSWER,
        Problem.TOO_SLOW,
        Problem.TOO_MANY_REQUESTS,
        Problem.SERVER_ERROR,
        Problem.INTERNAL,
    }
)
_AGAIN: Final = Message("下次运行会再试；一直如此时请用浏览器查看")
_BY_HAND: Final = Message("请在浏览器里打开并保存到收集的文件夹，再运行 xxgk index")
_MESSAGES: Final = {
    Problem.NO_ADDRESS: (
        Message("没有给出网址"),
        Message("请在名单的 url 列填写学校主页或信息公开网的网址"),
    ),
    Problem.ROBOTS_FORBID: (
        Message("网站的 robots.txt 不允许访问"),
        Message("请征得学校同意后由人下载，或向学校索取"),
    ),
    Problem.ROBOTS_UNAVAILABLE: (Message("网站的 robots.txt 没有正常应答，本次不访问"), _AGAIN),
    Problem.NO_ANSWER: (Message("网站没有应答"), Message("请核对网址；下次运行会再试")),
    Problem.TOO_SLOW: (Message("网站应答超时"), _AGAIN),
    Problem.NOT_FOUND: (
        Message("链接的页面或文件已不存在（404）"),
        Message("请在网站上查找新的位置，或向学校询问"),
    ),
    Problem.REFUSED: (Message("网站拒绝访问（403）"), _BY_HAND),
    Problem.TOO_MANY_REQUESTS: (
        Message("网站要求降低访问频率（429）"),
        Message("请隔一段时间再运行，或加大 --delay"),
    ),
    Problem.SERVER_ERROR: (Message("网站出错（5xx）"), _AGAIN),
    Problem.LOGIN: (Message("需要登录"), Message("请向学校索取；报告按规定应当公开")),
    Problem.NEEDS_BROWSER: (Message("列表由脚本生成，需要浏览器"), _BY_HAND),
    Problem.SCANNED: (
        Message("报告是扫描件，没有文字层"),
        Message("文件已保存；请先做文字识别（OCR）再索引"),
    ),
    Problem.UNREADABLE: (
        Message("文件已保存，但读不出来"),
        Message("请运行 xxgk inspect 查看原因"),
    ),
    Problem.TOO_LARGE: (Message("文件超过大小上限"), _BY_HAND),
    Problem.BUDGET: (
        Message("达到每个网址的页数、流量或时间上限，没有看完"),
        Message("再运行一次即可继续；或在名单里写信息公开网的网址"),
    ),
    Problem.PRIVATE_ADDRESS: (
        Message("地址在内部网络，没有访问"),
        Message("请核对网址；确需访问本机或内网时加 --allow-local"),
    ),
    Problem.BAD_CERTIFICATE: (
        Message("网站的证书无效，没有访问"),
        Message("确认网站无误后加 --insecure-host 主机名"),
    ),
    Problem.OTHER_SITE: (
        Message("在另一个域名，没有访问"),
        Message("如属同一学校，请把这个网址写进名单"),
    ),
    Problem.REDIRECT_LOOP: (Message("重定向次数过多"), _BY_HAND),
    Problem.NOT_A_REPORT: (
        Message("链接像报告，内容不是报告"),
        Message("请打开核对；确为报告时手工保存并在 manifest.csv 里写明"),
    ),
    Problem.OTHER_UNIT: (
        Message("网站上另有报告写明是其他单位的，没有算作本校的"),
        Message("确为本校的报告时，请在收集的文件夹的 manifest.csv 里写明学校"),
    ),
    Problem.NO_LINK: (
        Message("没有找到报告的链接"),
        Message("请在名单里改写为信息公开网或年度报告列表的网址"),
    ),
    Problem.INTERNAL: (Message("程序出错"), Message("请把这个网址报告给我们")),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """A problem, and the address where it occurred; "" for the school as a whole."""

    problem: Problem
    url: str = ""
