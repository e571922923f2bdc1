/** One exchange in full, in a dialog. The sandbox has masked every secret before it gets here. */

import { h, fill } from "../element.js";
import { ask } from "../ask.js";
import { button, hint, more } from "./pieces.js";
import { party, statusWords, took } from "./traffic_words.js";
import { clock } from "./wording.js";

/** @returns {Promise<string>} what the panel then says: nothing, since the dialog speaks for itself */
export async function openExchange(n) {
  const exchange = await ask("GET", `/exchanges/${n}`);
  const dialog = h("dialog", { class: "behind-exchange", "aria-labelledby": "behind-exchange" });
  dialog.addEventListener("close", () => dialog.remove());
  const close = button("Close", { class: "small" }, () => dialog.close());
  fill(dialog, head(exchange, close), said("Request", exchange.request), said("Answer", exchange.response));
  document.body.append(dialog);
  dialog.showModal();
  return "";
}

function head(exchange, close) {
  const title = `${party(exchange.from)} to ${party(exchange.to)}`;
  const facts = [clock(exchange.at), statusWords(exchange.status), took(exchange.ms), exchange.note];
  return h("header", {},
    h("div", { class: "card-head" }, h("h2", { id: "behind-exchange" }, title), close),
    h("p", { class: "address" }, h("b", {}, exchange.method), " ", exchange.path),
    h("p", {}, facts.filter(Boolean).join(", ")));
}

function said(name, letter) {
  const body = letter?.body;
  return h("section", { "aria-label": name }, h("h3", {}, name),
    letter ? headers(Object.entries(letter.headers)) : hint("Nothing was kept."),
    body && h("pre", { tabindex: "0", "aria-label": `Body of the ${name.toLowerCase()}` }, body),
    letter && !body && hint("Without a body."));
}

function headers(lines) {
  return more(`Headers (${lines.length})`, h("dl", { class: "headers" }, lines.map(([name, value]) =>
    h("div", {}, h("dt", {}, name), h("dd", {}, value)))));
}
