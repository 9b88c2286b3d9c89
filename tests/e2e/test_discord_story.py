"""A week of a team with one prompt, on Discord, against the real program."""

import pytest

from tests.doubles.discord_person import Act, Message, Person
from tests.doubles.scene import Scene, only

pytestmark = pytest.mark.asyncio(loop_scope="module")
FIRST = "Review {{diff}} and list every nit."
SECOND = "Review {{diff}} and list what could break."
THIRD = "Review {{diff}} kindly."


async def told(act: Act, person: Person, *texts: str) -> Message:
    """Wait until somebody's last direct message reads so; give it."""

    def there() -> bool:
        seen = person.sees(person.dm())
        return bool(seen) and all(text in seen[-1].text for text in texts)

    await act.until(there, f"{texts} in the direct messages")
    return person.sees(person.dm())[-1]


async def test_two_people_one_prompt(scene: Scene) -> None:
    """Ana's prompt is improved by Ben through a proposal that Eve approves, edited at the same time, set back, taken
    over when Ana has left, deleted and brought back; nothing is lost, and the log tells all of it.
    """
    eve = scene.discord.person("Eve")

    # Ana shares a prompt, and says which version the team is to use. The boss protects that.
    await scene.saved("our-review", FIRST)
    await scene.slash("share", name="our-review", to="team")
    await scene.slash("label", name="our-review@1", label="production")
    await scene.slash("help", by=eve)
    await scene.admin("roles", person="Eve", role="reviewer")
    await scene.admin("protect", label="production")

    # Ana opens it to work on it, and is called away.
    opened = await scene.press(await scene.slash("show", name="our-review"), "Work on it")
    assert FIRST in opened.text

    # Ben saves over it: that is proposed, with a reason, and Eve is told in one message.
    asked = await scene.slash("save", name="our-review", text=SECOND, by=scene.ben)
    assert "our-review belongs to Ana. Propose yours as its version 2?" in asked.text
    made = await scene.submit(
        await scene.press(asked, "Propose it", by=scene.ben), by=scene.ben, why="stop the nitpicking"
    )
    message = await told(made, eve, "our-review · v2 → production?", "stop the nitpicking", "Kept: {{diff}}.")

    # Neither Ben nor Ana can approve it: the label is protected, and nobody approves what they propose themselves.
    for person, because in (
        (scene.ben, "our-review belongs to Ana; only they, reviewers and administrators may do that."),
        (scene.ana, "The label production is protected: a reviewer decides on it, not its owner."),
    ):
        shown = await scene.press(await scene.slash("review", by=person), "Look at it", by=person)
        refused = await scene.press(shown, "Approve", by=person)
        assert because in refused.text
    assert FIRST in (await scene.slash("show", name="our-review", by=scene.ben)).text

    # Eve approves. Her message says so in its place, and Ben is told.
    done = await scene.press(message, "Approve", by=eve)
    assert "our-review · v2 is production now" in done.text
    await done.until(lambda: "v2 is production now" in message.text, "the message edited in place")
    assert message.buttons == ["Back to v1"]
    await told(done, scene.ben, "our-review · v2 is production now", "Approved by Eve")
    assert SECOND in (await scene.slash("show", name="our-review")).text

    # Ana comes back to what she had open, and saves: she sees what has changed meanwhile, and keeps both.
    await scene.slash("edit", text=THIRD)
    overtaken = await scene.slash("save", name="our-review")
    assert "version 2 is there, and yours began with version 1" in overtaken.text
    kept = await scene.press(overtaken, "Save mine as version 3")
    assert "production still points at version 2" in kept.text

    # The team still uses what was approved; Ana sets her own change back, which is a version again.
    assert SECOND in (await scene.slash("show", name="our-review", by=scene.ben)).text
    restored = await scene.slash("restore", name="our-review@2")
    assert "Version 4 has the text of version 2. All others are kept." in restored.text

    # Ana leaves; the boss takes the prompt over, deletes it by mistake, and brings it back.
    claimed = await scene.admin("claim", name="our-review", why="Ana has left")
    assert "our-review is yours now." in claimed.text
    question = await scene.slash("delete", name="our-review", by=scene.boss)
    gone = await scene.press(question, "Delete", by=scene.boss)
    assert "There is no prompt called our-review" in (await scene.slash("show", name="our-review", by=eve)).text
    back = await scene.press(gone, "Bring it back", by=scene.boss)
    assert SECOND in back.text

    # Every version is there with who made it and why, and the log tells who did what, without a word of the prompt.
    history = (await scene.slash("history", name="our-review")).text
    assert all(text in history for text in ("v4", "v3", "v2", "v1", "stop the nitpicking", "Ben", "Ana"))
    log = only(await scene.admin("audit")).text
    for sentence in (
        "brought our-review back",
        "deleted our-review",
        "claimed our-review from Ana",
        "Eve approved what Ben proposed for our-review",
        "Ben proposed a change of our-review",
        "set the protection of the label production to on",
        "Ana shared our-review with the team",
    ):
        assert sentence in log
    assert "diff" not in log
