"""Blocks as slack_sdk writes them: one of each kind that Prompteur could show."""

from slack_sdk.models import blocks
from slack_sdk.models.blocks.basic_components import DispatchActionConfig, MarkdownTextObject, PlainTextObject
from slack_sdk.models.blocks.block_elements import FileInputElement

Parts = blocks.RichTextElementParts

TEXT = blocks.RichTextBlock(
    elements=[
        blocks.RichTextSectionElement(elements=[Parts.Text(text="Bold", style={"bold": True})]),
        blocks.RichTextPreformattedElement(elements=[Parts.Text(text="You are <@U1>")]),
        blocks.RichTextListElement(
            style="bullet",
            elements=[blocks.RichTextSectionElement(elements=[Parts.Text(text="a")])],
        ),
        blocks.RichTextQuoteElement(elements=[Parts.Link(url="https://example.com", text="b")]),
    ]
)
OPTIONS = [blocks.Option(value="share", label="Share", description="With the team")]
MENU = blocks.StaticSelectElement(action_id="menu", placeholder="More", options=OPTIONS, initial_option=OPTIONS[0])
ASK = blocks.ConfirmObject(title="Delete?", text="It is gone then.", confirm="Delete", deny="Keep")
IN_A_MESSAGE: dict[str, blocks.Block] = {
    "header": blocks.HeaderBlock(text="Relay"),
    "section": blocks.SectionBlock(
        text="*Relay*",
        fields=["a", "b"],
        accessory=blocks.OverflowMenuElement(
            action_id="o", options=[*OPTIONS, blocks.Option(value="x", label="Delete")]
        ),
    ),
    "divider": blocks.DividerBlock(),
    "context": blocks.ContextBlock(elements=[MarkdownTextObject(text="Version 2"), PlainTextObject(text="x")]),
    "buttons": blocks.ActionsBlock(
        elements=[
            blocks.ButtonElement(text="Refine", action_id="a", value="1", style="primary"),
            blocks.ButtonElement(
                text="Delete", action_id="b", style="danger", confirm=ASK, accessibility_label="Delete it"
            ),
            MENU,
        ]
    ),
    "menus": blocks.ActionsBlock(
        elements=[
            blocks.ExternalDataSelectElement(action_id="a", placeholder="Find", min_query_length=0),
            blocks.UserSelectElement(action_id="b"),
            blocks.RadioButtonsElement(action_id="c", options=OPTIONS),
            blocks.CheckboxesElement(action_id="d", options=OPTIONS),
        ]
    ),
    "several": blocks.SectionBlock(
        text="x",
        accessory=blocks.StaticMultiSelectElement(
            action_id="a", option_groups=[blocks.OptionGroup(label="All", options=OPTIONS)], max_selected_items=2
        ),
    ),
    "markdown": blocks.MarkdownBlock(text="# Relay\n\n1. a"),
    "rich text": TEXT,
    "thumbs": blocks.ContextActionsBlock(
        elements=[
            blocks.FeedbackButtonsElement(
                action_id="f",
                positive_button=blocks.FeedbackButtonObject(text="Good", value="1"),
                negative_button=blocks.FeedbackButtonObject(text="Bad", value="0"),
            ),
            blocks.IconButtonElement(action_id="i", icon="trash", text="Delete"),
        ]
    ),
    "table": blocks.TableBlock(
        rows=[[{"type": "raw_text", "text": "a"}, TEXT.to_dict()]], column_settings=[{"is_wrapped": True}]
    ),
    "plan": blocks.PlanBlock(
        title="Plan",
        tasks=[
            blocks.TaskCardBlock(
                task_id="t",
                title="Check",
                status="complete",
                output=TEXT,
                sources=[blocks.UrlSourceElement(text="Guide", url="https://example.com")],
            )
        ],
    ),
    "card": blocks.CardBlock(
        title="Relay", body="Passes it on", actions=[blocks.ButtonElement(text="Use", action_id="u")]
    ),
    "carousel": blocks.CarouselBlock(elements=[blocks.CardBlock(title="Relay")]),
    "container": blocks.ContainerBlock(title="Prompt", child_blocks=[TEXT], is_collapsible=True),
    "image": blocks.ImageBlock(image_url="https://example.com/a.png", alt_text="A chart", title="Chart"),
    "field": blocks.InputBlock(label="Goal", element=blocks.PlainTextInputElement(action_id="g", multiline=True)),
}
IN_A_MODAL: dict[str, blocks.Block] = {
    "alert": blocks.AlertBlock(text="Not saved yet.", level="warning"),
    "long text": blocks.InputBlock(
        label="Prompt", element=blocks.RichTextInputElement(action_id="p", initial_value=TEXT)
    ),
    "files": blocks.InputBlock(label="Files", optional=True, element=FileInputElement(action_id="f", max_files=3)),
    "text": blocks.InputBlock(
        label="Goal",
        hint="In your words",
        dispatch_action=True,
        element=blocks.PlainTextInputElement(
            action_id="g",
            max_length=3000,
            min_length=1,
            initial_value="a",
            focus_on_load=True,
            dispatch_action_config=DispatchActionConfig(trigger_actions_on=["on_enter_pressed"]),
        ),
    ),
    "number": blocks.InputBlock(
        label="Times", element=blocks.NumberInputElement(action_id="n", is_decimal_allowed=False)
    ),
    "day": blocks.InputBlock(label="Day", element=blocks.DatePickerElement(action_id="d", initial_date="2026-01-01")),
    "find": blocks.InputBlock(
        label="Find", element=blocks.ExternalDataSelectElement(action_id="e", placeholder="Name")
    ),
    "menu": blocks.InputBlock(label="Tone", element=MENU),
}
