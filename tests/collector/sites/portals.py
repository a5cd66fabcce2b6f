"""Sites of systems that schools use, as their templates write lists, articles and attachments."""

from __future__ import annotations

import re
from urllib.parse import quote

from bench.local_sites import Reply, Request
from tests.collector.sites.site import HTML, PDF, Site, document, named
from tests.collector.sites.writing import (
    OLD,
    SHORT,
    body,
    docx_of,
    name_of,
    pdf_of,
)


def webplus_players() -> Site:
    """苏迪: `page.htm` and `list2.htm`, players of documents, attachments with icons."""
    site = Site("澄湖理工大学", "/main.htm")
    school = site.school
    site.html(
        "/main.htm",
        school,
        "<div class='wp_nav'><a href='/2300/list.htm' title='学校概况'>学校概况</a>"
        "<a href='/2301/list.htm' title='信息公开'>信息公开</a></div>",
    )

    def rows(links: list[tuple[str, str, str]]) -> str:
        return (
            "<ul class='news_list list2'>"
            + "".join(
                f"<li class='news n{n}'><span class='news_title'><a href='{href}' target='_blank' title='{name}'>{name}</a></span>"
                f"<span class='news_meta'>{day}</span></li>"
                for n, (href, name, day) in enumerate(links, 1)
            )
            + "</ul>"
        )

    def pager(page: int) -> str:
        return (
            "<div id='wp_paging_w8'><ul class='wp_paging clearfix'><li class='pages_count'>每页<span class='per_count'>14</span>记录"
            "总共<span class='all_count'>5</span>记录</li><li class='page_nav'>"
            f"<a class='first' href='/2305/list1.htm'><span>第一页</span></a><a class='next' href='/2305/list{page + 1 if page < 2 else 2}.htm' target='_self'><span>&gt;&gt;</span></a>"
            "<a class='last' href='/2305/list2.htm'><span>尾页</span></a></li><li class='page_jump'><span class='curr_page'>"
            f"{page}</span>/<span class='all_pages'>2</span><input class='pageNum'><a class='pagingJump' href='javascript:void(0);'>跳转</a></li></ul></div>"
        )

    site.html(
        "/2301/list.htm",
        "信息公开",
        "<ul class='wp_listcolumn'><li><a href='/2302/list.htm'>公开指南</a></li><li><a href='/2303/list.htm'>公开制度</a></li>"
        "<li><a href='/2304/list.htm'>公开目录</a></li><li><a href='/2305/list.htm'>工作年报</a></li></ul>",
    )
    for column, name in (
        (2302, "公开指南"),
        (2303, "公开制度"),
        (2304, "公开目录"),
        (2300, "概况"),
    ):
        site.html(f"/{column}/list.htm", name, "<ul class='news_list'></ul>")
    pages = {y: f"/{y}/10{y % 20 + 10}/c2305a{y}31/page.htm" for y in range(2020, 2025)}
    days = {y: f"{y}-10-{y % 20 + 10:02}" for y in pages}
    first = [(pages[y], name_of(site, y), days[y]) for y in (2024, 2023, 2022)]
    second = [(pages[y], name_of(site, y), days[y]) for y in (2021, 2020)]
    for n, links in ((1, first), (2, second)):
        reply = Reply(document("工作年报", rows(links) + pager(n)), headers=HTML)
        site.pages[f"/2305/list{n}.htm"] = reply
        if n == 1:
            site.pages["/2305/list.htm"] = reply

    def shown(y: int, content: str) -> None:
        site.html(
            pages[y],
            name_of(site, y),
            f"<h1 class='arti_title'>{name_of(site, y)}</h1><p class='arti_metas'><span class='arti_publisher'>发布者：党校办</span>"
            f"<span class='arti_update'>发布时间：{days[y]}</span><span class='arti_views'>浏览次数：<span class='WP_VisitCount' url='/_visitcountdisplay?siteId=5'>10</span></span></p>"
            f"<div class='entry'><div class='read'><div class='wp_articlecontent'>{content}</div></div></div>",
        )

    file = "/_upload/article/files/3c/1d/{y}aa61/{y}d2-b1.{end}".format
    shown(
        2024,
        f"<p><div class='wp_pdf_player' pdfsrc='{file(y=2024, end='pdf')}' swsrc='/_upload/article/files/x.swf' sudyfile-attr=\"{{'title':'{name_of(site, 2024)}.pdf'}}\" style='height:600px'></div></p>",
    )
    shown(
        2023,
        f"<p>{name_of(site, 2023)}</p><p><img src='/_ueditor/themes/default/images/icon_pdf.gif'/><a href='{file(y=2023, end='pdf')}' sudyfile-attr=\"{{'title':'附件.pdf'}}\" textvalue='附件.pdf'>附件.pdf</a></p>",
    )
    shown(
        2022,
        body(school, 2022)
        + f"<p><a href='{file(y=2022, end='docx')}' sudyfile-attr=\"{{'title':'信息公开申请表.docx'}}\">信息公开申请表.docx</a></p>",
    )
    shown(
        2021,
        f"<p><img src='/_ueditor/icon_doc.gif'><a href='{file(y=2021, end='docx')}' sudyfile-attr=\"{{'title':'{name_of(site, 2021)}.docx'}}\">{name_of(site, 2021)}.docx</a></p>",
    )
    shown(
        2020,
        f"<iframe src='/_upload/tpl/00/1/pdfjs/web/viewer.html?file={quote(file(y=2020, end='pdf'), safe='')}' width='100%'></iframe>",
    )
    for y in (2024, 2023, 2020):
        site.pages[file(y=y, end="pdf")] = Reply(pdf_of(school, y), headers=PDF)
        site.finds(y, pages[y], file(y=y, end="pdf"), date=days[y])
    site.pages[file(y=2021, end="docx")] = Reply(docx_of(school, 2021))
    site.finds(2021, pages[2021], file(y=2021, end="docx"), date=days[2021])
    site.finds(2022, pages[2022], date=days[2022])
    site.forbidden = (rf"{re.escape(file(y=2022, end='docx'))}",)
    return site


def vsb_counting_down() -> Site:
    """博达: lists that count down, downloads by number, one that asks for a code."""
    site = Site("云湖师范大学", "/", problem="log-in required")
    school = site.school
    site.html("/", school, "<div id='u20'><a href='xxgkw/index.htm'>信息公开网</a></div>")
    site.html(
        "/xxgkw/index.htm",
        "信息公开网",
        "<a href='zxdt.htm'>最新动态</a> <a href='ndbg.htm'>年度报告</a> <a href='../index.htm'>返回</a>",
    )
    site.html(
        "/xxgkw/zxdt.htm",
        "最新动态",
        "<a href='../info/1011/900.htm'>我校召开信息公开工作推进会</a>",
    )
    site.html("/info/1011/900.htm", "推进会", "<p>会议强调要做好信息公开。</p>")
    pages = {y: f"/info/1012/{y * 2}.htm" for y in range(2018, 2025)}
    days = {y: f"{y}年10月{y % 19 + 10}日" for y in pages}

    def listed(path: str, years: tuple[int, ...], depth: str, more: str) -> None:
        rows = "".join(
            f"<tr id='lineu8_{n}'><td><a class='c1084' href='{depth}{pages[y][1:]}' target=_blank title='{name_of(site, y)}'>{name_of(site, y)[:17]}...</a>"
            f"</td><td><span class='timestyle1084'>{y}/10/{y % 19 + 10}&nbsp;</span></td></tr>"
            for n, y in enumerate(years)
        )
        site.html(
            path,
            "年度报告",
            f"<table>{rows}</table><div class='pb_sys_common'><span class='p_t'>共7条</span>{more}</div>",
        )

    listed(
        "/xxgkw/ndbg.htm",
        (2024, 2023),
        "../",
        "<span class='p_next'><a href='ndbg/3.htm'>下页</a></span><span class='p_last'><a href='ndbg/1.htm'>尾页</a></span>",
    )
    listed(
        "/xxgkw/ndbg/3.htm",
        (2022, 2021),
        "../../",
        "<a href='../ndbg.htm'>上页</a><a href='2.htm'>下页</a><a href='1.htm'>尾页</a>",
    )
    listed(
        "/xxgkw/ndbg/2.htm",
        (2020, 2019),
        "../../",
        "<a href='3.htm'>上页</a><a href='1.htm'>下页</a>",
    )
    listed("/xxgkw/ndbg/1.htm", (2018,), "../../", "<a href='2.htm'>上页</a>")

    def shown(y: int, content: str) -> None:
        site.html(
            pages[y],
            f"{name_of(site, y)}-信息公开网",
            f"<form name='_newscontent_fromname'><h2 class='titlestyle'>{name_of(site, y)}</h2>"
            f"<span class='timestyle'>{days[y]} 08:3{y % 10}</span><span>点击数：</span><script>_showDynClicks('wbnews', 15, {y})</script>"
            f"<div id='vsb_content'>{content}</div></form>",
        )

    shown(
        2024,
        f'<p style=\'text-align:center\'><script type=\'text/javascript\'>showVsbpdfIframe("/__local/8/1F/0A/{"B" * 20}_{"C" * 8}_9F0.pdf?e=.pdf","100%","700","0","","vsbcontent");</script></p>',
    )
    download = "/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1532088&wbfileid={}".format
    for y in (2023, 2022):
        shown(
            y,
            f"<p>详见附件。</p></div><p>附件【<a href='{download(f'5A{y}F').replace('&', '&amp;')}' target='_blank'>{name_of(site, y)}.pdf</a>】已下载<span id='nattach{y}'></span>次</p><div>",
        )
        site.pages[download(f"5A{y}F")] = Reply(
            pdf_of(school, y),
            headers=named(f"{name_of(site, y)}.pdf", charset="utf-8" if y == 2023 else "gbk"),
        )
        site.finds(y, pages[y], download(f"5A{y}F"), date=f"{y}-10-{y % 19 + 10}")
    virtual = "/virtual_attach_file.vsb?afc=Mr7VsoQ2UmU8&oid=1532088&tid=1012&nid=4042&e=.pdf"
    shown(2021, f"<p><script>showVsbpdfIframe('{virtual}','100%','600')</script></p>")
    shown(2020, f"<p>附件【<a href='{download('5A2020F')}'>{name_of(site, 2020)}.pdf</a>】</p>")
    site.pages[download("5A2020F")] = Reply(
        document(
            "附件下载",
            "<form><p>为保护信息安全，下载请输入验证码</p><input name=codeValue><img src='/system/resource/js/filedownload/createimage.jsp'></form>",
        )
    )
    shown(2019, body(school, 2019, OLD))
    shown(2018, body(school, 2018, OLD))
    local = f"/__local/8/1F/0A/{'B' * 20}_{'C' * 8}_9F0.pdf?e=.pdf"
    site.pages[local] = Reply(pdf_of(school, 2024), headers=PDF)
    site.finds(2024, pages[2024], local, date=f"2024-10-{2024 % 19 + 10}")
    site.pages[virtual] = Reply(pdf_of(school, 2021), headers=PDF)
    site.finds(2021, pages[2021], virtual, date=f"2021-10-{2021 % 19 + 10}")
    for y in (2019, 2018):
        site.finds(y, pages[y], date=f"{y}-10-{y % 19 + 10}")
    return site


def dede_downloads() -> Site:
    """织梦: `list_12_2.html`, articles in two pages, a page between an article and its file."""
    site = Site("秦川机电职业学院", "/")
    school = site.school
    site.html("/", school, "<a href='/a/xinxigongkai/'>信息公开</a>")
    site.html(
        "/a/xinxigongkai/",
        "信息公开",
        "<dl class='tbox'><dd><a href='/a/xinxigongkai/zhidu/'>规章制度</a> <a href='/a/xinxigongkai/niandubaogao/'>年度报告</a></dd></dl>",
    )
    pages = {
        y: f"/a/xinxigongkai/niandubaogao/{y + 1}/0115/{y - 1900}.html" for y in range(2019, 2024)
    }

    def listed(path: str, years: tuple[int, ...], more: str) -> None:
        rows = "".join(
            f"<li><a href='{pages[y]}' class='title'>{name_of(site, y, SHORT)}</a><span class='info'><small>日期：</small>{y + 1}-01-15 10:21:09 <small>点击：</small>88</span><p class='intro'>{y}年，学院按照《高等学校信息公开办法》…</p></li>"
            for y in years
        )
        site.html(path, "年度报告", f"<ul class='e2'>{rows}</ul><ul class='pagelist'>{more}</ul>")

    base = "/a/xinxigongkai/niandubaogao/"
    listed(
        base,
        (2023, 2022),
        "<li class='thisclass'>1</li><li><a href='list_12_2.html'>2</a></li><li><a href='list_12_3.html'>3</a></li><li><a href='list_12_2.html'>下一页</a></li><li><a href='list_12_3.html'>末页</a></li>",
    )
    listed(
        base + "list_12_2.html",
        (2021, 2020),
        "<li><a href='list_12_1.html'>1</a></li><li class='thisclass'>2</li><li><a href='list_12_3.html'>3</a></li>",
    )
    listed(
        base + "list_12_3.html",
        (2019,),
        "<li><a href='list_12_1.html'>1</a></li><li><a href='list_12_2.html'>2</a></li>",
    )
    listed(
        base + "list_12_1.html",
        (2023, 2022),
        "<li class='thisclass'>1</li><li><a href='list_12_2.html'>2</a></li>",
    )

    def shown(y: int, content: str, path: str = "") -> None:
        site.html(
            path or pages[y],
            f"{name_of(site, y, SHORT)}_年度报告_{school}",
            f"<div class='place'><strong>当前位置:</strong> <a href='/'>主页</a> > <a href='/a/xinxigongkai/'>信息公开</a> > </div><div class='title'><h2>{name_of(site, y, SHORT)}</h2></div>"
            f"<div class='info'><small>时间:</small>{y + 1}-01-15 10:21<small>来源:</small>未知 <small>作者:</small>admin</div><div class='content'>{content}</div>"
            f"<div class='context'><ul><li>上一篇：<a href='{pages.get(y - 1, pages[2019])}'>{name_of(site, max(y - 1, 2019), SHORT)}</a></li></ul></div>",
        )
        if not path:
            return

    text = body(school, 2023, SHORT)
    half = text.index("<p>三、")
    turn = "<ul class='pagelist'><li>共2页: </li><li class='thisclass'><a href='#'>1</a></li><li><a href='123_2.html'>2</a></li></ul>"
    shown(2023, text[:half] + turn)
    shown(2023, text[half:], pages[2023].replace("123.html", "123_2.html"))
    site.finds(2023, pages[2023], date="2024-01-15")
    for y in (2022, 2019):
        shown(y, body(school, y, SHORT))
        site.finds(y, pages[y], date=f"{y + 1}-01-15")
    shown(
        2021,
        "<ul class='downurllist'><li><a href='/plus/download.php?open=0&aid=121&cid=12' target='_blank'>本地下载</a></li></ul>",
    )
    site.html(
        "/plus/download.php?open=0&aid=121&cid=12",
        "软件下载",
        "<a href='/plus/download.php?open=1&id=121&uhash=8ac3' target='_blank'>下载地址1</a>",
    )
    site.pages["/plus/download.php?open=1&id=121&uhash=8ac3"] = Reply(
        b"", 302, {"Location": "/uploads/soft/220115/1-22011510210.docx"}
    )
    site.pages["/uploads/soft/220115/1-22011510210.docx"] = Reply(docx_of(school, 2021, SHORT))
    site.finds(2021, pages[2021], "/uploads/soft/220115/1-22011510210.docx", date="2022-01-15")
    shown(
        2020,
        "<p><a href='/uploads/allimg/210115/1-210115102A7.pdf'><img src='/include/pdf.gif'/>点击查看</a></p>",
    )
    site.pages["/uploads/allimg/210115/1-210115102A7.pdf"] = Reply(
        pdf_of(school, 2020, SHORT), headers=PDF
    )
    site.finds(2020, pages[2020], "/uploads/allimg/210115/1-210115102A7.pdf", date="2021-01-15")
    return site


def phpcms_index() -> Site:
    """PHPCMS: everything is `index.php`; files are given by a page with a key."""
    site = Site("陇东财经学院", "/index.php?m=content&c=index&a=lists&catid=7")
    school = site.school
    start = "index.php?m=content&c=index&a="
    site.html(
        "/" + start + "lists&catid=7",
        "信息公开",
        f"<a href='{start}lists&catid=44'>公开指南</a><a href='{start}lists&catid=45'>年度报告</a><a href='{start}lists&catid=46&kw='>搜索</a>",
    )
    ids = {2024: 310, 2023: 288, 2022: 251, 2021: 209}

    def listed(query: str, years: tuple[int, ...], more: str) -> None:
        rows = "".join(
            f"<li><span class='rt'>{y}-11-0{y % 9 + 1} 09:00:00</span>·<a href='http://127.0.0.1/{start}show&catid=45&id={ids[y]}' target='_blank'>{name_of(site, y)}</a></li>".replace(
                "http://127.0.0.1/", ""
            )
            for y in years
        )
        site.html(
            "/" + start + query,
            "年度报告",
            f"<ul class='list lh24'>{rows}</ul><div id='pages'><a class='a1'>4条</a> {more}</div>",
        )

    listed(
        "lists&catid=45",
        (2024, 2023),
        f"<span>1</span> <a href='{start}lists&amp;catid=45&amp;page=2'>2</a> <a href='{start}lists&catid=45&page=2' class='a1'>下一页</a>",
    )
    listed(
        "lists&catid=45&page=2",
        (2022, 2021),
        f"<a href='{start}lists&catid=45&page=1'>1</a> <span>2</span>",
    )
    listed(
        "lists&catid=45&page=1",
        (2024, 2023),
        f"<span>1</span> <a href='{start}lists&catid=45&page=2'>2</a>",
    )
    for y, number in ids.items():
        page = f"/{start}show&catid=45&id={number}"
        day = f"{y}-11-0{y % 9 + 1}"
        if y in (2024, 2022):
            content = body(school, y)
            site.finds(y, page, date=day)
        else:
            key = f"b{number}aVfU2d"
            content = f"<p>年度报告全文见附件</p><p><a href='index.php?m=content&c=down&a_k={key}' class='ck'>点击下载</a></p>"
            site.html(
                f"/index.php?m=content&c=down&a_k={key}",
                "下载",
                f"<a href='index.php?m=content&c=down&a=download&a_k={key}Z' class='xzs_btn'></a>",
            )
            file = f"/index.php?m=content&c=down&a=download&a_k={key}Z"
            site.pages[file] = Reply(docx_of(school, y), headers=named(f"{y}.docx"))
            site.finds(y, page, file, date=day)
        site.html(
            page,
            f"{name_of(site, y)} - {school}",
            f"<div class='crumbs'><a href='/'>首页</a> > 年度报告 > 正文</div><div id='Article'><h1>{name_of(site, y)}<br /><span>{day} 09:00:00&nbsp;&nbsp;&nbsp;来源：党政办&nbsp;评论：<a href='#comment'>0</a></span></h1><div class='content'>{content}</div></div>",
        )
    return site


def web_forms() -> Site:
    """ASP.NET: GET paging, a further page that only a form gives, one page in two spellings."""
    site = Site("琼南热带海洋学院", "/Default.aspx")
    school = site.school
    site.html(
        "/Default.aspx",
        school,
        "<form method='post' action='./Default.aspx' id='form1'><input type='hidden' name='__VIEWSTATE' value='/wEPDwUKLTEz'/>"
        "<a id='ctl00_hl3' href='Column.aspx?cid=31'>信息公开</a><a href=\"javascript:__doPostBack('ctl00$lb','')\">登录</a></form>",
    )
    site.html(
        "/Column.aspx?cid=31",
        "信息公开",
        "<a href='NewsList.aspx?type=9'>信息公开年度报告</a><a href='NewsList.aspx?type=10'>信息公开规定</a>",
    )
    site.html("/NewsList.aspx?type=10", "信息公开规定", "")

    def listed(
        query: str, years: tuple[int, ...], more: str, link: str = "NewsShow.aspx?id={y}1"
    ) -> None:
        rows = "".join(
            f"<tr><td><a id='rpt_ctl0{n}_hl' href='{link.format(y=y)}'>{name_of(site, y)}</a></td><td><span id='rpt_ctl0{n}_lb'>{y}/10/{y % 10 + 5}</span></td></tr>"
            for n, y in enumerate(years)
        )
        site.html(
            "/NewsList.aspx?" + query,
            "年度报告",
            f"<table>{rows}</table><div id='AspNetPager1'>{more}</div>",
        )

    listed(
        "type=9",
        (2024, 2023),
        "<a disabled='true'>上一页</a> <span style='color:red'>1</span> <a href='NewsList.aspx?type=9&amp;page=2'>2</a> <a href='NewsList.aspx?type=9&amp;page=2'>下一页</a>",
    )
    listed(
        "type=9&page=2",
        (2022, 2021),
        "<a href='NewsList.aspx?type=9&page=1'>1</a><span>2</span><a href=\"javascript:__doPostBack('AspNetPager1','3')\">3</a>",
    )
    listed("type=9&page=1", (2024, 2023), "", "newsshow.aspx?ID={y}1")
    for y in range(2020, 2025):
        reply = Reply(
            document(
                f"{school}-信息公开",
                f"<span id='lblTitle'>{name_of(site, y)}</span><br>发布人：<span id='lblAuthor'>校办</span> 发布时间：<span id='lblTime'>{y}/10/{y % 10 + 5} 9:05:00</span><div id='lblContent'>{body(school, y)}</div><a id='lnk' href=\"javascript:__doPostBack('lnkDown','')\">附件下载</a>",
            ),
            headers=HTML,
        )
        site.pages[f"/NewsShow.aspx?id={y}1"] = reply
        site.pages[f"/newsshow.aspx?ID={y}1"] = reply
        if y > 2020:
            site.finds(y, f"/NewsShow.aspx?id={y}1", date=f"{y}-10-{y % 10 + 5:02}")
    return site


def session_in_path() -> Site:
    """A session in the path, given by a redirect; the article also under `;jsessionid=`."""
    site = Site("辽滨石化大学", "/")
    school = site.school
    session = "/(S(k2jx1f45uvhqsb55zq0v3245))"
    site.pages["/"] = Reply(b"", 302, {"Location": session + "/"})
    site.html(session + "/", school, "<a href='gk/list.aspx'>信息公开</a>")
    site.html(
        session + "/gk/list.aspx",
        "信息公开",
        "".join(
            f"<p><a href='show.aspx?y={y}'>{name_of(site, y)}</a> [{y}-10-2{y % 10}]</p>"
            for y in (2023, 2024)
        ),
    )
    for y in (2023, 2024):
        page = f"{session}/gk/show.aspx?y={y}"
        site.html(
            page,
            "文章",
            f"<h3>{name_of(site, y)}</h3><p>（{y}年10月2{y % 10}日）</p>{body(school, y)}",
        )
        site.finds(y, page.removeprefix(session), date=f"{y}-10-2{y % 10}")
    return site


def wordpress_media() -> Site:
    """WordPress: file blocks, a viewer at Google, pages of media, `/page/2/`."""
    site = Site("滨河音乐学院", "/")
    school = site.school
    site.html(
        "/",
        school,
        "<ul id='menu-main'><li class='menu-item'><a href='/archives/category/open'>信息公开</a></li></ul>",
    )
    base = "/wp-content/uploads/{y}/10/"
    slug = {y: f"/archives/{y}9" for y in (2024, 2023, 2022, 2021)}

    def listed(path: str, years: tuple[int, ...], more: str) -> None:
        site.html(
            path,
            "分类：信息公开",
            "".join(
                f"<article id='post-{y}9' class='post'><header class='entry-header'><h2 class='entry-title'><a href='{slug[y]}' rel='bookmark'>{name_of(site, y)}</a></h2></header>"
                f"<div class='entry-summary'><p>根据《高等学校信息公开办法》要求，现将… <a class='more-link' href='{slug[y]}'>继续阅读 <span class='screen-reader-text'>“{name_of(site, y)}”</span></a></p></div>"
                f"<footer><time class='entry-date published' datetime='{y}-10-27T08:00:00+08:00'>10月 27, {y}</time></footer></article>"
                for y in years
            )
            + f"<nav class='navigation pagination'><div class='nav-links'>{more}</div></nav>",
        )

    listed(
        "/archives/category/open",
        (2024, 2023),
        "<span class='page-numbers current'>1</span><a class='page-numbers' href='/archives/category/open/page/2'>2</a>",
    )
    listed(
        "/archives/category/open/page/2",
        (2022, 2021),
        "<a class='page-numbers' href='/archives/category/open'>1</a>",
    )

    def shown(y: int, content: str) -> None:
        site.html(
            slug[y],
            f"{name_of(site, y)} – {school}",
            f"<article><h1 class='entry-title'>{name_of(site, y)}</h1><div class='entry-meta'><time class='entry-date' datetime='{y}-10-27T08:00:00+08:00'>{y}年10月27日</time></div><div class='entry-content'>{content}</div></article>",
            head=f"<link rel='alternate' type='application/rss+xml' href='/feed'><link rel='shortlink' href='/?p={y}9'>",
        )

    file = base.format(y=2024) + quote("信息公开年报-定稿") + ".pdf"
    shown(
        2024,
        f"<div class='wp-block-file'><object class='wp-block-file__embed' data='{file}' type='application/pdf' style='width:100%'></object><a id='wp-block-file--media-1' href='{file}'>信息公开年报-定稿</a><a href='{file}' class='wp-block-file__button' download>下载</a></div>",
    )
    site.pages[file] = Reply(pdf_of(school, 2024), headers=PDF)
    site.finds(2024, slug[2024], file, date="2024-10-27")

    second = base.format(y=2023) + "nb2023.pdf"

    def viewer(request: Request) -> Reply:
        there = quote(f"http://{request.headers['host']}{second}", safe="")
        return Reply(
            document(
                name_of(site, 2023),
                f"<h1 class='entry-title'>{name_of(site, 2023)}</h1><time class='entry-date' datetime='2023-10-27T08:00:00+08:00'>2023年10月27日</time><iframe src='//docs.google.com/viewer?url={there}&amp;embedded=true&amp;hl=zh' class='gde-frame'></iframe>",
            ),
            headers=HTML,
        )

    site.pages[slug[2023]] = viewer
    site.pages[second] = Reply(pdf_of(school, 2023), headers=PDF)
    site.finds(2023, slug[2023], second, date="2023-10-27")
    shown(2022, f"<p class='attachment'><a href='{slug[2022]}/attachment/nb2022'>nb2022</a></p>")
    third = base.format(y=2022) + "nb2022.docx"
    site.html(
        f"{slug[2022]}/attachment/nb2022",
        "nb2022",
        f"<div class='entry-content'><p class='attachment'><a href='{third}'>nb2022</a></p></div>",
    )
    site.pages[third] = Reply(docx_of(school, 2022))
    site.finds(2022, slug[2022], third, date="2022-10-27")
    shown(2021, body(school, 2021))
    site.finds(2021, slug[2021], date="2021-10-27")
    return site


def discuz_portal() -> Site:
    """Discuz: the portal's lists and articles, attachments by number."""
    site = Site("鄱湖软件学院", "/portal.php")
    school = site.school
    site.html(
        "/portal.php",
        school,
        "<div id='nv'><ul><li><a href='portal.php?mod=list&catid=3' hidefocus='true'>信息公开<span>Open</span></a></li><li><a href='forum.php'>论坛</a></li></ul></div>",
    )

    def listed(query: str, years: tuple[int, ...], more: str) -> None:
        site.html(
            "/portal.php?mod=list&catid=3" + query,
            "信息公开",
            "".join(
                f"<dl class='bbda cl'><dt class='xs2'><a href='portal.php?mod=view&aid={y % 100}' target='_blank' class='xi2'>{name_of(site, y, SHORT)}</a> </dt><dd class='xs2 cl'>{y}年，学院按照…</dd><dd><span class='xg1'> {y + 1}-1-9 15:20</span></dd></dl>"
                for y in years
            )
            + f"<div class='pgs cl'><div class='pg'>{more}</div></div>",
        )

    listed(
        "",
        (2023, 2022),
        "<strong>1</strong><a href='portal.php?mod=list&catid=3&page=2'>2</a><label><input type='text' name='custompage'></label><a href='portal.php?mod=list&catid=3&page=2' class='nxt'>下一页</a>",
    )
    listed(
        "&page=2",
        (2021,),
        "<a href='portal.php?mod=list&catid=3&page=1' class='prev'>&nbsp;&nbsp;</a>",
    )
    listed("&page=1", (2023, 2022), "<strong>1</strong>")
    for y in (2023, 2022, 2021):
        page = f"/portal.php?mod=view&aid={y % 100}"
        content = body(school, y, SHORT)
        if y == 2022:
            file = "/portal.php?mod=attachment&id=71"
            content = "<p>见附件</p><div class='attach'><img src='static/image/filetype/msoffice.gif'><a href='portal.php?mod=attachment&id=71' target='_blank'>2022.docx</a></div>"
            site.pages[file] = Reply(docx_of(school, y, SHORT), headers=named("2022.docx"))
            site.finds(y, page, file, date=f"{y + 1}-01-09")
        else:
            site.finds(y, page, date=f"{y + 1}-01-09")
        site.html(
            page,
            "信息公开",
            f"<div class='h hm'><h1 class='ph'>{name_of(site, y, SHORT)}</h1><p class='xg1'>{y + 1}-1-9 15:20<span class='pipe'>|</span>发布者: <a href='home.php?mod=space&uid=1'>admin</a><span class='pipe'>|</span>查看: <em id='_viewnum'>90</em></p></div><div class='d'><table><tr><td id='article_content'>{content}</td></tr></table></div>",
        )
    return site


def static_blog() -> Site:
    """Hexo: an office's site of static files; addresses in English, years as an archive."""
    site = Site("望江传媒学院", "/")
    school = site.school
    post = {y: f"/{y}/11/01/annual-report-{y}/" for y in (2024, 2023, 2022, 2021)}

    def listed(path: str, years: tuple[int, ...], more: str) -> None:
        site.html(
            path,
            f"{school}信息公开",
            "<header><a href='/archives/'>归档</a> <a href='/tags/'>标签</a></header>"
            + "".join(
                f"<article><h2><a class='post-title-link' href='{post[y]}' itemprop='url'>{name_of(site, y)}</a></h2><time itemprop='datePublished' datetime='{y}-11-01T00:00:00.000Z'>{y}-11-01</time>"
                f"<a class='btn' href='{post[y]}#more' rel='contents'>阅读全文 &raquo;</a></article>"
                for y in years
            )
            + f"<nav class='pagination'>{more}</nav>",
        )

    listed(
        "/",
        (2024, 2023),
        "<span class='page-number current'>1</span><a class='extend next' rel='next' href='/page/2/'><i class='fa fa-angle-right' aria-label='下一页'></i></a>",
    )
    listed(
        "/page/2/",
        (2022, 2021),
        "<a class='extend prev' rel='prev' href='/'><i class='fa fa-angle-left'></i></a>",
    )
    site.html(
        "/archives/",
        "归档",
        "".join(f"<h3>{y}</h3><a href='{p}'>{name_of(site, y)}</a>" for y, p in post.items()),
    )
    site.html("/tags/", "标签", "<a href='/tags/年报/'>年报</a>")
    for y, page in post.items():
        link = f"<p><a href='./{y}.pdf'>PDF</a></p>" if y == 2022 else ""
        site.html(
            page,
            f"{name_of(site, y)} | {school}信息公开",
            f"<h1 class='post-title'>{name_of(site, y)}</h1><time datetime='{y}-11-01T00:00:00.000Z'>发表于 {y}-11-01</time><div class='post-body'>{'' if link else body(school, y)}{link}</div>",
        )
        if link:
            site.pages[f"{page}{y}.pdf"] = Reply(pdf_of(school, y), headers=PDF)
            site.finds(y, page, f"{page}{y}.pdf", date=f"{y}-11-01")
        else:
            site.finds(y, page, date=f"{y}-11-01")
    return site
