"""An assistant at work: the protocol's own client finds, reads and cites."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

from mcp import Client


def test_an_assistant_finds_reads_and_cites(portal):
    async def talk():
        async with Client(f"{portal}/mcp") as assistant:
            found = await assistant.call_tool("search", {"query": "extradition", "kind": "article", "limit": 3})
            first = json.loads(found.content[0].text)["results"][0]["address"]
            read = await assistant.call_tool("read", {"address": first})
            bound = await assistant.call_tool("treaties_between", {"a": "IT", "b": "ML", "on": "2020-01-01"})
            return first, read, bound

    # A browser of another journey may already run a loop in this thread.
    with ThreadPoolExecutor(1) as apart:
        first, read, bound = apart.submit(lambda: asyncio.run(talk())).result()
    assert first.startswith(f"{portal}/en/treaties/")
    assert not read.is_error
    assert "xtradit" in read.content[0].text
    assert "XVIII-12" in bound.content[0].text
