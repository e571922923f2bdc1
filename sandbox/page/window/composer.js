/** Where one writes: commands for the app and plain messages. What could not be sent is never lost. */

import { ask } from "../ask.js";
import { fill, h } from "../element.js";
import { titleOf } from "../places.js";
import { completion } from "./completion.js";
import { recall } from "./recall.js";
import { asSent } from "./sending.js";

export function createComposer(store, memory, { place, said }) {
  const { user, hello: { app } } = store.state;
  const title = `Message ${titleOf(store.state, place)}`;
  const parts = elements(title);
  const { text } = parts;
  const offer = completion(parts, app);
  const history = recall(text, () => memory.sentBy(user.id));

  function changed() {
    memory.keepDraft(user.id, place, text.value);
    fill(parts.problem);
    offer.update();
  }

  function put(value) {
    text.value = value;
    changed();
  }

  async function send() {
    const wrote = text.value;
    if (!wrote.trim()) return;
    try {
      const [path, body] = asSent(store.state, place, wrote);
      memory.remember(user.id, wrote);
      put("");
      said();
      await busy(parts, ask("POST", path, body));
    } catch (error) {
      giveBack(wrote);
      fill(parts.problem, error.message);
    }
  }

  /** What was written meanwhile stays; the lost text is then one arrow-up away. */
  function giveBack(wrote) {
    const now = memory.draft(user.id, place);
    if (!now) memory.keepDraft(user.id, place, wrote);
    if (!text.value) put(wrote);
  }

  function key(event) {
    if (event.isComposing || offer.takes(event)) return;
    if (history.takes(event)) return changed();
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    send();
  }

  text.addEventListener("input", () => {
    history.leave();
    changed();
  });
  text.addEventListener("keydown", key);
  parts.node.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
    text.focus();
  });
  put(memory.draft(user.id, place));
  return parts.node;
}

function elements(title) {
  const text = h("textarea", {
    id: "composer", rows: "1", placeholder: title, autocomplete: "off",
    role: "combobox", "aria-label": title, "aria-autocomplete": "list", "aria-haspopup": "listbox",
    "aria-controls": "commands", "aria-expanded": "false",
    "aria-describedby": "composer-hint composer-problem",
  });
  const written = h("span", { class: "written" });
  const hint = h("span", { id: "composer-hint", class: "hint" });
  const ghost = h("div", { class: "ghost", "aria-hidden": "true" }, written, hint);
  const commands = { id: "commands", class: "commands", role: "listbox", "aria-label": "Commands" };
  const list = h("ul", { ...commands, hidden: true });
  const working = h("span", { class: "working", role: "status" });
  const problem = h("p", { id: "composer-problem", class: "problem", role: "alert" });
  const button = h("button", { type: "submit", class: "primary small send" }, "Send");
  const box = h("div", { class: "box" }, h("div", { class: "field" }, ghost, text), working, button);
  const node = h("form", { class: "composer", novalidate: true }, list, box, problem);
  return { node, text, written, hint, list, working, problem };
}

async function busy({ working }, sending) {
  fill(working, "Sending…");
  try {
    await sending;
  } finally {
    fill(working);
  }
}
