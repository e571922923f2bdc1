"""Every block and element of Block Kit once: for looking at, and for proving that all are shown."""

from typing import Any

from tests.browser.block_pieces import BUTTONS, GROUPS, ONE, OPTIONS, TWO, field, marked, option, words
from tests.browser.gallery_texts import MARKDOWN, RICH, TABLE, TEXT

# The stage puts its own address in the place of HERE.
PICTURE = {"image_url": "HERE/page/icon.svg", "alt_text": "The mark of the sandbox"}
MESSAGE: list[dict[str, Any]] = [
    {"type": "header", "text": words("Contoso :boom:", emoji=False)},
    {"type": "section", "text": marked(TEXT)},
    {
        "type": "section",
        "fields": [
            marked(f"*{name}*\n{value}")
            for name, value in (("Tenant", "`contoso.com`"), ("Labels", "12"), ("Told in", "<#C1>"))
        ],
    },
    {
        "type": "section",
        "text": marked("*Beside* an element"),
        "accessory": {**BUTTONS[0], "action_id": "beside"},
    },
    {"type": "section", "text": words("Beside a picture"), "accessory": {"type": "image", **PICTURE}},
    {"type": "actions", "block_id": "buttons", "elements": BUTTONS},
    {
        "type": "actions",
        "block_id": "menus",
        "elements": [
            {"type": "static_select", "action_id": "s", "placeholder": words("Choose one"), **GROUPS},
            {"type": "multi_static_select", "action_id": "m", "placeholder": words("Choose some"), **OPTIONS},
            {"type": "datepicker", "action_id": "d", "initial_date": "2026-01-31"},
            {"type": "timepicker", "action_id": "t", "initial_time": "13:37"},
            {"type": "checkboxes", "action_id": "c", **OPTIONS},
        ],
    },
    {
        "type": "context",
        "elements": [{"type": "image", **PICTURE}, marked("Added by <@U1>"), words("plain :lock:")],
    },
    {"type": "divider"},
    {"type": "image", "title": words("A picture"), **PICTURE},
    {
        "type": "image",
        "image_url": "https://elsewhere.example.com/x.png",
        "alt_text": "A picture from elsewhere",
    },
    RICH,
    TABLE,
    {"type": "markdown", "text": MARKDOWN},
    {"type": "file", "external_id": "F-1", "source": "remote"},
    {
        "type": "video",
        "title": words("How it works"),
        "title_url": "https://video.example.com/1",
        "video_url": "https://video.example.com/1.mp4",
        "thumbnail_url": "https://video.example.com/1.png",
        "alt_text": "A still",
        "author_name": "Somebody",
        "description": words("Two minutes."),
    },
    {"type": "carousel", "elements": []},
]
MODAL: list[dict[str, Any]] = [
    *(
        {"type": "alert", "level": level, "text": marked(f"An alert: *{level}*")}
        for level in ("default", "info", "warning", "error", "success")
    ),
    field(
        "SaaS connector",
        {
            "type": "radio_buttons",
            "options": [
                option("MIP bot connector", "bot", "This bot's app. May only read labels."),
                option("Custom connector", "own", "Your own app."),
            ],
        },
    ),
    field(
        "Account name",
        {"type": "plain_text_input", "max_length": 40, "placeholder": words("Contoso")},
        hint=words("As people call it."),
    ),
    {
        **field("More about it", {"type": "plain_text_input", "multiline": True}, optional=True),
        "block_id": "long",
    },
    field("E-mail", {"type": "email_text_input"}),
    field("Address", {"type": "url_text_input"}),
    field(
        "Number", {"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "max_value": "9"}
    ),
    field("Rich text", {"type": "rich_text_input"}, optional=True),
    field("Cloud", {"type": "static_select", **OPTIONS, "initial_option": ONE}),
    field("Label", {"type": "external_select", "min_query_length": 1, "initial_option": TWO}),
    field("Person", {"type": "users_select"}),
    field("Public channel", {"type": "channels_select", "initial_channel": "C1"}),
    field(
        "Notification channel", {"type": "conversations_select", "filter": {"include": ["public", "private"]}}
    ),
    field("Some of these", {"type": "multi_static_select", **GROUPS, "initial_options": [ONE]}),
    field("Some labels", {"type": "multi_external_select", "initial_options": [ONE, TWO]}),
    field("People", {"type": "multi_users_select", "initial_users": ["U1", "U2"]}),
    field("Channels", {"type": "multi_channels_select"}),
    field("Conversations", {"type": "multi_conversations_select"}, optional=True),
    field("Checked", {"type": "checkboxes", **OPTIONS, "initial_options": [TWO]}),
    field("Day", {"type": "datepicker", "initial_date": "2026-01-31"}),
    field("Hour", {"type": "timepicker", "initial_time": "13:37", "timezone": "America/Los_Angeles"}),
    field("Moment", {"type": "datetimepicker", "initial_date_time": 1392734382}),
    field("Files", {"type": "file_input", "max_files": 2, "filetypes": ["pdf", "csv"]}),
]
FIELDS: dict[str, Any] = {
    "errors": {"plain_text_input": "Another account has this name."},
    "fields": [
        {
            "block_id": "plain_text_input",
            "action_id": "plain_text_input",
            "held": {"type": "plain_text_input", "value": "Contoso, held by Slack \u2013 and long"},
        }
    ],
}
NASTY = (
    '<img src=x onerror="document.title=1">',
    "\u202egnp.exe\u202c \u2066isolate",
    "z\u200be\u200br\u200bo",
    "x" * 3000,
    "W" * 75,
)
HOSTILE: list[dict[str, Any]] = [
    {"type": "section", "text": marked(f"*{name}*: and after")} for name in NASTY
] + [
    {"type": "header", "text": words("H" * 150)},
    {"type": "section", "fields": [marked(NASTY[3][:2000]), words(NASTY[0])]},
    {
        "type": "actions",
        "elements": [{"type": "button", "action_id": "x", "text": words(name[:75])} for name in NASTY],
    },
    {
        "type": "section",
        "text": words(NASTY[1]),
        "accessory": {
            "type": "static_select",
            "action_id": "s",
            "options": [option(name[:75], "v") for name in NASTY],
        },
    },
    {"type": "table", "rows": [[{"type": "raw_text", "text": name} for name in NASTY]] * 2},
]
