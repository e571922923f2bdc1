/** The question that Slack asks before an action which has a `confirm` object. */

import { h } from "../element.js";
import { freshId } from "./ids.js";
import { renderText, spoken } from "./text.js";

/** Resolves true when the person confirms, false for the other button and for Escape. */
export function askFirst(confirm, context = {}) {
  if (!confirm) return Promise.resolve(true);
  return new Promise((resolve) => {
    const answer = (isYes) => {
      dialog.close();
      dialog.remove();
      resolve(isYes);
    };
    const dialog = question(confirm, context, answer);
    dialog.addEventListener("cancel", () => answer(false));
    document.body.append(dialog);
    dialog.showModal();
  });
}

function question(confirm, context, answer) {
  const [title, text] = [freshId("title"), freshId("text")];
  const button = (isYes, words, look) =>
    h("button", { type: "button", class: `block-button ${look}`, on: { click: () => answer(isYes) } }, words);
  const style = confirm.style === "danger" ? "danger-filled" : "primary-filled";
  return h(
    "dialog",
    { class: "confirm", "aria-labelledby": title, "aria-describedby": text },
    h("h2", { id: title }, spoken(confirm.title)),
    h("div", { id: text, class: "confirm-text" }, ...renderText(confirm.text, context)),
    h(
      "div",
      { class: "confirm-buttons" },
      button(false, spoken(confirm.deny) || "Cancel", ""),
      button(true, spoken(confirm.confirm) || "Yes", style),
    ),
  );
}
