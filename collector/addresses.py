"""Web addresses: how a browser reads them, when two are the same, and to whom a host belongs."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from ipaddress import ip_address
from typing import Final
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urljoin, urlsplit, urlunsplit

SCHEMES: Final = frozenset({"http", "https"})
PORTS: Final = {"http": 80, "https": 443}
MAX_LENGTH: Final = 2_000
"""Characters of an address; longer ones come from traps."""

_BLANKS: Final = re.compile("[\t\r\n]+")
_SESSION_STEP: Final = re.compile(r"/\([A-Za-z]\([0-9A-Za-z_-]{10,}\)\)(?=/)")
"""The session in the path of an ASP.NET site without cookies: /(S(lit3py55t21z5v55vlm25s55))/."""
_SESSION_PARAMETER: Final = re.compile(
    r";(?:jsessionid|phpsessid|sid|sessionid)=[^/?#;]*", re.IGNORECASE
)
_SESSION_NAMES: Final = re.compile(
    r"jsessionid|phpsessid|aspsessionid\w*|asp\.net_sessionid|sid|sess(?:ion)?_?id|session|cfid"
    r"|cftoken|s_?token",
    re.IGNORECASE,
)
_TRACKING_NAMES: Final = re.compile(
    r"utm_\w+|spm|scm|from_?source|share_?(?:from|token|source)|hmsr|hmpl|hmcu|hmkw|hmci|bd_vid"
    r"|gclid|fbclid|yclid|mc_[ce]id|_ga|_|_t|_r|rnd|rand|random|timestamp|ts|nocache",
    re.IGNORECASE,
)
_UNRESERVED: Final = frozenset(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
)


def absolute(base: str, written: str, encoding: str = "utf-8") -> str | None:
    """The http or https address that a browser would open; None where there is none.

    As in browsers, a path is sent in UTF-8, a query in the page's `encoding`. Fragments are
    dropped: they name a place on the page.
    """
    text = _BLANKS.sub("", written).strip().strip("\u3000\u00a0\ufeff\u200b")
    if not text:
        return None
    scheme = text.partition(":")[0].lower()
    if scheme in SCHEMES or not re.match(r"[a-z][a-z0-9+.-]*:", text, re.IGNORECASE):
        text = text.partition("?")[0].replace("\\", "/") + text[len(text.partition("?")[0]) :]
    try:
        parts = urlsplit(_joined(base, text))
        port = parts.port
        host = _ascii_host(parts.hostname or "")
    except ValueError:
        return None
    if parts.scheme not in SCHEMES or not host:
        return None
    netloc = host if port in {None, PORTS[parts.scheme]} else f"{host}:{port}"
    path = _quoted(parts.path or "/", "utf-8", safe="/%:@!$&'()*+,;=-._~")
    query = _quoted(parts.query, encoding, safe="/?%:@!$&'()*+,;=-._~[]{}|")
    url = urlunsplit((parts.scheme, netloc, _without_dots(path), query, ""))
    return url if len(url) <= MAX_LENGTH else None


def _joined(base: str, text: str) -> str:
    """As `urljoin`, which drops the empty steps of a path that browsers keep: `a//b.htm`."""
    there, here = urlsplit(base), urlsplit(text)
    if not here.netloc and (here.scheme or not here.path):
        return urljoin(base, text)
    is_rooted = here.netloc or here.path.startswith("/")
    folder = "" if is_rooted else there.path.rpartition("/")[0] + "/"
    kept: list[str] = []
    *steps, last = f"{folder}{here.path}".removeprefix("/").split("/")
    for step in steps:
        if step == "..":
            del kept[-1:]
        elif step != ".":
            kept.append(step)
    if last == "..":
        del kept[-1:]
    path = "/".join(["", *kept, "" if last in {".", ".."} else last])
    scheme, netloc = here.scheme or there.scheme, here.netloc or there.netloc
    return urlunsplit((scheme, netloc, path, here.query, here.fragment))


def _ascii_host(host: str) -> str:
    """A host as it is asked for: lower case, Chinese domains in Punycode. Raises ValueError."""
    bare = host.rstrip(".").lower()
    if ":" in bare:
        return f"[{bare}]"
    ascii_host = bare.encode("idna").decode("ascii") if not bare.isascii() else bare
    if not re.fullmatch(r"[a-z0-9._-]+", ascii_host):
        raise ValueError(host)
    return ascii_host


def _quoted(text: str, encoding: str, *, safe: str) -> str:
    try:
        data = text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        data = text.encode("utf-8", "surrogatepass")
    return re.sub("%(?![0-9A-Fa-f]{2})", "%25", quote(data, safe=safe))


def _without_dots(path: str) -> str:
    """A path without leading `..`, which `urljoin` leaves at the root."""
    while path.startswith(("/../", "/./")):
        path = path[path.index("/", 1) :]
    return path


def with_chinese_path(url: str, encoding: str) -> str | None:
    """The address with the non-ASCII characters of its path in another encoding, as servers with
    file names in GBK expect them; None where the path has none."""
    parts = urlsplit(url)
    try:
        path = unquote_to_bytes(parts.path).decode("utf-8")
        if path.isascii():
            return None
        encoded = quote(path.encode(encoding), safe="/:@!$&'()*+,;=-._~")
    except UnicodeError:
        return None
    return urlunsplit((parts.scheme, parts.netloc, encoded, parts.query, ""))


def citable(url: str) -> str:
    """The address a person would cite: without the visitor's session and without tracking."""
    parts = urlsplit(url)
    path = _SESSION_PARAMETER.sub("", _SESSION_STEP.sub("", parts.path))
    kept = [
        pair
        for pair in parts.query.split("&")
        if not _is_session(pair) and not _TRACKING_NAMES.fullmatch(pair.partition("=")[0])
    ]
    return urlunsplit((parts.scheme, parts.netloc, path or "/", "&".join(kept), ""))


def _is_session(pair: str) -> bool:
    name, _, value = pair.partition("=")
    return _SESSION_NAMES.fullmatch(name) is not None and len(value) >= 6


def key_of(url: str) -> str:
    """The same for two addresses of one page: without scheme, `www.`, session and tracking, with
    percent-encoding and the order of parameters made the same."""
    parts = urlsplit(citable(url))
    host = (parts.hostname or "").removeprefix("www.")
    port = parts.port
    if port is not None and port != PORTS.get(parts.scheme):
        host = f"{host}:{port}"
    path = _recoded(parts.path.rstrip("/"))
    pairs = sorted(parse_qsl(parts.query, keep_blank_values=True, encoding="latin-1"))
    query = "&".join(f"{name}={value}" for name, value in pairs)
    return f"{host}{path}?{query}" if query else host + path


def _recoded(path: str) -> str:
    return "".join(
        chr(byte) if byte in _UNRESERVED or byte == 0x2F else f"%{byte:02X}"
        for byte in unquote_to_bytes(path)
    )


def host_of(url: str) -> str:
    return urlsplit(url).hostname or ""


def port_of(url: str) -> int:
    parts = urlsplit(url)
    return parts.port or PORTS.get(parts.scheme, 80)


def authority_of(url: str) -> str:
    """Scheme, host and port, as robots.txt is valid for."""
    return f"{urlsplit(url).scheme}://{_bracketed(host_of(url))}:{port_of(url)}"


def slot_of(url: str) -> str:
    """Host and port, between whose requests there is a delay."""
    return f"{_bracketed(host_of(url))}:{port_of(url)}"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def is_ip(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


@cache
def _suffixes() -> frozenset[str]:
    text = resources.files("collector").joinpath("data", "suffixes.txt").read_text("utf-8")
    lines = (line.strip() for line in text.splitlines())
    return frozenset(
        line.encode("idna").decode("ascii") for line in lines if line and not line.startswith("#")
    )


def registrable_domain(host: str) -> str:
    """The name that a registrant chose, with its suffix: ahcme.edu.cn for xxgk.ahcme.edu.cn. An
    IP address, and a name of a single label, is its own."""
    if is_ip(host) or "." not in host:
        return host
    labels = host.split(".")
    suffixes = _suffixes()
    for at in range(len(labels) - 1):
        if ".".join(labels[at + 1 :]) in suffixes or at == len(labels) - 2:
            return ".".join(labels[at:])
    return host
