/** One modal: its title, its blocks, and the ways out of it. */

import { ask } from "../ask.js";
import { fill, h } from "../element.js";
import { viewBody } from "./view_body.js";

const WHERE = "The conversation behind this form tells more.";

/** @param {number} level 0 for the one at the bottom of the stack */
export function modal(store, typed, first, level) {
  const body = viewBody(store, typed);
  const parts = elements(first.id, level, body.node);
  const act = (path, more) => ask("POST", path, { user: store.state.user.id, ...more });
  const close = (all) => working(parts, () => act("/slack/close", { all }));
  let isBusy = false;
  const told = new Set(store.state.refusals.map(refusalKey));
  let errors = "{}";

  async function submit(event) {
    event.preventDefault();
    if (isBusy || parts.submit.hidden) return;
    isBusy = true;
    busy(parts.submit, true);
    await working(parts, async () => {
      await typed.flush();
      const { trouble } = await act("/slack/submit");
      if (trouble) throw new Error(trouble);
    });
    isBusy = false;
    busy(parts.submit, false);
    toFirstError(parts.node);
  }

  function update(view) {
    fill(parts.title, view.title);
    fill(parts.submit, view.submit ?? "");
    parts.submit.hidden = !view.submit;
    fill(parts.cancel, view.close ?? (view.submit ? "Cancel" : "Close"));
    body.update(view);
    tellNews(parts, told, wordsFor(store.state, view));
    if (!parts.node.open) open(parts.node, body.node);
    if (errors !== JSON.stringify(view.errors)) toFirstError(parts.node);
    errors = JSON.stringify(view.errors);
  }

  function escape(event) {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    close(false);
  }

  parts.form.addEventListener("submit", submit);
  parts.cancel.addEventListener("click", () => close(false));
  parts.all.addEventListener("click", () => close(true));
  parts.node.addEventListener("keydown", escape);
  return { node: parts.node, update, escape, leave: () => leave(parts.node) };
}

function elements(id, level, blocks) {
  const title = h("h2", { id: `title-${id}` });
  const all = h("button", { type: "button", class: "plain close", "aria-label": "Close all" },
    h("span", { "aria-hidden": "true" }, "×"));
  const trouble = h("div", { class: "trouble", role: "alert", hidden: true });
  const cancel = h("button", { type: "button" });
  const submit = h("button", { type: "submit", class: "primary submit" });
  const form = h("form", { novalidate: true },
    h("header", {}, title, all),
    h("div", { class: "modal-body" }, trouble, blocks),
    h("footer", {}, cancel, submit));
  const node = h("dialog", { class: "modal", "aria-labelledby": title.id, dataset: { level } }, form);
  return { node, form, title, all, trouble, cancel, submit };
}

/** Does it, and shows at the top of the modal what went wrong. What went wrong before is over. */
async function working(parts, task) {
  fill(parts.trouble);
  parts.trouble.hidden = true;
  try {
    await task();
  } catch (error) {
    complain(parts, error.message);
  }
}

/** Slack's own words about this view, and about what the app has sent meanwhile: [key, sentence]. */
function wordsFor(state, view) {
  const notices = state.notices.filter((each) => each.view === view.id);
  const refusals = state.refusals.filter((each) => !each.user || each.user === state.user.id);
  return [
    ...notices.map((each) => [`notice ${each.n}`, each.text]),
    ...refusals.map((each) => [refusalKey(each), `Slack refused ${each.method}: ${each.error}. ${WHERE}`]),
  ];
}

function refusalKey({ n }) {
  return `refusal ${n}`;
}

/** Each once: a person who tries again need not read it again. */
function tellNews(parts, told, words) {
  for (const [key, sentence] of words.filter(([each]) => !told.has(each))) {
    told.add(key);
    complain(parts, sentence);
  }
}

function complain({ trouble }, words) {
  const isThere = [...trouble.children].some((each) => each.textContent === words);
  if (!isThere) trouble.append(h("p", {}, words));
  trouble.hidden = false;
}

function busy(button, is) {
  button.toggleAttribute("data-busy", is);
  button.setAttribute("aria-busy", String(is));
  button.setAttribute("aria-disabled", String(is));
}

/** With the first field ready for typing, unless the app has named another. */
function open(node, body) {
  node.show();
  if (body.querySelector("[autofocus]")) return;
  const first = body.querySelector("input:not([type=hidden]), textarea, select, button, a[href]");
  (first ?? node.querySelector(".submit:not([hidden])") ?? node.querySelector("footer button")).focus();
}

function toFirstError(node) {
  node.querySelector('[aria-invalid="true"]')?.focus();
}

function leave(node) {
  node.close();
  node.remove();
}
