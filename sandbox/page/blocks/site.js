/**
 * Where an element stands: its block, how it is named, and what happens when somebody uses it.
 *
 * site = {blockId, context, name, id, inGroup, describedby, invalid, required, dispatches}: a <label> points
 * at `id`, or a <fieldset> names the group, or there is a `name`.
 */

import { askFirst } from "./confirm.js";
import { send } from "./busy.js";

/** The attributes that every control carries. The dataset lets a window find it again after drawing anew. */
export function attributesOf(element, site) {
  return {
    id: site.id,
    "aria-label": site.name,
    "aria-describedby": site.describedby,
    "aria-invalid": site.invalid ? "true" : null,
    "aria-required": site.required ? "true" : null,
    autofocus: element.focus_on_load === true,
    dataset: placeOf(element, site),
  };
}

export function placeOf(element, site) {
  return { block: site.blockId, action: element.action_id ?? "" };
}

/** Tells the bot, after the question that `confirm` may ask. Resolves false when the person drew back. */
export async function tell(holder, element, site, value) {
  if (holder.dataset.busy) return false;
  if (!(await askFirst(element.confirm, site.context))) return false;
  await send(holder, () => site.context.act(site.blockId, element, value));
  return true;
}

/** A choice is told at once where the element dispatches, else kept for the submit. False as in `tell`. */
export async function choose(holder, element, site, value) {
  if (site.dispatches) return tell(holder, element, site, value);
  site.context.change?.(site.blockId, element.action_id, value);
  return true;
}
