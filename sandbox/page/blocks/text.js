/** Text objects: plain_text and mrkdwn. */

import { h } from "../element.js";
import { withEmoji } from "./emoji.js";
import { renderMrkdwn } from "./mrkdwn.js";

/** @returns {Array} nodes and strings for h() */
export function renderText(text, context) {
  if (!text) return [];
  if (text.type === "mrkdwn") return [renderMrkdwn(text.text, context, { verbatim: text.verbatim === true })];
  return spoken(text)
    .split("\n")
    .flatMap((line, index) => (index ? [h("br"), line] : [line]));
}

/** What is read of a plain text, for names of elements. `emoji: false` shows :boom: letter by letter. */
export function spoken(text) {
  if (!text) return "";
  return text.emoji === false ? text.text : withEmoji(String(text.text ?? ""));
}
