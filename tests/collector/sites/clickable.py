"""What a person clicks on that is no plain link: maps, lists to choose from, buttons, rows, viewers, data."""

from __future__ import annotations

import json
from urllib.parse import quote

from bench.local_sites import Reply, Request
from tests.collector.sites.site import HTML, PDF, Site, document
from tests.collector.sites.writing import OLD, SHORT, body, docx_of, name_of, pdf_of


def shown(site: Site, path: str, year: int, kind: str, day: str, content: str = "") -> None:
    """An article with its day."""
    site.html(
        path,
        site.school,
        f"<h2>{name_of(site, year, kind)}</h2><div class='info'>来源：学校办公室　更新时间：{day}　浏览：6次</div>"
        f"<div class='text'>{content or body(site.school, year, kind)}</div>",
    )


def frames_and_map() -> Site:
    """An old site: frames, a picture with areas, a list to jump with."""
    site = Site("巴陵纺织工业学校", "/")
    site.pages["/"] = Reply(
        "<html><head><meta http-equiv=Content-Type content='text/html; charset=gb2312'><title>首页</title></head>"
        "<frameset rows='90,*' border=0><frame name=top src='top.htm' noresize><frameset cols='160,*'><frame name='menu' src='menu.htm'>"
        "<frame name=main src='main.htm'></frameset><noframes><body>您的浏览器不支持框架</body></noframes></frameset></html>".encode(
            "gbk"
        ),
        headers=HTML,
    )
    gbk = {"encoding": "gbk"}
    site.html(
        "/top.htm",
        "top",
        "<img src=banner.jpg usemap='#m'><map name=m><area shape=rect coords='0,0,60,20' href='main.htm' target=main alt='首页'><area shape='rect' coords='60,0,120,20' href='xxgk/index.htm' target='main' alt='信息公开'></map>",
        **gbk,
    )
    site.html("/menu.htm", "menu", "<p><a href='jj.htm' target=main>学校简介</a>", **gbk)
    site.html("/main.htm", "main", "<marquee>欢迎访问</marquee>", **gbk)
    site.html("/jj.htm", "简介", "<p>学校始建于1958年。", **gbk)
    options = "".join(f"<option value='nb/{y}.htm'>{y}年</option>" for y in (2015, 2014, 2013))
    site.html(
        "/xxgk/index.htm",
        "信息公开",
        '<script>function MM_jumpMenu(targ,selObj,restore){eval(targ+".location=\'"+selObj.options[selObj.selectedIndex].value+"\'");if(restore)selObj.selectedIndex=0;}</script>'
        f"<b>信息公开年度报告</b><form name=form1><select name=menu1 onChange=\"MM_jumpMenu('parent',this,0)\"><option selected>--请选择年度--</option>{options}</select></form>",
        **gbk,
    )
    for y in (2015, 2014, 2013):
        path = f"/xxgk/nb/{y}.htm"
        site.html(
            path,
            "年报",
            f"<center><font size=5><b>{site.school}<br>{y}年信息公开工作年度报告</b></font></center>{body(site.school, y, OLD)}<p align=right>{y + 1}年3月2日",
            **gbk,
        )
        site.finds(y, path, date=f"{y + 1}-03-02")
    return site


def embedded_documents() -> Site:
    """A document in each of the ways to put it into a page."""
    site = Site("闽越海洋职业大学", "/xxgk/list.html")
    ways = {
        2024: "<object data='{file}#view=FitH&toolbar=0' type='application/pdf' width='100%' height='800'><p>您的浏览器不支持</p></object>",
        2023: "<embed src='{file}' type='application/pdf' width='100%'>",
        2022: "<iframe src='/static/pdfjs/web/viewer.html?file={twice}#page=1'></iframe>",
        2021: "<div id='pdfbox'></div><script src='/js/pdfobject.js'></script><script>PDFObject.embed(\"{file}\", \"#pdfbox\");</script>",
        2020: "<div class='pdf-view' data-url='{file}'></div><script src='/js/view.js'></script>",
        2019: "<button type='button' onclick=\"window.open('{file}')\">在线阅读</button>",
        2018: "<iframe class='lazy' data-src='{file}' src='about:blank'></iframe>",
        2017: "<script>var pdfUrl = '{file}'; pdfjsLib.getDocument(pdfUrl).promise.then(function(p){{}});</script><canvas id=c></canvas>",
    }
    site.html(
        "/xxgk/list.html",
        "信息公开工作报告",
        "<ul>"
        + "".join(
            f"<li><span>{y + 1}-01-12</span><a href='{y}.html'>{name_of(site, y, SHORT)}</a></li>"
            for y in ways
        )
        + "</ul>",
    )
    for y, way in ways.items():
        file = f"/upload/{y + 1}/01/" + quote(f"{y}年报") + ".pdf"
        shown(
            site,
            f"/xxgk/{y}.html",
            y,
            SHORT,
            f"{y + 1}-01-12",
            way.format(file=file, twice=quote(quote(file, safe=""), safe=""))
            if y == 2022
            else way.format(file=file, twice=""),
        )
        site.pages[file] = Reply(pdf_of(site.school, y, SHORT), headers=PDF)
        site.finds(y, f"/xxgk/{y}.html", file, date=f"{y + 1}-01-12")
    return site


def buttons_and_rows() -> Site:
    """Buttons, rows and boxes that open pages; addresses in data, in functions, in forms of GET."""
    site = Site("太岳能源大学", "/gk")
    site.html(
        "/gk",
        "信息公开",
        "<script src='/js/jquery.js'></script><script>\n"
        "$(function(){ $('.go').click(function(){ window.location.href = $(this).attr('data-href'); }); });\n"
        "function view(id){ var u='/gk/view?id='+id; window.open(u,'_blank'); }\n"
        "function openNew(u,t){ window.open(u,t); }\n</script><h3>信息公开年度报告</h3>"
        "<div class='card go' data-href='/gk/2024.html'><p>2024</p><p>学年报告</p></div>"
        "<div class='card' onclick=\"javascript:window.location.href='gk/2023.html'\"><h4>2023</h4></div>"
        "<a href='javascript:view(2022)'>2022</a> <a href='#' onclick=\"openNew('/gk/2021.html','_blank');return false;\">2021</a>"
        "<a href='javascript:void(0)' data-link='/gk/2020.html' class='go2'>2020年</a>"
        "<form action='/gk/show' method='get'><input type='hidden' name='id' value='2019'><input type='submit' value='2019年信息公开年度报告'></form>"
        "<form action='/gk/apply' method='post'><input name='q'><button>提交申请</button></form>",
    )
    paths = {
        2024: "/gk/2024.html",
        2023: "/gk/2023.html",
        2022: "/gk/view?id=2022",
        2021: "/gk/2021.html",
        2020: "/gk/2020.html",
    }
    for y, path in paths.items():
        shown(site, path, y, "full", f"{y}-10-30 16:00")
        site.finds(y, path, date=f"{y}-10-30")
    shown(site, "/gk/show?id=2019", 2019, "full", "2019-10-30")
    site.forbidden = (r"/gk/apply.*", r"/gk/show.*")
    return site


def lists_from_data() -> Site:
    """Lists that a script of the page asks for: XML, JSON at a visible address, a file of records."""
    site = Site("松嫩农垦大学", "/open/")
    site.html(
        "/open/",
        "信息公开",
        "<a href='nb.html'>学年报告</a> <a href='nd.html'>年度报告（2013—2015）</a> <a href='old.html'>历史报告</a>",
    )
    site.html(
        "/open/nb.html",
        "信息公开学年报告",
        "<ul id='l'></ul><script>fetch('/api/articles?column=31&page=1&limit=20').then(r=>r.json()).then(d=>{let h='';for(const a of d.data.list){h+=`<li><a href=\"/open/detail/${a.id}.html\">${a.title}</a><i>${a.pubDate}</i></li>`}document.getElementById('l').innerHTML=h;})</script>",
    )
    rows = [
        {"id": y * 3, "title": name_of(site, y), "pubDate": f"{y}-10-29", "columnId": 31}
        for y in (2024, 2023)
    ]
    site.pages["/api/articles?column=31&page=1&limit=20"] = Reply(
        json.dumps({"code": 0, "data": {"total": 2, "list": rows}}, ensure_ascii=False).encode(),
        headers={"Content-Type": "application/json;charset=UTF-8"},
    )
    for y in (2024, 2023):
        shown(site, f"/open/detail/{y * 3}.html", y, "full", f"{y}-10-29")
        site.finds(y, f"/open/detail/{y * 3}.html", date=f"{y}-10-29")
    site.html(
        "/open/nd.html",
        "信息公开年度报告",
        "<div id='list'></div><script>$.ajax({type:'GET',url:'data/nd.xml',dataType:'xml',success:function(x){$(x).find('item').each(function(){$('#list').append('<a href=\"'+$(this).find('link').text()+'\">'+$(this).find('title').text()+'</a>')})}});</script>",
    )
    items = "".join(
        f"<item><title>{name_of(site, y, OLD)}</title><link>/open/nd/{y}.html</link><date>{y + 1}-03-10</date></item>"
        for y in (2015, 2014)
    )
    site.pages["/open/data/nd.xml"] = Reply(
        f"<?xml version='1.0' encoding='utf-8'?><root>{items}</root>".encode(),
        headers={"Content-Type": "text/xml"},
    )
    for y in (2015, 2014):
        shown(site, f"/open/nd/{y}.html", y, OLD, f"{y + 1}-03-10")
        site.finds(y, f"/open/nd/{y}.html", date=f"{y + 1}-03-10")
    site.html(
        "/open/old.html",
        "信息公开历史报告",
        "<div id='o'></div><script src='olddata.js'></script><script>for(var i=0;i<arr.length;i++){document.write('<p><a href='+arr[i][1]+'>'+arr[i][0]+'</a></p>');}</script>",
    )
    site.pages["/open/olddata.js"] = Reply(
        f"var arr=[['{name_of(site, 2012, OLD)}','/open/nd/2012.html'],['{name_of(site, 2011, OLD)}','/open/nd/2011.html']];".encode(),
        headers={"Content-Type": "application/javascript"},
    )
    for y in (2012, 2011):
        shown(site, f"/open/nd/{y}.html", y, OLD, f"{y + 1}-03-10")
        site.finds(y, f"/open/nd/{y}.html", date=f"{y + 1}-03-10")
    return site


def bare_years() -> Site:
    """Only years as texts, below a heading; folders by year, the two forms of one report side by side."""
    site = Site("海棠医学高等专科学校", "/xxgk/")
    site.html(
        "/xxgk/",
        "信息公开",
        "<div class='box'><div class='tit'>招生计划</div><a href='zs/2024.htm'>2024</a><a href='zs/2023.htm'>2023</a></div>"
        "<div class='box'><div class='tit'>年度报告</div><ul><li><a href='nb/2024/'>2024</a></li><li><a href='nb/2023/'>2023</a></li><li><a href='nb/2022/'>2022</a></li>"
        "<li>2021　<a href='nb/2021/bg.html'>网页版</a>　<a href='nb/2021/bg.pdf'>PDF版</a></li></ul></div>",
    )
    site.html("/xxgk/zs/2024.htm", "招生计划", "<h1>2024年招生计划</h1><p>计划招生3200人。</p>")
    site.html("/xxgk/zs/2023.htm", "招生计划", "<h1>2023年招生计划</h1><p>计划招生3100人。</p>")
    for y in (2024, 2023):
        path = f"/xxgk/nb/{y}/"
        shown(site, path, y, SHORT, f"{y + 1}-02-0{y % 10}")
        site.finds(y, path, date=f"{y + 1}-02-0{y % 10}")
    site.html(
        "/xxgk/nb/2022/",
        "2022",
        f"<p><a href='xxgk.pdf'>{name_of(site, 2022, SHORT)}</a> <a href='tj.xls'>统计表</a></p>",
    )
    site.pages["/xxgk/nb/2022/xxgk.pdf"] = Reply(pdf_of(site.school, 2022, SHORT), headers=PDF)
    site.finds(2022, "/xxgk/nb/2022/", "/xxgk/nb/2022/xxgk.pdf")
    shown(site, "/xxgk/nb/2021/bg.html", 2021, SHORT, "2022-02-03")
    site.pages["/xxgk/nb/2021/bg.pdf"] = Reply(pdf_of(site.school, 2021, SHORT), headers=PDF)
    site.finds(2021, "/xxgk/nb/2021/bg.html", date="2022-02-03")
    return site


def directory_table() -> Site:
    """A catalogue with index numbers: the number is the link, titles are cut short, all kinds mixed."""
    site = Site("黄龙林业职业技术学院", "/")
    site.html("/", site.school, "<a href='/zwgk/ml.jsp?dept=0'>信息公开目录</a>")
    kinds = [
        ("财务", "2024年度部门预算"),
        ("招生", "2024年单独招生章程"),
        ("人事", "2023年公开招聘公告"),
        ("后勤", "学生公寓管理办法"),
    ]
    rows = ""
    for n, (kind, name) in enumerate(kinds):
        rows += f"<tr><td><a href='xx.jsp?id={n}'>HL0{n}-0200-2024-000{n}</a></td><td>{kind}</td><td>{name}</td><td>2024-05-0{n + 1}</td></tr>"
        site.html(
            f"/zwgk/xx.jsp?id={n}", name, f"<h1>{name}</h1><p>{'学院依据有关规定办理。' * 30}</p>"
        )
    for y in (2023, 2022, 2021):
        rows += f"<tr><td><a href='xx.jsp?id={y}'>HL00-0600-{y + 1}-0012</a></td><td>综合</td><td>{name_of(site, y, SHORT)[:16]}…</td><td>{y + 1}-01-2{y % 10}</td></tr>"
        head = f"<table class='xxgk'><tr><td>索 引 号</td><td>HL00-0600-{y + 1}-0012</td><td>主题分类</td><td>信息公开年报</td></tr><tr><td>发布机构</td><td>党政办公室</td><td>成文日期</td><td>{y + 1}-01-18</td></tr><tr><td>名　　称</td><td colspan=3>{name_of(site, y, SHORT)}</td></tr><tr><td>发布日期</td><td>{y + 1}-01-2{y % 10}</td><td>有效性</td><td>有效</td></tr></table>"
        site.html(
            f"/zwgk/xx.jsp?id={y}",
            "信息公开目录",
            f"{head}<div class='con'>{body(site.school, y, SHORT)}</div>",
        )
        site.finds(y, f"/zwgk/xx.jsp?id={y}", date=f"{y + 1}-01-2{y % 10}")
    site.html(
        "/zwgk/ml.jsp?dept=0",
        "信息公开目录",
        f"<table><tr><th>索引号</th><th>类别</th><th>名称</th><th>发布日期</th></tr>{rows}</table>",
    )
    return site


def tabs_of_years() -> Site:
    """One page with a tab for each year: a link, a frame, a file, and a report written out."""
    site = Site("红河矿业大学", "/xxgk/ndbg/index.shtml")
    site.html(
        "/xxgk/ndbg/index.shtml",
        "信息公开年度报告",
        "<ul class='tab-hd'><li class='on'><a href='#t24'>2024年</a></li><li><a href='#t23'>2023年</a></li><li><a href='#t22'>2022年</a></li></ul>"
        f"<div class='tab-bd'><div id='t24'><p><a href='2024/art.shtml'>点击查看</a></p></div><div id='t23' style='display:none'><iframe src='2023/bg.shtml' frameborder=0></iframe></div>"
        f"<div id='t22' style='display:none'><h4>{name_of(site, 2022)}</h4><a href='2022/fj.docx'><img src='/img/word.png' alt='下载'></a></div></div>",
    )
    shown(site, "/xxgk/ndbg/2024/art.shtml", 2024, "full", "2024-10-31")
    site.finds(2024, "/xxgk/ndbg/2024/art.shtml", date="2024-10-31")
    site.html(
        "/xxgk/ndbg/2023/bg.shtml", "bg", f"<h2>{name_of(site, 2023)}</h2>{body(site.school, 2023)}"
    )
    site.finds(2023, "/xxgk/ndbg/2023/bg.shtml")
    site.pages["/xxgk/ndbg/2022/fj.docx"] = Reply(docx_of(site.school, 2022))
    site.finds(2022, "/xxgk/ndbg/index.shtml", "/xxgk/ndbg/2022/fj.docx")
    return site


def tidy_and_untidy_links() -> Site:
    """Addresses as people type them: blanks, line breaks, backslashes, entities, one slash, GBK."""
    site = Site("鹿鸣外国语学院", "/index.htm")
    gbk = quote("年报2016".encode("gbk"))

    def listed(request: Request) -> Reply:
        there = request.headers["host"]
        links = {
            2024: "HREF=' gk/2024.htm '",
            2023: "href='..\\lm\\gk\\2023.htm'",
            2022: "href='gk/20\n22.htm'",
            2021: f"href='//{there}/lm/gk/2021.htm'",
            2020: "href=gk&#47;2020&#46;htm",
            2019: f"href='http:\\\\{there}\\lm\\gk\\2019.htm'",
            2018: "href='./../../lm//gk/2018.htm'",
            2017: "href='gk/2017 年报.htm'",
            2016: f"href='gk/{gbk}.htm'",
            2015: "href='gk/2015.htm#content'",
        }
        rows = "".join(
            f"<LI><A class=a {link} target=_blank>{name_of(site, y, SHORT)}</A> ({y + 1}.1.18)"
            for y, link in links.items()
        )
        return Reply(
            document(
                "信息公开年度报告",
                f"<UL>{rows}</UL><a href='http://[::1]:1/x'>信息公开年度报告</a><a href='http:///gk'>年度报告</a><a href='http://[bad'>年报</a>",
                head=f"<base href='http://{there}/lm/' target='_blank'>",
            ),
            headers=HTML,
        )

    site.html("/index.htm", site.school, "<meta http-equiv='refresh' content=\"0; URL='a.htm'\">")
    site.html("/a.htm", "跳转", "", head="<META HTTP-EQUIV=REFRESH CONTENT='1;url=./b.htm'>")
    site.html(
        "/b.htm", "跳转", "<script language=javascript>window.location.replace('/c.htm')</script>"
    )
    site.html("/c.htm", site.school, "<a href='/lm/list.htm'>校务信息公开</a>")
    site.pages["/lm/list.htm"] = listed
    for y in range(2015, 2025):
        path = {2017: "/lm/gk/" + quote("2017 年报") + ".htm", 2016: f"/lm/gk/{gbk}.htm"}.get(
            y, f"/lm/gk/{y}.htm"
        )
        shown(site, path, y, SHORT, f"{y + 1}年1月18日")
        site.finds(y, path, date=f"{y + 1}-01-18")
    site.expected = [e for e in site.expected if e.year != 2018]
    site.pages["/lm//gk/2018.htm"] = site.pages["/lm/gk/2018.htm"]
    site.finds(2018, "/lm//gk/2018.htm", date="2019-01-18")
    return site
