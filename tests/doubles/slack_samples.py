"""Requests to Slack: just within each limit and just beyond it, and pairs of what it takes and what it refuses."""

from collections.abc import Callable, Iterator

from tests.doubles.slack_pieces import (
    QUIET,
    Json,
    Request,
    acked,
    actions,
    answered,
    button,
    buttons,
    call,
    card,
    command,
    container,
    context,
    declared,
    edited,
    entry,
    feedback,
    field,
    form,
    grouped,
    header,
    home,
    icons,
    manifest,
    markdown,
    menu,
    mrkdwn,
    offered,
    opened,
    option,
    piece,
    plain,
    post,
    question,
    responded,
    rich,
    said,
    section,
    sections,
    shortcuts,
    shown,
    sized,
    step,
    streamed,
    table,
    task,
)

# --- limits ------------------------------------------------------------------------------------------------------

LIMITS: dict[str, tuple[int, Callable[[int], Request]]] = {
    "text of a message": (40_000, lambda n: said("x" * n)),
    "text in emoji": (40_000, lambda n: said("😀" * n)),
    "text of an edit": (4_000, lambda n: edited("x" * n)),
    "text of a private message": (40_000, lambda n: said("x" * n, "chat.postEphemeral", user="U1")),
    "markdown_text": (12_000, lambda n: call("chat.postMessage", channel="C1", markdown_text="x" * n, **QUIET)),
    "blocks of a message": (50, lambda n: post(*sections(*[1] * n))),
    "blocks of a modal": (100, lambda n: opened(*sections(*[1] * n))),
    "blocks of a home tab": (100, lambda n: home(*sections(*[1] * n))),
    "attachments": (100, lambda n: said("x", attachments=[{"text": "x"}] * n)),
    "characters of all blocks": (10_000, lambda n: post(*sections(3000, 3000, 3000, n - 9000))),
    "characters of blocks beside Markdown": (10_000, lambda n: post(markdown("x" * (n - 1)), section("x"))),
    "characters of blocks of different kinds": (
        10_000,
        lambda n: post(*sections(3000, 3000, 3000), rich({"type": "text", "text": "x" * (n - 9002)}), buttons(1)),
    ),
    "characters of one block of Markdown": (12_000, lambda n: post(markdown("x" * n))),
    "characters of Markdown together": (12_000, lambda n: post(markdown("x" * 6000), markdown("x" * (n - 6000)))),
    "header": (150, lambda n: post(header("x" * n))),
    "section": (3000, lambda n: post(section("x" * n))),
    "fields": (10, lambda n: post({"type": "section", "fields": [mrkdwn()] * n})),
    "text of a field": (2000, lambda n: post({"type": "section", "fields": [mrkdwn("x" * n)]})),
    "context": (10, lambda n: post(context(n))),
    "actions": (25, lambda n: post(buttons(n))),
    "icons": (5, lambda n: post(icons(n))),
    "text of a thumb": (75, lambda n: post(feedback(text=plain("x" * n)))),
    "value of a thumb": (2000, lambda n: post(feedback(value="x" * n))),
    "block_id": (255, lambda n: post(section(block_id="x" * n))),
    "action_id": (255, lambda n: post(actions(button(action_id="x" * n)))),
    "label of a button": (75, lambda n: post(actions(button(label="x" * n)))),
    "value of a button": (2000, lambda n: post(actions(button(value="x" * n)))),
    "address of a button": (3000, lambda n: post(actions(button(url="x" * n)))),
    "title of a question": (100, lambda n: post(actions(button(confirm=question(title=plain("x" * n)))))),
    "text of a question": (300, lambda n: post(actions(button(confirm=question(text=plain("x" * n)))))),
    "yes to a question": (30, lambda n: post(actions(button(confirm=question(confirm=plain("x" * n)))))),
    "no to a question": (30, lambda n: post(actions(button(confirm=question(deny=plain("x" * n)))))),
    "options": (100, lambda n: post(actions(menu(n)))),
    "options of several": (100, lambda n: post(section(accessory=menu(n, "multi_static_select")))),
    "groups of options": (100, lambda n: post(actions(grouped(n)))),
    "options of a group": (100, lambda n: post(actions(grouped(1, n)))),
    "label of a group": (75, lambda n: post(actions(grouped(1, 1, "x" * n)))),
    "options of an overflow": (5, lambda n: post(actions(menu(n, "overflow")))),
    "options of radio buttons": (10, lambda n: post(actions(menu(n, "radio_buttons")))),
    "options of checkboxes": (10, lambda n: post(actions(menu(n, "checkboxes")))),
    "text of an option": (75, lambda n: post(actions(menu(options=[option(text="x" * n)])))),
    "value of an option": (150, lambda n: post(actions(menu(options=[option(value="x" * n)])))),
    "description of an option": (75, lambda n: post(actions(menu(options=[option(description=plain("x" * n))])))),
    "placeholder": (150, lambda n: post(actions(menu(placeholder=plain("x" * n))))),
    "alternative text of an image": (
        2000,
        lambda n: post({"type": "image", "image_url": "https://x", "alt_text": "x" * n}),
    ),
    "rows of a table": (100, lambda n: post(table(rows=n))),
    "columns of a table": (20, lambda n: post(table(columns=n))),
    "characters of a table": (10_000, lambda n: post(table(size=n))),
    "tables": (1, lambda n: post(*(table() for _ in range(n)))),
    "tasks of a plan": (50, lambda n: post({"type": "plan", "title": "x", "tasks": [task(at) for at in range(n)]})),
    "cards": (10, lambda n: post({"type": "carousel", "elements": [card() for _ in range(n)]})),
    "title of a card": (150, lambda n: post(card(title=mrkdwn("x" * n)))),
    "subtitle of a card": (150, lambda n: post(card(subtitle=mrkdwn("x" * n)))),
    "body of a card": (200, lambda n: post(card(body=mrkdwn("x" * n)))),
    "blocks of a container": (10, lambda n: post(container(*sections(*[1] * n)))),
    "title of a container": (150, lambda n: post(container(section(), title=plain("x" * n)))),
    "alert": (200, lambda n: opened({"type": "alert", "text": plain("x" * n)})),
    "title of a modal": (24, lambda n: opened(section(), title=plain("x" * n))),
    "submit": (24, lambda n: opened(section(), submit=plain("x" * n))),
    "close": (24, lambda n: opened(section(), close=plain("x" * n))),
    "callback_id": (255, lambda n: opened(section(), callback_id="x" * n)),
    "private_metadata": (3000, lambda n: opened(section(), private_metadata="x" * n)),
    "private_metadata of a home tab": (3000, lambda n: home(section(), private_metadata="x" * n)),
    "bytes of a modal": (250_000, sized),
    "label of a field": (2000, lambda n: opened(field(label="x" * n))),
    "hint of a field": (2000, lambda n: opened(field(hint=plain("x" * n)))),
    "max_length": (3000, lambda n: opened(field(entry(max_length=n)))),
    "min_length": (3000, lambda n: opened(field(entry(min_length=n)))),
    "min_length within max_length": (10, lambda n: opened(field(entry(min_length=n, max_length=10)))),
    "initial_value": (3000, lambda n: opened(field(entry(initial_value="x" * n)))),
    "initial_value within max_length": (10, lambda n: opened(field(entry(initial_value="x" * n, max_length=10)))),
    "files of a field": (10, lambda n: opened(field({"type": "file_input", "action_id": "f", "max_files": n}))),
    "focused fields": (
        1,
        lambda n: opened(*(field(entry(focus_on_load=True), block_id=f"b{at}") for at in range(n))),
    ),
    "suggested prompts": (
        4,
        lambda n: call(
            "assistant.threads.setSuggestedPrompts", channel_id="D1", prompts=[{"title": "x", "message": "y"}] * n
        ),
    ),
    "loading messages": (
        10,
        lambda n: call(
            "assistant.threads.setStatus", channel_id="D1", thread_ts="1.2", status="x", loading_messages=["x"] * n
        ),
    ),
    "a loading message": (
        50,
        lambda n: call(
            "assistant.threads.setStatus", channel_id="D1", thread_ts="1.2", status="x", loading_messages=["x" * n]
        ),
    ),
    "Markdown of a stream": (12_000, lambda n: streamed(piece("x" * n))),
    "Markdown of several chunks": (12_000, lambda n: streamed(piece("x" * 6000), piece("x" * (n - 6000)))),
    "markdown_text of a stream": (
        12_000,
        lambda n: call("chat.appendStream", channel="D1", ts="1.2", markdown_text="x" * n),
    ),
    "details of a task": (256, lambda n: streamed(step(details="x" * n))),
    "output of a task": (256, lambda n: streamed(step(output="x" * n))),
    "blocks of a chunk": (50, lambda n: streamed({"type": "blocks", "blocks": sections(*[1] * n)})),
    "blocks at the end of a stream": (50, lambda n: streamed(method="chat.stopStream", blocks=sections(*[1] * n))),
    "blocks of a response": (50, lambda n: responded(blocks=sections(*[1] * n))),
    "text of a replacement": (4_000, lambda n: responded(text="x" * n, replace_original=True)),
    "blocks of an acknowledgement": (50, lambda n: acked("slash_commands", {"blocks": sections(*[1] * n)})),
    "blocks of a pushed modal": (
        100,
        lambda n: acked("view_submission", {"response_action": "push", "view": form(*sections(*[1] * n))}),
    ),
    "options of an answer": (100, answered),
    "text of an offered option": (75, lambda n: answered(1, text="x" * n)),
    "value of an offered option": (150, lambda n: answered(1, value="x" * n)),
    "name of an app": (35, lambda n: shown(name="x" * n)),
    "description of an app": (140, lambda n: shown(description="x" * n)),
    "shortcuts": (10, shortcuts),
    "name of a shortcut": (24, lambda n: shortcuts(1, "x" * n)),
    "name of a command": (32, lambda n: command(command="/" + "x" * (n - 1))),
    "usage hint": (1000, lambda n: command(usage_hint="x" * n)),
}


PAIRS: dict[str, tuple[Request, Request]] = {
    "nothing": (said("x"), said("")),
    "no mention": (said("a & b &lt;!channel&gt;"), said("a <!channel>")),
    "no mention in a block": (post(section("a@b")), post(section("<!here>"))),
    "no mention in a field": (
        post({"type": "section", "fields": [mrkdwn("&lt;@U1&gt;")]}),
        post({"type": "section", "fields": [mrkdwn("<@U1|ana>")]}),
    ),
    "no group": (said("<#C1|general>"), said("<!subteam^S1|@team>")),
    "no mention in Markdown": (post(markdown("everyone")), post(markdown("<!everyone>"))),
    "no mention in rich text": (
        post(rich({"type": "text", "text": "<!here>"})),
        post(rich({"type": "broadcast", "range": "here"})),
    ),
    "no mention in an attachment": (
        said("x", attachments=[{"text": "a"}]),
        said("x", attachments=[{"text": "<@U1>"}]),
    ),
    "mentions as plain text": (post(header("<!channel>")), post(section("<!channel>"))),
    "link_names": (said("x", link_names=False), said("x", link_names=True)),
    "parse": (said("x", parse="none"), said("x", parse="full")),
    "unfurl_links": (said("x"), call("chat.postMessage", channel="C1", text="x", unfurl_media=False)),
    "unfurl_media": (
        said("x"),
        call("chat.postMessage", channel="C1", text="x", unfurl_media=True, unfurl_links=False),
    ),
    "Markdown beside text": (
        call("chat.postMessage", channel="C1", markdown_text="x", **QUIET),
        said("x", markdown_text="x"),
    ),
    "the same block_id": (
        post(section(block_id="a"), section(block_id="b")),
        post(section(block_id="a"), section(block_id="a")),
    ),
    "the same action_id in a block": (
        post(actions(button(1)), actions(button(1))),
        post(actions(button(1), button(1))),
    ),
    "an empty text": (post(section("x")), post(section(""))),
    "an empty row": (post(buttons(1)), post(actions())),
    "a section without text": (post(section()), post({"type": "section"})),
    "an empty card": (post(card()), post({"type": "card", "subtitle": mrkdwn()})),
    "a container without title": (
        post(container(section())),
        post({"type": "container", "child_blocks": [section()]}),
    ),
    "a line in what is collapsed": (
        post(container(section(), is_collapsible=True)),
        post(container(section(), is_collapsible=True, has_header_divider=True)),
    ),
    "no options": (post(actions(menu())), post(actions({"type": "static_select", "action_id": "m"}))),
    "chosen, and not offered": (
        post(actions(menu(2, initial_option=option(1)))),
        post(actions(menu(2, initial_option=option(2)))),
    ),
    "an alert in a message": (
        opened({"type": "alert", "text": plain()}),
        post({"type": "alert", "text": plain()}),
    ),
    "a file field in a home tab": (
        opened(field({"type": "file_input", "action_id": "f"})),
        home(field({"type": "file_input", "action_id": "f"})),
    ),
    "Markdown in a modal": (post(markdown("x")), opened(markdown("x"))),
    "fields without submit": (
        opened(field()),
        call("views.open", trigger_id="1", view={"type": "modal", "title": plain(), "blocks": [field()]}),
    ),
    "a home tab as a modal": (home(section()), call("views.open", trigger_id="1", view={"type": "home", "blocks": []})),
    "a modal as a home tab": (opened(section()), call("views.publish", user_id="U1", view=form(section()))),
    "no trigger": (opened(section()), call("views.open", view=form(section()))),
    "which view": (
        call("views.update", view_id="V1", view=form(section())),
        call("views.update", view=form(section())),
    ),
    "with whom": (call("conversations.open", users="U1"), call("conversations.open")),
    "an initial comment": (
        call("files.completeUploadExternal", files='[{"id": "F1"}]', initial_comment="x"),
        call("files.completeUploadExternal", files=[{"id": "F1"}], initial_comment="<!channel>"),
    ),
    "nothing to append": (streamed(piece()), streamed()),
    "an unknown chunk": (streamed(piece()), streamed({"type": "text", "text": "x"})),
    "a task without status": (streamed(step()), streamed({"type": "task_update", "id": "t", "title": "x"})),
    "a status of a task": (streamed(step(status="error")), streamed(step(status="done"))),
    "a source without text": (
        streamed(step(sources=[{"type": "url", "url": "https://x", "text": "x"}])),
        streamed(step(sources=[{"type": "url", "url": "https://x"}])),
    ),
    "more in a chunk": (streamed({"type": "plan_update", "title": "x"}), streamed({**piece(), "title": "x"})),
    "a mention in a stream": (streamed(piece("x")), streamed(piece("<!channel>"))),
    "a recipient": (
        call("chat.startStream", channel="C1", thread_ts="1.2", recipient_user_id="U1", recipient_team_id="T1"),
        call("chat.startStream", channel="C1", thread_ts="1.2"),
    ),
    "a stream in direct messages": (
        call("chat.startStream", channel="D1", thread_ts="1.2"),
        call("chat.startStream", channel="C1", thread_ts="1.2", recipient_user_id="U1"),
    ),
    "an unknown key of a response": (responded(text="x"), responded(text="x", channel="C1")),
    "an empty response": (responded(delete_original=True), responded(replace_original=True)),
    "deleted and replaced": (responded(delete_original=True), responded(delete_original=True, text="x")),
    "links of what everybody sees": (
        responded(text="x", response_type="in_channel", **QUIET),
        responded(text="x", response_type="in_channel"),
    ),
    "who sees it": (responded(text="x", response_type="ephemeral"), responded(text="x", response_type="private")),
    "a silent acknowledgement": (acked("slash_commands", None), acked("block_actions", {"text": "x"})),
    "an acknowledgement in words": (acked("slash_commands", "x"), acked("slash_commands", "<!here>")),
    "replaced by an acknowledgement": (
        acked("slash_commands", {"text": "x"}),
        acked("slash_commands", {"text": "x", "replace_original": True}),
    ),
    "a response_action": (
        acked("view_submission", {"response_action": "clear"}),
        acked("view_submission", {"response_action": "close"}),
    ),
    "no errors": (
        acked("view_submission", {"response_action": "errors", "errors": {"goal": "Missing"}}),
        acked("view_submission", {"response_action": "errors", "errors": {}}),
    ),
    "errors of a field": (
        acked("view_submission", {"response_action": "errors", "errors": {"b": "x"}}, form(field(block_id="b"))),
        acked("view_submission", {"response_action": "errors", "errors": {"goal": "x"}}, form(field(block_id="b"))),
    ),
    "a modal that replaces": (
        acked("view_submission", {"response_action": "update", "view": form(section())}),
        acked("view_submission", {"response_action": "update"}),
    ),
    "options in groups": (
        acked("block_suggestion", {"option_groups": [{"label": plain(), "options": offered(1)}]}),
        acked("block_suggestion", {"options": offered(1), "option_groups": []}),
    ),
    "an option without value": (answered(1), acked("block_suggestion", {"options": [{"text": plain()}]})),
    "nothing is offered": (acked("block_suggestion", {"options": []}), acked("block_suggestion", {})),
    "the agent's view": (
        declared(manifest(agent_view={"agent_description": "Prompts"})),
        declared(manifest(assistant_view={"assistant_description": "Prompts"})),
    ),
    "the same shortcut": (
        shortcuts(2),
        declared(manifest(shortcuts=[{"name": "a", "type": "message", "callback_id": "c", "description": "x"}] * 2)),
    ),
    "a colour": (shown(background_color="#abc"), shown(background_color="#abcd")),
    "where Slack reaches a command": (
        command(),
        declared(
            {**manifest(slash_commands=[{"command": "/prompt", "description": "x"}]), "settings": {}},
        ),
    ),
    "the scope of commands": (
        command(),
        declared({**manifest(slash_commands=[{"command": "/prompt", "description": "x"}]), "oauth_config": {}}),
    ),
}


def everything() -> Iterator[list[Json]]:
    """Give blocks of each kind, taken and refused."""
    good = [section(), header("x"), buttons(2), menu(), field(), rich(), table(), card(), context(1), feedback()]
    good += [task(), container(section()), actions(grouped(1)), actions(menu(2, "overflow")), icons(1), markdown("x")]
    for each in good:
        yield from (
            [each],
            [{**each, "more": 1}],
            [{**each, "type": "other"}],
            [{**each, "block_id": 5}],
            list[Json]([{}]),
        )
        yield from ([{key: value for key, value in each.items() if key != name}] for name in each)
    yield [{"type": "image", "image_url": "https://x", "alt_text": "x"}, {"type": "image", "alt_text": "x"}]
    yield [{}]
