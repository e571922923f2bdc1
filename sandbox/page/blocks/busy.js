/**
 * Something a person did is on its way to the bot: the element waits and shows it; a failure stays beside it.
 * Nothing is really disabled, because that would take the keyboard's focus away.
 */

import { h } from "../element.js";

const USES = ["click", "mousedown", "keydown", "beforeinput"];

/** What surrounds an element, its spinner and its warning. It takes no use while the bot is being told. */
export function stage(...children) {
  const holder = h("span", { class: "stage" }, ...children);
  for (const use of USES) holder.addEventListener(use, (event) => refuse(event, holder), { capture: true });
  return holder;
}

/** The same for fields in which a person goes on typing meanwhile. */
export function openStage(...children) {
  return h("span", { class: "stage", dataset: { open: "yes" } }, ...children);
}

function refuse(event, holder) {
  if (!holder.dataset.busy || event.key === "Tab") return;
  event.preventDefault();
  event.stopPropagation();
}

/** Does `task`, and shows that it is under way and whether it failed. */
export async function send(holder, task) {
  const rest = begin(holder);
  try {
    await task();
  } catch (error) {
    holder.append(warning(error.message));
  } finally {
    rest();
  }
}

function begin(holder) {
  const controls = [...holder.querySelectorAll("button, a, input, select, textarea")];
  const marks = holder.dataset.open ? ["aria-busy"] : ["aria-busy", "aria-disabled"];
  const spinner = h("span", { class: "spinner", role: "status" }, h("span", { class: "unseen" }, "Working"));
  holder.querySelector(".warning")?.remove();
  holder.dataset.busy = "yes";
  holder.append(spinner);
  controls.forEach((control) => marks.forEach((mark) => control.setAttribute(mark, "true")));
  return () => {
    delete holder.dataset.busy;
    spinner.remove();
    controls.forEach((control) => marks.forEach((mark) => control.removeAttribute(mark)));
  };
}

function warning(sentence) {
  const mark = h("span", { "aria-hidden": "true" }, "⚠ ");
  return h("span", { class: "warning", role: "alert" }, mark, sentence);
}
