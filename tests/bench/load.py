"""A load generator on raw sockets: keep-alive, a few connections, hosts in rotation, loopback only."""

import asyncio
import time

CONNECTIONS = 4


def requests_per_second(port: int, hosts: list[str], *, seconds: float, path: str = "/") -> float:
    """Return how many requests were answered 200 each second; raise on any other answer."""
    return asyncio.run(_measure(port, hosts, seconds, path))


async def _measure(port: int, hosts: list[str], seconds: float, path: str) -> float:
    start = time.perf_counter()
    until = start + seconds
    counts = await asyncio.gather(*(_client(port, hosts[n:] + hosts[:n], until, path) for n in range(CONNECTIONS)))
    return sum(counts) / (time.perf_counter() - start)


async def _client(port: int, hosts: list[str], until: float, path: str) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    requests = [f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode() for host in hosts]
    answered = 0
    while time.perf_counter() < until:
        writer.write(requests[answered % len(requests)])
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(head.decode())
        length = next(
            int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")
        )
        await reader.readexactly(length)
        answered += 1
    writer.close()
    return answered
