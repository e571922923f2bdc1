/** Blocks that hold nothing but words and pictures. */

import { h } from "../element.js";
import { picture } from "./media.js";
import { renderText, spoken } from "./text.js";

const LEVELS = {
  default: ["", "Note"],
  info: ["ℹ", "Information"],
  warning: ["⚠", "Warning"],
  error: ["⛔", "Error"],
  success: ["✔", "Success"],
};

/** Below the headings of the page itself. */
export function header(block) {
  const level = Math.min(6, 2 + (block.level ?? 1));
  return h(`h${level}`, { class: `block header header-${block.level ?? 1}` }, spoken(block.text));
}

export function divider() {
  return h("hr", { class: "block divider" });
}

export function contextBlock(block, context) {
  const part = (each) =>
    each.type === "image" ? picture(each, "context-image") : h("span", {}, ...renderText(each, context));
  return h("div", { class: "block context" }, ...(block.elements ?? []).map(part));
}

export function alertBlock(block, context) {
  const level = Object.hasOwn(LEVELS, block.level) ? block.level : "default";
  const [mark, word] = LEVELS[level];
  return h(
    "div",
    { class: `block alert alert-${level}`, role: "note", "aria-label": word },
    mark && h("span", { class: "alert-mark", "aria-hidden": "true" }, mark),
    h("div", {}, ...renderText(block.text, context)),
  );
}
