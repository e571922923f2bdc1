/**
 * The blocks of a view, drawn anew only when the app has changed something that is not on the screen already:
 * a value that the person entered comes back from Slack as news, and must not disturb them.
 */

import { renderBlocks } from "../blocks/blocks.js";
import { standing } from "../blocks/values.js";
import { fill, h } from "../element.js";
import { viewContext } from "./acts.js";
import { keepFocus } from "./focus.js";

export function viewBody(store, typed) {
  const node = h("div", { class: "view-blocks" });
  const seen = new Map(); // "block_id/action_id" -> what stands there on the screen, as JSON
  let drawn = null;

  function update(view) {
    const mark = JSON.stringify([view.id, view.blocks, view.errors]);
    const now = valuesOf(view, typed);
    if (mark === drawn && now.every(([key, value]) => seen.get(key) === value)) return;
    drawn = mark;
    now.forEach(([key, value]) => seen.set(key, value));
    keepFocus(node, () => fill(node, renderBlocks(view.blocks, watched(viewContext(store, view, typed)))));
  }

  /** Remembers what the person sees in a field that they have used. */
  function watched(context) {
    const note = (blockId, actionId, value) => seen.set(`${blockId}/${actionId}`, asJson(value));
    return {
      ...context,
      act(blockId, element, value) {
        note(blockId, element.action_id, value);
        return context.act(blockId, element, value);
      },
      change(blockId, actionId, value) {
        note(blockId, actionId, value);
        context.change(blockId, actionId, value);
      },
    };
  }

  return { node, update };
}

function valuesOf(view, typed) {
  const context = { fields: view.fields, dirty: typed.of(view.id) };
  return view.fields.map(({ block_id: blockId, action_id: actionId, kind }) => {
    const value = standing({ type: kind, action_id: actionId }, { blockId, context });
    return [`${blockId}/${actionId}`, asJson(value)];
  });
}

/** An emptied field and one that was never filled are the same to Slack. */
function asJson(value) {
  const isEmpty = value === "" || value === undefined || (Array.isArray(value) && value.length === 0);
  return JSON.stringify(isEmpty ? null : value);
}
