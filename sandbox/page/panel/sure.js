/** A question before what cannot be undone. */

import { h } from "../element.js";

/** @returns {Promise<boolean>} false for Cancel and for Escape */
export function sure({ title, text, yes }) {
  const before = document.activeElement;
  const dialog = question(title, text, yes);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      before?.focus();
      resolve(dialog.returnValue === "yes");
    });
  });
}

function question(title, text, yes) {
  const named = { "aria-labelledby": "behind-question", "aria-describedby": "behind-why" };
  // The first button has the focus: an Enter too many must not delete anything.
  return h("dialog", { class: "behind-question", ...named },
    h("form", { method: "dialog" },
      h("h2", { id: "behind-question" }, title),
      h("p", { id: "behind-why" }, text),
      h("div", { class: "buttons" },
        h("button", { value: "no" }, "Cancel"),
        h("button", { value: "yes", class: "danger solid" }, yes))));
}
