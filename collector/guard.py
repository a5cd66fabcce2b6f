"""Which network addresses may be connected to, and which certificates are accepted.

A page can link or redirect to any host, and any name can resolve to any address. The test is made
on the resolved address, for every connection: Twisted connects only to what `GuardedResolver`
returns, so no name can resolve to another address between the test and the connection.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any, Final

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from twisted.internet.interfaces import (
    IAddress,
    IHostnameResolver,
    IHostResolution,
    IResolutionReceiver,
)
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer

from collector.addresses import host_of, is_ip, registrable_domain

GUARD: Final = "XXGK_GUARD"
"""Name of the setting that holds the Guard."""
_NAT64: Final = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))

_INNER_NAMES: Final = (".localhost", ".local", ".internal", ".lan", ".home.arpa")


def embedded_addresses(address: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    """The address, and the IPv4 addresses inside it that a connection may end at."""
    if isinstance(address, IPv4Address):
        return [address]
    found: list[IPv4Address | IPv6Address] = [address]
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    if address.sixtofour is not None:
        found.append(address.sixtofour)
    if address.teredo is not None:
        found.extend(address.teredo)
    if any(address in network for network in _NAT64) or int(address) >> 32 == 0:
        found.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return found


def is_public(text: str) -> bool:
    """Whether an address belongs to the public internet, and not to a private, link-local,
    loopback, metadata or other special network."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return all(
        each.is_global
        and not each.is_multicast
        and not each.is_reserved
        and not each.is_loopback
        and not each.is_link_local
        and not each.is_private
        and not each.is_unspecified
        for each in embedded_addresses(address)
    )


def _is_link_local(text: str) -> bool:
    address = ip_address(text.partition("%")[0])
    return any(each.is_link_local for each in embedded_addresses(address))


class Guard:
    """What is refused, and what was refused in this run.

    With `local_domains`, addresses that are not public are allowed for hosts of these registrable
    domains: those of the start addresses, under --allow-local. A page cannot lead from them to
    another private host.
    """

    def __init__(
        self,
        local_domains: frozenset[str] = frozenset(),
        insecure_hosts: frozenset[str] = frozenset(),
        proxy: str | None = None,
    ) -> None:
        """`proxy` is the address of the proxy that a person named: it may be anywhere."""
        self._local_domains = local_domains
        self._proxy_host = host_of(proxy) if proxy else None
        self.insecure_hosts = insecure_hosts
        self.refused: set[str] = set()
        """Hosts with an address that was refused."""

    def allows(self, host: str, address: str) -> bool:
        """Whether a connection to `host` may go to `address`."""
        name = host.strip("[]").lower().rstrip(".")
        if is_public(address) or name == self._proxy_host:
            return True
        is_named = name == address
        if registrable_domain(name) in self._local_domains and (
            is_named or not _is_link_local(address)
        ):
            return True
        self.refused.add(name)
        return False

    def allows_by_proxy(self, host: str) -> bool:
        """Whether a host may be requested through the proxy, which resolves the name: only the name
        can be tested."""
        if self._proxy_host is None:
            return True
        name = host.strip("[]").lower().rstrip(".")
        if is_ip(name):
            return self.allows(name, name)
        if "." in name and not name.endswith(_INNER_NAMES):
            return True
        if registrable_domain(name) in self._local_domains:
            return True
        self.refused.add(name)
        return False


@implementer(IResolutionReceiver)
class _Filter:
    """Passes on the addresses of a host that are allowed."""

    def __init__(self, receiver: Any, host: str, guard: Guard) -> None:
        self._receiver = receiver
        self._host = host
        self._guard = guard

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802 - Twisted's
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802
        if self._guard.allows(self._host, getattr(address, "host", "")):
            self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        self._receiver.resolutionComplete()


@implementer(IHostnameResolver)
class GuardedResolver:
    """Scrapy's DNS_RESOLVER: the system's resolver without the addresses that are refused."""

    def __init__(self, reactor: Any, guard: Guard) -> None:
        self._reactor = reactor
        self._system = reactor.nameResolver
        self._guard = guard

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> GuardedResolver:
        return cls(reactor, crawler.settings[GUARD])

    def install_on_reactor(self) -> None:
        self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 - Twisted's
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        filtered = _Filter(resolutionReceiver, hostName, self._guard)
        return self._system.resolveHostName(
            filtered, hostName, portNumber, addressTypes, transportSemantics
        )


@implementer(IPolicyForHTTPS)
class _CertificatePolicy:
    """Verifies certificates, except those of the hosts that the user named."""

    def __init__(self, strict: Any, lenient: Any, insecure_hosts: frozenset[str]) -> None:
        self._strict = strict
        self._lenient = lenient
        self._insecure_hosts = insecure_hosts

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802 - Twisted's
        host = hostname.decode("ascii", "replace").lower()
        policy = self._lenient if host in self._insecure_hosts else self._strict
        return policy.creatorForNetloc(hostname, port)


class DownloadHandler(HTTP11DownloadHandler):
    """Scrapy's handler of http and https with certificates verified for all hosts but some."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        strict = self._contextFactory
        lenient = type(strict)(verify_certificates=False)
        hosts = crawler.settings[GUARD].insecure_hosts
        policy: Any = _CertificatePolicy(strict, lenient, hosts)
        self._contextFactory = policy
