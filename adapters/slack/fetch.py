"""Files of people, fetched from Slack with the bot's token and read: texts of at most 100,000 characters, and images.

Slack gives files to the token alone, and to anybody else a page to sign in on, with a status that says that all is
well. A file of another service has that service's address: the token must never be sent there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from adapters.attached import Handed, check_size, handed, image_type, placeholder, shown
from bot.dialogue.taking import Takes
from bot.errors import Refused
from bot.words import N_

FileData = Mapping[str, Any]
"""A file as Slack tells it."""
_PAGE = b"<!doctype html"
_ELSEWHERE = frozenset({"external"})
_STUB = "file_access"


class Unfetched(Exception):  # noqa: N818 - named after what a person meets
    """A file could not be had, whatever the reason."""


class Files(Protocol):
    """How files are had. Both raise `Unfetched`."""

    async def info(self, file: str) -> FileData:
        """Give the `file` of `files.info`."""
        ...

    async def download(self, url: str) -> bytes:
        """Give what stands at a `url_private`. The token must be sent to Slack's own hosts alone, redirects included;
        it takes at most `adapters.attached.FETCH_SECONDS`.
        """
        ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to be fetched. Its text becomes the value `name`; without a name, or as an image, it is material."""

    data: FileData
    files: Files = field(repr=False)
    name: str = ""
    takes: Takes = Takes.TEXTS

    @property
    def file_name(self) -> str:
        """The file's name, or its title."""
        return str(self.data.get("name") or self.data.get("title") or self.data.get("id") or "file")

    @property
    def image(self) -> str:
        """The media type of an image that models can see; empty for all else, which is tried as text."""
        return image_type(str(self.data.get("mimetype") or ""))

    @property
    def placeholder(self) -> Handed:
        """What stands for it until it is fetched."""
        return placeholder(self.file_name, self.image, self.takes)

    def check(self) -> None:
        """Refuse what cannot be fetched at all: `TooLarge`, or `Refused` for what stands at another service."""
        if self.data.get("is_external") or self.data.get("mode") in _ELSEWHERE:
            raise Refused(
                N_("The file {name} is kept by another service, where I cannot read it."),
                name=shown(self.file_name),
                advice=N_("Download it and attach it here, or paste the text."),
            )
        check_size(self.file_name, int(self.data.get("size") or 0), self.image, self.takes)

    async def fetch(self) -> Handed:
        """Fetch it. `TooLarge`, or `Usage` for what is no text, or `Refused` when it cannot be had."""
        try:
            told = await self._told()
            content = await self.files.download(told.url)
        except Unfetched as error:
            raise told_refusal(self.file_name) from error
        if content[: len(_PAGE)].lower() == _PAGE and not told.is_page:
            raise told_refusal(told.file_name)
        return handed(told.file_name, content, told.image, self.takes)

    async def _told(self) -> "Wanted":
        """Give the file with all that is known of it: of one from another organisation, Slack says nothing at first."""
        if self.url and self.data.get("mode") != _STUB:
            return self
        told = Wanted(await self.files.info(str(self.data.get("id") or "")), self.files, self.name, self.takes)
        told.check()
        if not told.url:
            raise Unfetched
        return told

    @property
    def url(self) -> str:
        """Where it stands; empty where Slack did not say."""
        return str(self.data.get("url_private_download") or self.data.get("url_private") or "")

    @property
    def is_page(self) -> bool:
        """It is a web page itself."""
        return str(self.data.get("mimetype") or "").startswith("text/html")


def told_refusal(name: str) -> Refused:
    """Say that a file could not be had."""
    return Refused(
        N_("I could not fetch the file {name} from Slack."),
        name=shown(name),
        advice=N_("Attach it again, or paste the text."),
    )


def wanted(files: Files, given: object, takes: Takes = Takes.TEXTS) -> tuple[Wanted, ...]:
    """Give the files of a list as Slack tells it, those that were deleted left out."""
    told = given if isinstance(given, list) else []
    return tuple(Wanted(one, files, takes=takes) for one in told if one.get("mode") != "tombstone")
