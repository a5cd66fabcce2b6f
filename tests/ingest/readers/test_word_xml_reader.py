"""Word documents saved as one XML file, which are often named .doc."""

from __future__ import annotations

import pytest

from indexer.errors import UnreadableError
from indexer.ingest.readers import read_bytes

W2003 = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<?mso-application progid="Word.Document"?>\n'
    '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"'
    ' xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint"'
    ' xmlns:aml="http://schemas.microsoft.com/aml/2001/core"'
    ' xmlns:o="urn:schemas-microsoft-com:office:office">'
    "<o:DocumentProperties><o:Title>某学院年报</o:Title></o:DocumentProperties>%s"
    "<w:body><wx:sect>%s</wx:sect></w:body></w:wordDocument>"
)
LISTS = (
    '<w:lists><w:listDef w:listDefId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:nfc w:val="37"/>'
    '<w:lvlText w:val="%1、"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:nfc w:val="0"/>'
    '<w:lvlText w:val="%2."/></w:lvl></w:listDef><w:list w:ilfo="1"><w:ilst w:val="0"/></w:list>'
    "</w:lists>"
)


def _item(text: str, level: int, written: str = "") -> str:
    hint = f'<wx:t wx:val="{written}"/>' if written else ""
    return (
        f'<w:p><w:pPr><w:listPr><w:ilvl w:val="{level}"/><w:ilfo w:val="1"/>{hint}</w:listPr>'
        f"</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
    )


def _paragraph(*inner: str) -> str:
    return f"<w:p>{''.join(inner)}</w:p>"


def _run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def _lines(body: str, lists: str = "", name: str = "a.doc") -> list[str]:
    return read_bytes((W2003 % (lists, body)).encode(), name).text.split("\n")


@pytest.mark.parametrize("name", ["a.doc", "a.xml", "a"])
def test_word_2003_xml_is_read_as_a_document(name: str) -> None:
    body = _paragraph(_run("某学院信息公开年度报告")) + _paragraph(_run("1435"), _run("条"))
    assert _lines(body, name=name) == ["某学院信息公开年度报告", "1435条"]
    assert read_bytes((W2003 % ("", body)).encode(), name).title == "某学院年报"


def test_numbers_written_beside_the_list_are_used() -> None:
    body = _item("概述", 0, "一、") + _item("目录", 1, "1.") + _item("点", 0, "\uf0b7")
    assert _lines(body) == ["一、概述", "1. 目录", "点"]


def test_numbers_are_counted_where_none_is_written() -> None:
    body = _item("概述", 0) + _item("目录", 1) + _item("主动公开情况", 0)
    assert _lines(body, LISTS) == ["一、概述", "1. 目录", "二、主动公开情况"]


def test_deletions_and_comments_are_not_text() -> None:
    def annotation(kind: str, inner: str) -> str:
        return f'<aml:annotation w:type="Word.{kind}"><aml:content>{inner}</aml:content></aml:annotation>'

    body = _paragraph(
        annotation("Deletion", "<w:r><w:delText>600</w:delText></w:r>"),
        annotation("Insertion", _run("573")),
        _run("9", "<w:strike/>"),
        _run("件"),
        annotation("Comment", _paragraph(_run("请核对"))),
        _run("2", '<w:vertAlign w:val="superscript"/>'),
    )
    assert _lines(body) == ["573件²"]


def test_its_tables_notes_and_links_are_read() -> None:
    cell = "<w:tc>{}</w:tc>"
    row = cell.format(_paragraph(_run("招生"))) + cell.format(_paragraph(_run("58")))
    note = f"<w:r><w:footnote>{_paragraph(_run('注：略'))}</w:footnote></w:r>"
    link = f'<w:hlink w:dest="http://a.cn/zc">{_run("章程")}</w:hlink>'
    body = f"<w:tbl><w:tr>{row}</w:tr></w:tbl>" + _paragraph(_run("见"), link, note)
    extracted = read_bytes((W2003 % ("", body)).encode(), "a.doc")
    assert extracted.text.split("\n") == ["招生\t58", "见章程", "注：略"]
    assert [link.url for link in extracted.links] == ["http://a.cn/zc"]


def test_a_flat_package_is_read_as_the_parts_it_holds() -> None:
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    data = (
        '<?xml version="1.0"?><?mso-application progid="Word.Document"?><pkg:package'
        ' xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">'
        '<pkg:part pkg:name="/word/document.xml"><pkg:xmlData>'
        f'<w:document xmlns:w="{main}"><w:body>{_paragraph(_run("文"))}</w:body></w:document>'
        "</pkg:xmlData></pkg:part></pkg:package>"
    )
    assert read_bytes(data.encode(), "a.xml").text == "文"


def test_a_damaged_one_is_refused() -> None:
    with pytest.raises(UnreadableError, match="损坏"):
        read_bytes((W2003 % ("", _paragraph(_run("文")))).encode()[:-30], "a.doc")


def test_pages_and_other_documents_named_doc_are_read_as_what_they_are() -> None:
    page = "<html xmlns:w='urn:schemas-microsoft-com:office:word'><body><p>文</p></body></html>"
    mail = (
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n"
        f"Content-Type: text/html; charset=utf-8\n\n{page}\n--b--\n"
    )
    for data in (page, mail):
        assert read_bytes(data.encode(), "a.doc").text.strip() == "文"
