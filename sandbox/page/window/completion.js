/** A typed "/" offers the app's command; once it stands there, its usage is shown greyed behind it. */

import { fill, h } from "../element.js";

export function completion({ text, written, hint, list }, app) {
  const option = optionFor(app);
  fill(list, option);
  let isRefused = false; // with Esc, until something else is typed

  /** Whether the first word is on its way to becoming the command. */
  function isBegun() {
    return text.value.startsWith("/") && text.value !== app.command && app.command.startsWith(text.value);
  }

  function update() {
    isRefused = isRefused && text.value.startsWith("/");
    show(isBegun() && !isRefused);
    const isBare = text.value.trimEnd() === app.command;
    fill(hint, isBare ? `${text.value.endsWith(" ") ? "" : " "}${app.usage_hint}` : "");
    fill(written, text.value, text.value.endsWith("\n") ? " " : "");
  }

  function show(isOpen) {
    list.hidden = !isOpen;
    text.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) text.setAttribute("aria-activedescendant", option.id);
    else text.removeAttribute("aria-activedescendant");
  }

  function complete() {
    text.value = `${app.command} `;
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  }

  /** Whether the key was for the list. */
  function takes(event) {
    if (list.hidden) return false;
    const act = { Enter: complete, Tab: complete, Escape: refuse, ArrowUp: stay, ArrowDown: stay }[event.key];
    if (!act || event.shiftKey) return false;
    event.preventDefault();
    act();
    return true;
  }

  function refuse() {
    isRefused = true;
    show(false);
  }

  option.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
  option.addEventListener("click", complete);
  text.addEventListener("blur", () => show(false));
  return { update, takes };
}

function stay() {
  // There is one command: nothing else to go to.
}

function optionFor(app) {
  return h(
    "li",
    { id: "command-1", class: "command", role: "option", "aria-selected": "true" },
    h("span", { class: "command-name" }, app.command), " ",
    h("span", { class: "command-usage" }, app.usage_hint), " ",
    h("span", { class: "command-about" }, `${app.description} `, h("span", {}, app.name)),
  );
}
