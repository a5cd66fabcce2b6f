"""Addresses are read as browsers read them, and compared as people do."""

from __future__ import annotations

import pytest

from collector.addresses import absolute, citable, key_of, registrable_domain
from collector.guard import Guard, is_public


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("..\\..\\gk\\bg.asp?t=年报", "http://a.edu.cn/gk/bg.asp?t=%C4%EA%B1%A8"),
        (
            " /信息公开/a b.htm#top ",
            "http://a.edu.cn/%E4%BF%A1%E6%81%AF%E5%85%AC%E5%BC%80/a%20b.htm",
        ),
        ("HTTP://WWW.A.EDU.CN:80/x", "http://www.a.edu.cn/x"),
        ("//xxgk.a.edu.cn", "http://xxgk.a.edu.cn/"),
        ("http://中国.cn/", "http://xn--fiqs8s.cn/"),
        ("/a/%b1%a8.pdf", "http://a.edu.cn/a/%b1%a8.pdf"),
        ("a//b.htm", "http://a.edu.cn/x/y/a//b.htm"),
        ("./../../gk//../2024.htm?p=1", "http://a.edu.cn/gk/2024.htm?p=1"),
        ("../../../..", "http://a.edu.cn/"),
        ("/100%.htm", "http://a.edu.cn/100%25.htm"),
        ("http://b.edu.cn/x/../y;", "http://b.edu.cn/y;"),
        ("http://b.edu.cn?p=1", "http://b.edu.cn/?p=1"),
        ("http://学 院.cn/", None),
        ("http://é<title>/", None),
        ("javascript:void(0)", None),
        ("mailto:a@a.edu.cn", None),
        ("ftp://a.edu.cn/x", None),
        ("file:///etc/passwd", None),
        ("http://a.edu.cn:99999/", None),
        ("http://[::1", None),
        ("", None),
    ],
)
def test_a_link_leads_where_a_browser_would_go(written: str, expected: str | None) -> None:
    assert absolute("http://a.edu.cn/x/y/z.htm", written, "gbk") == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://www.a.edu.cn/x/", "https://a.edu.cn/x"),
        ("http://a.edu.cn/x;jsessionid=0A1B2C3D", "http://a.edu.cn/x"),
        ("http://a.edu.cn/(S(lit3py55t21z5v55vlm25s55))/x.aspx", "http://a.edu.cn/x.aspx"),
        ("http://a.edu.cn/x?id=1&utm_source=wx", "http://a.edu.cn/x?id=1"),
        ("http://a.edu.cn/x?b=2&a=1", "http://a.edu.cn/x?a=1&b=2"),
        ("http://a.edu.cn/%e6%8a%a5.htm", "http://a.edu.cn/%E6%8A%A5.htm"),
        ("http://a.edu.cn/x?PHPSESSID=abcdef123", "http://a.edu.cn/x"),
    ],
)
def test_one_page_has_one_key(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


def test_two_pages_have_two_keys() -> None:
    addresses = [
        "http://a.cn/x?id=1",
        "http://a.cn/x?id=2",
        "http://a.cn/X?id=1",
        "http://a.cn:81/x?id=1",
    ]
    assert len({key_of(address) for address in addresses}) == len(addresses)


def test_a_cited_address_has_no_session() -> None:
    assert (
        citable("http://a.cn/x.jsp;jsessionid=AB?id=5&sid=0123456789") == "http://a.cn/x.jsp?id=5"
    )


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("xxgk.ahcme.edu.cn", "ahcme.edu.cn"),
        ("www.school.com", "school.com"),
        ("a.b.school.ah.cn", "school.ah.cn"),
        ("127.0.0.5", "127.0.0.5"),
        ("localhost", "localhost"),
        ("xxgk.one.localhost", "one.localhost"),
    ],
)
def test_a_host_belongs_to_a_registrable_domain(host: str, domain: str) -> None:
    assert registrable_domain(host) == domain


@pytest.mark.parametrize(
    "address",
    "127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.100.100.200 0.0.0.0 224.0.0.1 ::1 :: fe80::1%eth0"
    " fd00:ec2::254 ::ffff:10.0.0.1 ::ffff:169.254.169.254 64:ff9b::7f00:1 2002:7f00:1:: ::127.0.0.1 name".split(),
)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert not is_public(address)
    guard = Guard()
    assert not guard.allows("www.a.edu.cn", address)
    assert guard.refused == {"www.a.edu.cn"}


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "203.119.1.1", "2001:4860:4860::8888", "::ffff:8.8.8.8"]
)
def test_a_public_address_is_allowed(address: str) -> None:
    assert Guard().allows("www.a.edu.cn", address)


def test_local_addresses_are_allowed_for_the_hosts_of_the_list_only() -> None:
    guard = Guard(local_domains=frozenset({"127.0.0.5", "school.localhost"}))
    assert guard.allows("127.0.0.5", "127.0.0.5")
    assert guard.allows("xxgk.school.localhost", "127.0.0.1")
    assert not guard.allows("127.0.0.6", "127.0.0.6")
    assert not guard.allows("xxgk.school.localhost", "169.254.169.254")
