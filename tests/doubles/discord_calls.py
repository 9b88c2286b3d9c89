"""What a person's Discord client sends: commands with their options, forms as filled in, and the payload round them.

A client checks what it can before it sends anything: unknown commands and options, missing values, lengths, choices.
Here such a check fails the test with an AssertionError.
"""

from collections.abc import Mapping
from typing import Any, Final

from tests.doubles.discord_hooks import COMMAND, COMPLETE, SUBMIT
from tests.doubles.discord_rules import walk
from tests.doubles.discord_state import Channel, Interaction, State, Stored
from tests.doubles.discord_values import GUILD, LARGEST_FILE, Attachment, Files, Json, User

STRING, INTEGER, BOOLEAN, USER, CHANNEL, NUMBER, ATTACHMENT = 3, 4, 5, 6, 7, 10, 11
CHAT, ON_USER, ON_MESSAGE = 1, 2, 3
INPUT, SELECT, UPLOAD, RADIO, CHECKBOXES, CHECKBOX = 4, 3, 19, 21, 22, 23
STRING_LONGEST: Final = 6000
INPUT_LONGEST: Final = 4000


class Calls:
    """What persons do becomes interactions."""

    def __init__(self, state: State) -> None:
        self.state = state

    # --- every interaction ---------------------------------------------------------------------------------------

    def begin(self, kind: int, person: User, channel: Channel, data: Json, source: Stored | None = None) -> Interaction:
        """Make an interaction and its payload; it is not sent yet."""
        number = self.state.snowflake()
        made = Interaction(number, f"token{number}", kind, person, channel, self.state.clock.monotonic(), {})
        asked = source.interaction if source else None
        made.owners, made.source = asked.owners if asked else _owners(person, channel), source
        made.payload = self._payload(made, data)
        self.state.interactions[made.token] = made
        return made

    def _payload(self, made: Interaction, data: Json) -> Json:
        person, channel = made.person, made.channel
        told: Json = {"id": str(made.id), "application_id": str(self.state.application_id), "token": made.token}
        told |= {"version": 1, "type": made.type, "data": data, "locale": person.locale, "context": channel.context}
        told |= {"channel_id": str(channel.id), "channel": channel.payload(), "entitlements": []}
        told["channel"]["permissions"] = str(person.permissions)
        told |= {"authorizing_integration_owners": dict(made.owners), "attachment_size_limit": LARGEST_FILE}
        told |= {"app_permissions": str(channel.bot_may), "entitlement_sku_ids": []}
        told |= {"message": made.source.payload()} if made.source else {}
        if channel.guild is None:
            return told | {"user": person.payload()}
        told |= {"guild_id": str(channel.guild.id), "guild": channel.guild.partial()}
        told |= {"guild_locale": channel.guild.locale}
        return told | {"member": person.member() | {"permissions": str(person.permissions)}}

    # --- commands ------------------------------------------------------------------------------------------------

    def slash(self, person: User, channel: Channel, name: str, values: Mapping[str, Any]) -> Interaction:
        """Call a slash command, its options by their names."""
        path = name.removeprefix("/").split()
        command = self._command(person, channel, CHAT, path[0])
        options = _options(command, path)
        _check_names(options, values, name)
        missing = [one["name"] for one in options if one.get("required") and values.get(one["name"]) is None]
        assert not missing, f"/{name} needs {missing}"
        resolved: Json = {}
        given = [self._given(one, values[one["name"]], channel, resolved) for one in options if one["name"] in values]
        return self.begin(COMMAND, person, channel, _called(command, path, given, resolved))

    def complete(self, person: User, channel: Channel, name: str, values: Mapping[str, Any]) -> Interaction:
        """Type the last of these options of a slash command, so that choices for it are asked for."""
        path = name.removeprefix("/").split()
        command = self._command(person, channel, CHAT, path[0])
        options = _options(command, path)
        _check_names(options, values, name)
        focused = list(values)[-1]
        given: list[Json] = []
        for one in options:
            if one["name"] in values:
                given.append({"name": one["name"], "type": one["type"], "value": values[one["name"]]})
            if one["name"] == focused:
                assert one.get("autocomplete"), f"/{name} offers no choices for {focused}"
                given[-1]["focused"] = True
        return self.begin(COMPLETE, person, channel, _called(command, path, given, {}))

    def point(self, person: User, channel: Channel, target: Stored | User, name: str) -> Interaction:
        """Choose an entry of the context menu of a message or a person."""
        kind = ON_MESSAGE if isinstance(target, Stored) else ON_USER
        command = self._command(person, channel, kind, name)
        number = str(target.id)
        if isinstance(target, Stored):
            resolved: Json = {"messages": {number: target.payload()}}
        else:
            resolved = {"users": {number: target.payload()}}
            if channel.context == GUILD:
                resolved["members"] = {number: target.member(full=False) | {"permissions": str(target.permissions)}}
        data: Json = {"id": command["id"], "name": name, "type": kind, "target_id": number, "resolved": resolved}
        return self.begin(COMMAND, person, channel, data)

    def _command(self, person: User, channel: Channel, kind: int, name: str) -> Json:
        """Find a command that the client would offer here."""
        here = [*self.state.commands.get(None, ())]
        here += self.state.commands.get(channel.guild.id, ()) if channel.guild else ()
        named = [one for one in here if one["type"] == kind and one["name"] == name]
        known = sorted(one["name"] for one in here if one["type"] == kind)
        assert named, f"there is no command {name!r} of type {kind}, only {known}"
        command: Json = named[-1]
        contexts = command.get("contexts")
        assert contexts is None or channel.context in contexts, f"{name!r} is not offered in context {channel.context}"
        owners, installs = _owners(person, channel), command.get("integration_types") or [0]
        assert {str(one) for one in installs} & set(owners), f"{name!r} is not installed here: {installs}, {owners}"
        needed = int(command.get("default_member_permissions") or 0)
        assert person.permissions & needed == needed, f"{person.name} may not use {name!r}"
        return command

    def _given(self, option: Json, value: Any, channel: Channel, resolved: Json) -> Json:  # noqa: ANN401 - any option
        kind = option["type"]
        if kind == ATTACHMENT:
            value = self.upload(channel, value, resolved)
        elif kind in {USER, CHANNEL}:
            found = value.user if kind == USER and hasattr(value, "user") else value
            resolved.setdefault("users" if kind == USER else "channels", {})[str(found.id)] = found.payload()
            value = str(found.id)
        else:
            value = _checked(option, value)
        return {"name": option["name"], "type": kind, "value": value}

    def upload(self, channel: Channel, file: tuple[str, bytes], resolved: Json) -> str:
        """Send a file along; give its id."""
        assert len(file[1]) <= LARGEST_FILE, f"{file[0]} is too large to be sent"
        made: Attachment = self.state.attach(channel, file[0], file[1], ephemeral=True)
        resolved.setdefault("attachments", {})[str(made.id)] = made.payload()
        return str(made.id)

    # --- forms ---------------------------------------------------------------------------------------------------

    def submit(
        self, asked: Interaction, values: Mapping[str, Any], files: tuple[tuple[str, bytes], ...]
    ) -> Interaction:
        """Fill in the form that an interaction was answered with, fields by their ids, and send it."""
        modal = asked.data
        fields = {one["custom_id"]: one for one in walk(modal["components"]) if "custom_id" in one}
        unknown = set(values) - set(fields)
        assert not unknown, f"the form has no {sorted(unknown)}, only {list(fields)}"
        resolved: Json = {}
        given = dict(values) | self._uploaded(asked.channel, fields, values, files, resolved)
        filled = [_filled(one, given) for one in modal["components"]]
        data: Json = {"custom_id": modal["custom_id"], "components": filled}
        data |= {"resolved": resolved} if resolved else {}
        return self.begin(SUBMIT, asked.person, asked.channel, data, asked.source)

    def _uploaded(
        self, channel: Channel, fields: Mapping[str, Json], values: Mapping[str, Any], files: Files, resolved: Json
    ) -> dict[str, list[str]]:
        """Upload the files of each field that takes some; `files` go to the first of these."""
        taking = [name for name, one in fields.items() if one["type"] == UPLOAD]
        assert taking or not files, "the form takes no files"
        wanted = {name: values.get(name) or () for name in taking} | ({taking[0]: files} if files else {})
        return {name: [self.upload(channel, one, resolved) for one in given] for name, given in wanted.items()}


def _owners(person: User, channel: Channel) -> dict[str, str]:
    """Say for whom the app is installed here: "0" the guild, "1" the person."""
    owners = {"1": str(person.id)} if person.installed else {}
    if channel.guild is not None and channel.guild.member:
        return {"0": str(channel.guild.id)}
    if channel.reached:
        return {"0": "0"} | owners
    assert owners, f"{person.name} has not installed the app, and it is not installed here"
    return owners


def _options(command: Json, path: list[str]) -> list[Json]:
    options: list[Json] = command.get("options", [])
    for name in path[1:]:
        below = [one for one in options if one["name"] == name and one["type"] in {1, 2}]
        known = [one["name"] for one in options if one["type"] in {1, 2}]
        assert below, f"/{' '.join(path)}: there is no {name!r}, only {known}"
        options = below[0].get("options", [])
    assert not any(one["type"] in {1, 2} for one in options), f"/{' '.join(path)} is a group: {options}"
    return options


def _check_names(options: list[Json], values: Mapping[str, Any], name: str) -> None:
    unknown = set(values) - {one["name"] for one in options}
    assert not unknown, f"/{name} has no {sorted(unknown)}, only {[one['name'] for one in options]}"


def _called(command: Json, path: list[str], given: list[Json], resolved: Json) -> Json:
    kinds, options = [], command.get("options", [])
    for name in path[1:]:
        below = next(one for one in options if one["name"] == name)
        kinds.append((name, below["type"]))
        options = below.get("options", [])
    for name, kind in reversed(kinds):
        given = [{"name": name, "type": kind, "options": given}]
    data: Json = {"id": command["id"], "name": command["name"], "type": CHAT, "options": given}
    data |= {"guild_id": command["guild_id"]} if "guild_id" in command else {}
    return data | ({"resolved": resolved} if resolved else {})


def _checked(option: Json, value: Any) -> Any:  # noqa: ANN401 - any option
    name = option["name"]
    kinds: dict[int, Any] = {STRING: str, INTEGER: int, BOOLEAN: bool, NUMBER: (int, float)}
    if option.get("choices"):
        by_name = {one["name"]: one["value"] for one in option["choices"]}
        assert value in [*by_name, *by_name.values()], f"{name}: {value!r} is none of {by_name}"
        return by_name.get(value, value)
    assert isinstance(value, kinds[option["type"]]), f"{name}: {value!r} is of the wrong type"
    if option["type"] == STRING:
        longest = option.get("max_length") or STRING_LONGEST
        assert (option.get("min_length") or 0) <= len(value) <= longest, f"{name}: {len(value)} characters"
        assert "\n" not in value, f"{name}: an option is one line"
    elif option["type"] != BOOLEAN:
        assert option.get("min_value", value) <= value <= option.get("max_value", value), f"{name}: {value}"
    return value


def _filled(component: Json, values: Mapping[str, Any]) -> Json:
    told: Json = {"type": component["type"], "id": component.get("id", 0)}
    component = {name: value for name, value in component.items() if value is not None}
    if "component" in component:
        return told | {"component": _filled(component["component"], values)}
    if "components" in component:
        return told | {"components": [_filled(one, values) for one in component["components"]]}
    if "custom_id" not in component:
        return told
    told["custom_id"] = component["custom_id"]
    return told | _field(component, values.get(component["custom_id"]))


def _field(component: Json, value: Any) -> Json:  # noqa: ANN401 - any field
    options = component.get("options", [])
    default = [one["value"] for one in options if one.get("default")]
    match component["type"]:
        case 4:
            return {"value": _typed(component, component.get("value", "") if value is None else value)}
        case 21:
            chosen = _chosen(component, default if value is None else [value])
            assert chosen or not component.get("required", True), f"{component['custom_id']}: nothing is chosen"
            return {"value": chosen[0] if chosen else None}
        case 23:
            return {"value": bool(component.get("default", False) if value is None else value)}
        case _:
            several = default if value is None else [value] if isinstance(value, str) else list(value)
            return {"values": _counted(component, _chosen(component, several), component.get("min_values", 1))}


def _typed(component: Json, text: str) -> str:
    name, longest = component["custom_id"], component.get("max_length") or INPUT_LONGEST
    assert text or not component.get("required", True), f"{name}: nothing is filled in"
    assert not text or (component.get("min_length") or 0) <= len(text) <= longest, f"{name}: {len(text)} characters"
    assert "\n" not in text or component["style"] == 2, f"{name}: the field has one line"
    return text


def _chosen(component: Json, values: list[str]) -> list[str]:
    """Give values for values or labels; lists of people and the like are taken as they are."""
    if "options" not in component:
        return values
    named = {one["label"]: one["value"] for one in component["options"]}
    for value in values:
        assert value in [*named, *named.values()], f"{component['custom_id']}: {value!r} is none of {named}"
    return [named.get(value, value) for value in values]


def _counted(component: Json, values: list[str], least: int) -> list[str]:
    most = component.get("max_values", 1)
    least = least if component.get("required", True) else 0
    assert least <= len(values) <= most, f"{component['custom_id']}: {len(values)} values, not {least} to {most}"
    return values
