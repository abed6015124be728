"""Where a webhook may go: HTTPS to a public address, resolved here and called by the very address that was checked."""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from core.errors import N_, RuleBroken

PATIENCE_SECONDS: Final = 10
"""For each step: the connection, a part of the answer."""
WHOLE_SECONDS: Final = 20
"""For all of it: who answers letter by letter is cut off, so that the clockwork goes on."""
MOST_READ: Final = 2_000
LONGEST: Final = 400
_NUMBER: Final = re.compile(r"[0-9]+|0[xX][0-9a-fA-F]*")
"""The last part of an address that old resolvers read as one of IPv4, such as 127.1 or 0x7f.1."""
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_NEVER_PUBLIC: Final = (ipaddress.ip_network("fec0::/10"), ipaddress.ip_network("3fff::/20"))
"""Old networks of a site and those of examples, which Python's own list counts among the open Internet."""


class Unreachable(OSError):
    """The address is refused, or nobody answers there; `args[0]` is the kind of fault."""


@dataclass(frozen=True)
class Target:
    """A checked address: how it is called, and the IP address that stands for it now."""

    is_https: bool
    host: str
    port: int
    path: str
    ip: str


def check_url(url: str, *, allows_private: bool) -> str:
    """The address as it is kept. Raises RuleBroken on "url" for what is no plain HTTPS address.

    HTTP is taken for this machine alone, and only where the settings allow private addresses.
    """
    plain = url.strip()
    try:
        parts = urlsplit(plain)
        host, port = parts.hostname or "", parts.port
        host.encode("idna")  # labels too long or empty are no name
    except ValueError:
        raise _no_address() from None
    if len(plain) > LONGEST or not host or not plain.isascii() or not plain.isprintable() or " " in plain:
        raise _no_address()
    if parts.username or parts.password or parts.fragment or port == 0:
        raise _no_address()
    if parts.scheme != "https" and not (parts.scheme == "http" and allows_private and _is_this_machine(host)):
        raise RuleBroken("url", N_("Only HTTPS is called."), N_("Write an address that begins with https://"))
    if not allows_private and _is_forbidden_name(host):
        raise _is_private()
    return plain


def resolve(url: str, *, allows_private: bool) -> Target:
    """The target behind an address now. Raises Unreachable where any of its addresses is not a public one."""
    parts = urlsplit(url)
    host, is_https = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if is_https else 80)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as problem:
        raise Unreachable("no such host") from problem
    addresses = list(dict.fromkeys(str(row[4][0]) for row in found))
    if not addresses or (not allows_private and not all(is_public(one) for one in addresses)):
        raise Unreachable("private address")
    if not is_https and not all(ipaddress.ip_address(one.split("%")[0]).is_loopback for one in addresses):
        raise Unreachable("not HTTPS")
    path = parts.path or "/"
    return Target(is_https, host, port, f"{path}?{parts.query}" if parts.query else path, addresses[0])


def is_public(address: str) -> bool:
    """True for an address of the open Internet: not of this machine, its networks, or anything reserved."""
    try:
        ip = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if (inner is not None and not is_public(str(inner))) or any(ip in net for net in _NEVER_PUBLIC):
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not ip.is_unspecified


def post(target: Target, body: bytes, headers: dict[str, str]) -> int:
    """Send the body; the status that came back. Redirects are not followed. Raises Unreachable."""
    connection = _connection(target)
    cut_off = threading.Timer(WHOLE_SECONDS, _cut, (connection,))
    cut_off.daemon = True
    cut_off.start()
    try:
        if isinstance(connection.sock, ssl.SSLSocket):
            connection.sock.do_handshake()
        connection.request("POST", target.path, body, {"Host": _named(target), **headers})
        answer = connection.getresponse()
        answer.read(MOST_READ)
        return int(answer.status)
    except ssl.SSLError as problem:
        raise Unreachable("certificate") from problem
    except (OSError, http.client.HTTPException) as problem:
        raise Unreachable(type(problem).__name__) from problem
    finally:
        cut_off.cancel()
        connection.close()


def _cut(connection: http.client.HTTPConnection) -> None:
    """End a connection that another thread waits on."""
    with suppress(OSError):
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)


def _connection(target: Target) -> http.client.HTTPConnection:
    """A connection to the checked IP address itself, so that a name that changes meanwhile leads nowhere else.

    Nothing is read yet: who greets letter by letter is cut off like who answers so.
    """
    try:
        held = socket.create_connection((target.ip, target.port), PATIENCE_SECONDS)
        if target.is_https:
            held = ssl.create_default_context().wrap_socket(
                held, server_hostname=target.host, do_handshake_on_connect=False
            )
    except ssl.SSLError as problem:
        raise Unreachable("certificate") from problem
    except OSError as problem:
        raise Unreachable(type(problem).__name__) from problem
    connection = http.client.HTTPConnection(target.host, target.port, timeout=PATIENCE_SECONDS)
    connection.sock = held
    return connection


def _named(target: Target) -> str:
    host = f"[{target.host}]" if ":" in target.host else target.host
    return host if target.port == (443 if target.is_https else 80) else f"{host}:{target.port}"


def _is_this_machine(host: str) -> bool:
    return host in ("localhost", "127.0.0.1", "::1")


def _is_forbidden_name(host: str) -> bool:
    """True for names and written addresses that are never public: what ends in a number is an address, never a name."""
    name = host.rstrip(".")
    if name == "localhost" or name.endswith((".localhost", ".local", ".internal", ".home.arpa")):
        return True
    try:
        return not is_public(str(ipaddress.ip_address(name)))
    except ValueError:
        return "." not in name or _NUMBER.fullmatch(name.rpartition(".")[2]) is not None


def _no_address() -> RuleBroken:
    return RuleBroken(
        "url", N_("This is no address that can be called."), N_("Write it as https://host/path")
    )


def _is_private() -> RuleBroken:
    return RuleBroken(
        "url",
        N_("This address is not on the open Internet."),
        N_("Whoever runs the server can allow it with ECO_WEBHOOK_PRIVATE."),
    )
