/** An input block: label, element, hint, and what was wrong with it. */

import { h } from "../element.js";
import { element, isGroup } from "./elements.js";
import { freshId } from "./ids.js";
import { spoken } from "./text.js";

const LABEL = { class: "input-label" };

export function input(block, context) {
  const error = context.errors?.[block.block_id];
  const ids = { field: freshId("field"), hint: freshId("hint"), error: freshId("error") };
  const describedby = [error && ids.error, block.hint && ids.hint].filter(Boolean).join(" ") || undefined;
  const site = siteOf(block, context, Boolean(error));
  const look = `block input${error ? " input-wrong" : ""}`;
  const below = [
    error && h("div", { id: ids.error, class: "input-error", role: "alert" }, error),
    block.hint && h("div", { id: ids.hint, class: "input-hint" }, spoken(block.hint)),
  ];
  if (isGroup(block.element?.type)) return group(block, { ...site, inGroup: true }, look, describedby, below);
  const shown = element(block.element, { ...site, id: ids.field, describedby });
  return h("div", { class: look }, h("label", { for: ids.field, ...LABEL }, words(block)), shown, below);
}

function group(block, site, look, describedby, below) {
  const role = block.element.type === "radio_buttons" ? "radiogroup" : null;
  const legend = h("legend", LABEL, words(block));
  const attributes = { class: look, role, "aria-describedby": describedby };
  return h("fieldset", attributes, legend, element(block.element, site), below);
}

function siteOf(block, context, invalid) {
  const dispatches = block.dispatch_action === true;
  return { blockId: block.block_id, context, invalid, required: !block.optional, dispatches };
}

function words(block) {
  return [spoken(block.label), block.optional && h("span", { class: "input-optional" }, " (optional)")];
}
