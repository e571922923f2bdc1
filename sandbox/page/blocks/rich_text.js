/** What Slack's own editor writes. https://docs.slack.dev/reference/block-kit/blocks/rich-text-block */

import { h } from "../element.js";
import { richInline, richPlain } from "./rich_inline.js";
import { cannotShow } from "./unknown.js";

const MOST = 8;

export function richText(block, context) {
  return h("div", { class: "block rich-text" }, ...partsOf(block.elements, context));
}

function partsOf(elements, context) {
  return (elements ?? []).map((each) => part(each, context));
}

const PARTS = {
  rich_text_section: (each, context) => h("div", { class: "rich-section" }, ...words(each, context)),
  rich_text_quote: (each, context) => h("blockquote", bordered(each), ...words(each, context)),
  rich_text_preformatted: (each, context) => h("pre", bordered(each), ...richPlain(each.elements, context)),
  rich_text_list: list,
};

function part(each, context) {
  const kind = Object.hasOwn(PARTS, each?.type) ? PARTS[each.type] : null;
  return kind ? kind(each, context) : cannotShow("a part", each?.type);
}

function bordered(each) {
  return { class: each.border ? "bordered" : null };
}

function words(each, context) {
  return (each.elements ?? []).flatMap((inline) => richInline(inline, context));
}

/** Deeper lists follow their parents as lists of their own, so each is set in by its `indent`. */
function list(each, context) {
  const ordered = each.style === "ordered";
  const depth = Math.min(each.indent ?? 0, MOST);
  const looks = ["rich-list", `mark-${depth % 3}`, each.border ? "bordered" : ""].join(" ").trim();
  const start = ordered && each.offset ? each.offset + 1 : null;
  const items = (each.elements ?? []).map((item) => h("li", {}, ...words(item, context)));
  const node = h(ordered ? "ol" : "ul", { class: looks, start }, items);
  node.style.setProperty("--depth", depth);
  return node;
}
