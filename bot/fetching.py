"""Attachments are fetched from where the platform keeps them, into our own database.

Their addresses come from outside, so they are not trusted: https only, public addresses only, looked up once and
dialled as looked up, every redirect checked the same; so much and no more, in so much time; and what it is, its first
bytes say.
"""

from __future__ import annotations

import ipaddress
import logging
import socket
import ssl
import time
from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpcore

from settings import settings
from store import attachments, write

log = logging.getLogger(__name__)

MOST_BYTES = 10 << 20
MOST_REDIRECTS = 3
CONNECT_S, READ_S, WHOLE_S = 5.0, 10.0, 60.0
LEASE_S = WHOLE_S + 60
RETRY_S = (10, 60, 600, 3600)
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
REDIRECTS = frozenset({301, 302, 303, 307, 308})
# first bytes, from which place on, and what has them
SIGNS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypheix", "image/heic"),
    (4, b"ftypmif1", "image/heif"),
    (4, b"ftypmsf1", "image/heif"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf1", "audio/aac"),
    (0, b"\xff\xf9", "audio/aac"),
    (0, b"#!AMR", "audio/amr"),
    (8, b"WAVE", "audio/wav"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"PK\x03\x04", "application/zip"),  # and with it the newer office formats
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),  # the older ones
)


class Refused(Exception):
    """It is not to be fetched; `why` is address, type, size or gone."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Hurried(httpcore.NetworkStream):
    """A stream that nothing is read from or written to after `ends`, however often a little comes."""

    def __init__(self, stream: httpcore.NetworkStream, ends: float) -> None:
        self._stream = stream
        self._ends = ends

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Bytes, while there is time."""
        return self._stream.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes, while there is time."""
        self._stream.write(buffer, self._left(timeout))

    def close(self) -> None:
        """Hang up."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The same in TLS, with the same end."""
        return Hurried(self._stream.start_tls(ssl_context, server_hostname, self._left(timeout)), self._ends)

    def get_extra_info(self, info: str) -> Any:
        """What the stream says of itself."""
        return self._stream.get_extra_info(info)

    def _left(self, timeout: float | None) -> float:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("too slow")
        return min(left, timeout or left)


class PublicOnly(httpcore.NetworkBackend):
    """Dials only addresses of the open internet, and those hosts that the operator named; talks until `ends`."""

    def __init__(self, ends: float) -> None:
        self._dial = httpcore.SyncBackend()
        self._ends = ends

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to a host, at an address that was looked at. Raises Refused."""
        address = host if f"{host}:{port}" in settings().private_sources else public_address(host, port)
        return Hurried(self._dial.connect_tcp(address, port, timeout, local_address, socket_options), self._ends)


def public_address(host: str, port: int) -> str:
    """Where a host is; a host that has one address inside a network is refused whole."""
    try:
        found = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        raise httpcore.ConnectError("the host is not known") from None
    for one in found:
        address = ipaddress.ip_address(one.split("%")[0])
        if not (address.is_global and _within(address).is_global) or address.is_multicast:
            raise Refused("address")
    if not found:
        raise httpcore.ConnectError("the host has no address")
    return found[0]


def _within(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The address that another stands for: mapped, 6to4, or translated by a NAT64."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def fetch(attachment_id: str) -> None:
    """Fetch one attachment, unless another does."""
    with write() as tx:
        mine = attachments.take(tx, attachment_id, LEASE_S)
    if mine is None or mine.url is None:
        return
    if mine.attempts > len(RETRY_S) + 1:  # whoever tried was cut off each time
        with write() as tx:
            attachments.put_off(tx, mine, None)
        return
    try:
        content = download(mine.url)
        mime = kind_of(content)
    except Refused as refused:
        log.info("attachment %s is not fetched: %s", mine.id, refused.why)
        with write() as tx:
            attachments.refuse(tx, mine, refused.why)
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, OSError) as error:
        log.info("attachment %s could not be fetched: %s", mine.id, type(error).__name__)
        with write() as tx:
            later = RETRY_S[mine.attempts - 1] if mine.attempts <= len(RETRY_S) else None
            attachments.put_off(tx, mine, later)
    else:
        with write() as tx:
            attachments.store(tx, mine, content, mime)


def kind_of(content: bytes) -> str:
    """What a file is by its first bytes. Raises Refused for what we do not keep: pages, scripts, programs."""
    for start, sign, mime in SIGNS:
        if content[start : start + len(sign)] == sign:
            return mime
    raise Refused("type")


def download(url: str) -> bytes:
    """What lies at an address. Raises Refused, and httpcore's errors where another try may help."""
    with httpcore.ConnectionPool(network_backend=PublicOnly(time.monotonic() + WHOLE_S)) as pool:
        for _ in range(MOST_REDIRECTS + 1):
            answer = _get(pool, _checked(url))
            if isinstance(answer, bytes):
                return answer
            url = urljoin(url, answer)
    raise Refused("address")


def _checked(url: str) -> str:
    try:
        parts = urlsplit(url)
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)
    except ValueError:
        raise Refused("address") from None
    named = f"{parts.hostname}:{port}" in settings().private_sources
    if not parts.hostname or parts.username is not None or (parts.scheme != "https" and not named):
        raise Refused("address")
    if parts.scheme not in {"https", "http"}:
        raise Refused("address")
    return url


def _get(pool: httpcore.ConnectionPool, url: str) -> bytes | str:
    """The content, or the address of a redirect."""
    timeouts = {"connect": CONNECT_S, "read": READ_S, "write": READ_S, "pool": CONNECT_S}
    try:
        response = pool.stream("GET", url.encode("ascii"), extensions={"timeout": timeouts})
    except UnicodeEncodeError:
        raise Refused("address") from None
    with response as answer:
        headers = {name.lower(): value for name, value in answer.headers}
        if answer.status in REDIRECTS and b"location" in headers:
            return headers[b"location"].decode("latin-1")
        if answer.status in {401, 403, 404, 410}:
            raise Refused("gone")
        if answer.status != 200:
            raise httpcore.ProtocolError(f"status {answer.status}")
        if int(headers.get(b"content-length", b"0") or 0) > MOST_BYTES:
            raise Refused("size")
        content = bytearray()
        for piece in answer.iter_stream():
            content += piece
            if len(content) > MOST_BYTES:
                raise Refused("size")
        return bytes(content)
