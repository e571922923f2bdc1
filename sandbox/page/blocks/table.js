/** Tables: the first row names the columns. https://docs.slack.dev/reference/block-kit/blocks/table-block */

import { h } from "../element.js";
import { withEmoji } from "./emoji.js";
import { richText } from "./rich_text.js";

const ALIGNED = new Set(["left", "center", "right"]);

export function table(block, context) {
  const [head, ...rows] = block.rows ?? [];
  const settings = block.column_settings ?? [];
  const row = (tag, cells) => {
    return h("tr", {}, cells.map((each, index) => cell(tag, each, settings[index], context)));
  };
  const body = rows.map((cells) => row("td", cells));
  return scrolling(h("table", {}, head && h("thead", {}, row("th", head)), h("tbody", {}, body)));
}

/** A wide table moves inside its own frame, by keyboard too. */
export function scrolling(node) {
  return h("div", { class: "block table", role: "region", "aria-label": "Table", tabindex: "0" }, node);
}

function cell(tag, content, setting, context) {
  const align = ALIGNED.has(setting?.align) ? `align-${setting.align}` : "";
  const look = `${align} ${setting?.is_wrapped ? "wrapped" : ""}`.trim();
  return h(tag, { class: look || null, scope: tag === "th" ? "col" : null }, said(content, context));
}

function said(content, context) {
  if (content?.type === "rich_text") return richText(content, context);
  return withEmoji(String(content?.text ?? content?.value ?? ""));
}
