"""How files are handed in: as they are to a command that takes files, as texts to all others."""

from dataclasses import replace

import pytest

from adapters.attached import IMAGE_FILE, PARCEL, TEXT_FILE, check_size, handed, placeholder, with_files
from adapters.base import Limit
from bot.commands import load
from bot.dialogue.inbound import Attached, Inbound, Invoke, Material, Parcel, Press, Say, Submit
from bot.dialogue.taking import Takes, takes
from bot.domain import Image
from bot.errors import TooLarge, Usage
from tests.doubles.house import HERE


@pytest.mark.parametrize(
    ("inbound", "wanted"),
    [
        (Invoke(whence=HERE, command="import"), Takes.AS_THEY_ARE),
        (Invoke(whence=HERE, line="import to=team"), Takes.AS_THEY_ARE),
        (Invoke(whence=HERE, line="importer"), Takes.AS_THEY_ARE),
        (Submit(whence=HERE, token="1import:", values={}), Takes.AS_THEY_ARE),
        (Say(whence=HERE, text=" import "), Takes.AS_THEY_ARE),
        (Say(whence=HERE, text="  "), Takes.EITHER),
        (Say(whence=HERE, text="import these, please"), Takes.TEXTS),
        (Say(whence=HERE, text="shorter"), Takes.TEXTS),
        (Invoke(whence=HERE, command="critique"), Takes.TEXTS),
        (Invoke(whence=HERE, line=""), Takes.TEXTS),
        (Submit(whence=HERE, token="1edit.text:v", values={}), Takes.TEXTS),
        (Submit(whence=HERE, token="nonsense", values={}), Takes.TEXTS),
        (Press(whence=HERE, token="1import:"), Takes.TEXTS),
    ],
)
def test_only_what_takes_files_gets_them_as_they_are(inbound: Inbound, wanted: Takes) -> None:
    """Whoever sends a ZIP with import gets it imported; with anything else, it is a text or nothing."""
    assert takes(inbound, load()) is wanted


def test_a_file_arrives_as_it_is_wanted() -> None:
    """A table keeps every byte for an import; elsewhere it is its text, an image an image, and a ZIP is refused."""
    table, packed = b"\xef\xbb\xbfact,prompt\x0c\r\n", b"PK\x03\x04\xff"
    assert handed("a.csv", table, "", Takes.AS_THEY_ARE) == Parcel("a.csv", table)
    assert handed("a.png", b"x", "image/png", Takes.AS_THEY_ARE) == Parcel("a.png", b"x")
    for wanted in (Takes.TEXTS, Takes.EITHER):
        assert handed("a.csv", table, "", wanted) == Attached("a.csv", "act,prompt\x0c\r\n")
        assert handed("a.png", b"x", "image/png", wanted) == Image("a.png", "image/png", b"x")
    assert handed("a.zip", packed, "", Takes.EITHER) == Parcel("a.zip", packed)
    with pytest.raises(Usage):
        handed("a.zip", packed, "", Takes.TEXTS)
    assert placeholder("a.zip", "", Takes.AS_THEY_ARE) == Parcel("a.zip", b"")


@pytest.mark.parametrize(
    ("wanted", "image", "limit"),
    [
        (Takes.TEXTS, "", TEXT_FILE),
        (Takes.TEXTS, "image/png", IMAGE_FILE),
        (Takes.AS_THEY_ARE, "", PARCEL),
        (Takes.EITHER, "", PARCEL),
    ],
)
def test_each_kind_has_its_bound(wanted: Takes, image: str, limit: Limit) -> None:
    """A file that is too large for what it is wanted for is refused with its size, before it is fetched."""
    check_size("a", limit.number, image, wanted)
    with pytest.raises(TooLarge):
        check_size("a", limit.number + 1, image, wanted)


def test_a_parcel_goes_where_files_go() -> None:
    """A file that is handed in as it is stands beside the texts, whichever field it was given for."""
    parcel = Parcel("a.zip", b"x")
    submit, said = Submit(whence=HERE, token="1import:", values={"to": "team"}), Say(whence=HERE, text="")
    material = Material(parcels=(parcel,))
    assert with_files(submit, [("file", parcel)]) == replace(submit, material=material)
    assert with_files(said, [("", parcel)]) == replace(said, material=material)
