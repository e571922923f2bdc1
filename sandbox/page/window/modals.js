/**
 * The stack of modals, over the window of the workspace only: whoever fills in a form may need what stands
 * behind the scenes, and may want to see what happens when something breaks meanwhile.
 */

import { modal } from "./modal.js";

/** @param {Element[]} under what cannot be used while a modal is open */
export function mountModals(layer, under, store, typed) {
  const open = new Map(); // view id -> modal, bottom first

  function sync() {
    const { modals } = store.state;
    const wanted = new Set(modals.map((each) => each.id));
    const gone = [...open.keys()].filter((id) => !wanted.has(id)).reverse();
    // Only what can be used can take the focus back.
    if (gone.length > 0) release(modals.at(-1));
    gone.forEach(drop);
    modals.forEach(show);
    restrain(modals);
    if (gone.length > 0 && modals.length === 0) rescueFocus();
  }

  function release(top) {
    if (top) open.get(top.id)?.node.removeAttribute("inert");
    else under.forEach((each) => each.removeAttribute("inert"));
  }

  function drop(id) {
    open.get(id).leave();
    open.delete(id);
  }

  function show(view, level) {
    layer.hidden = false;
    if (!open.has(view.id)) {
      open.set(view.id, modal(store, typed, view, level));
      layer.append(open.get(view.id).node);
    }
    open.get(view.id).update(view);
  }

  function restrain(modals) {
    layer.hidden = modals.length === 0;
    under.forEach((each) => each.toggleAttribute("inert", modals.length > 0));
    for (const [id, { node }] of open) node.toggleAttribute("inert", id !== modals.at(-1).id);
  }

  store.on("person", sync);
  store.on("slack", sync);
  // After a click beside the modal nothing has the focus, and Esc still means the one on top.
  document.addEventListener("keydown", (event) => {
    if (document.activeElement === document.body) [...open.values()].at(-1)?.escape(event);
  });
}

/** The browser gives the focus back to where it came from, unless that has been drawn anew meanwhile. */
function rescueFocus() {
  if (document.activeElement === document.body) document.getElementById("composer")?.focus();
}
