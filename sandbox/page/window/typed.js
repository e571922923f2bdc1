/**
 * What was typed or chosen in views and not yet told to Slack. It is handed in before every press and submit,
 * and outlives every drawing anew: nothing that a person typed is lost.
 */

import { ask } from "../ask.js";

export function createTyped(store) {
  const views = new Map(); // view id -> Map of "block_id/action_id" -> value
  let last = Promise.resolve();

  function of(viewId) {
    if (!views.has(viewId)) views.set(viewId, new Map());
    return views.get(viewId);
  }

  function keep(viewId, blockId, actionId, value) {
    of(viewId).set(`${blockId}/${actionId}`, value);
  }

  function drop(viewId, blockId, actionId) {
    of(viewId).delete(`${blockId}/${actionId}`);
  }

  /** One after the other: no older value arrives after a newer one. Throws Error with the sandbox's words. */
  function flush() {
    const next = last.catch(() => {}).then(handIn);
    last = next;
    return next;
  }

  async function handIn() {
    const top = store.state.modals.at(-1) ?? store.state.home;
    const dirty = top && of(top.id);
    if (!dirty?.size) return;
    const sent = [...dirty];
    const values = Object.fromEntries(sent.map(([key, value]) => [blockOf(top, key), value]));
    await ask("POST", "/slack/fill", { user: store.state.user.id, view_id: top.id, values, quietly: true });
    for (const [key, value] of sent) if (dirty.get(key) === value) dirty.delete(key);
  }

  store.on("slack", ({ modals, home }) => {
    const open = new Set([...modals, home].filter(Boolean).map((each) => each.id));
    for (const id of views.keys()) if (!open.has(id)) views.delete(id);
  });

  return { of, keep, drop, flush };
}

/** Both parts of a key may contain a slash, so the field is looked up. */
function blockOf(view, key) {
  const field = view.fields.find((each) => `${each.block_id}/${each.action_id}` === key);
  return field?.block_id ?? key.slice(0, key.lastIndexOf("/"));
}
