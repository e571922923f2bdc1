"""Texts in each of the ways that Slack knows: mrkdwn, rich text, Markdown, a table."""

from typing import Any

TEXT = """*Bold*, _italic_, ~struck~, `code *as it is*`, *_both_*, snake_case_name, 2*3*4
:lock: :white_check_mark: :no_such_one:
> quoted, with <https://example.com/a?b=1&amp;c=2|a link> and &lt;escaped&gt; &amp; more
\u2022 bullets stay, <mailto:a@example.com|mail>, <@U1>, <@U9|someone>
<#C1>, <#C9|elsewhere>, <!here>, <!subteam^S1|@team>
Since <!date^1392734382^{date_short_pretty} at {time}|2014-02-18 14:39 UTC>
Colours: light blue (#40B0F0), #FF0000, #ff00ff
```
let x = *not bold*;
  indented();
```
after"""
RICH: dict[str, Any] = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "Plain "},
                *(
                    {"type": "text", "text": f"{style} ", "style": {style: True}}
                    for style in ("bold", "italic", "strike", "underline", "code", "highlight")
                ),
                {"type": "link", "url": "https://example.com/", "text": "a link"},
                {"type": "text", "text": " "},
                {"type": "user", "user_id": "U1"},
                {"type": "channel", "channel_id": "C1"},
                {"type": "usergroup", "usergroup_id": "S1"},
                {"type": "broadcast", "range": "here"},
                {"type": "emoji", "name": "tada"},
                {"type": "emoji", "name": "custom", "unicode": "1f510"},
                {"type": "text", "text": " "},
                {"type": "color", "value": "#10A020"},
                {
                    "type": "date",
                    "timestamp": 1392734382,
                    "format": " {date_long_full} {time}",
                    "fallback": "x",
                },
                {"type": "no_such_inline"},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "bullet",
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
                for text in ("First", "Second")
            ],
        },
        {
            "type": "rich_text_list",
            "style": "ordered",
            "indent": 1,
            "offset": 2,
            "border": 1,
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "Third, set in"}]}
            ],
        },
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "Quoted\nin two lines"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "if x:\n    y()"}]},
    ],
}
MARKDOWN = """# Heading *one*
Text with **bold**, *italic*, ~~struck~~, `code`, [a link](https://example.com/) and snake_case_name.

- first
  - inside
- [x] done

3. three
4. four

> quoted **words**

| Name | Colour |
|------|--------|
| A    | red    |

```
raw *text*
```
"""
TABLE: dict[str, Any] = {
    "type": "table",
    "column_settings": [{"is_wrapped": True}, {"align": "right"}],
    "rows": [
        [{"type": "raw_text", "text": "Label"}, {"type": "raw_text", "text": "Files"}],
        [{"type": "raw_text", "text": "Confidential"}, {"type": "raw_number", "value": 12}],
        [
            {
                "type": "rich_text",
                "elements": [
                    {
                        "type": "rich_text_section",
                        "elements": [{"type": "text", "text": "Bold", "style": {"bold": True}}],
                    }
                ],
            },
            {"type": "raw_text", "text": "3"},
        ],
    ],
}
