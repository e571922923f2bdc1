/** Draws blocks and texts outside the window, and remembers what a person does to them. */

import { askFirst } from "/page/blocks/confirm.js";
import { dated } from "/page/blocks/dates.js";
import { renderBlocks } from "/page/blocks/blocks.js";
import { renderMessageText, renderMrkdwn } from "/page/blocks/mrkdwn.js";
import { fill, h } from "/page/element.js";

const PEOPLE = [
  { id: "U1", name: "olivia", real_name: "Olivia Owner", role: "owner" },
  { id: "U2", name: "mia", real_name: "Mia Member", role: "member" },
  { id: "U3", name: "gone", real_name: "Gone", role: "deactivated" },
];
const CHANNELS = [
  { id: "C1", name: "security", kind: "public" },
  { id: "C2", name: "private-labels", kind: "private" },
  { id: "C3", name: "partners", kind: "public", is_shared: true },
  { id: "C4", name: "old", kind: "public", is_archived: true },
];
const told = [];
const settle = { now: () => {} };

/** `given`: what a test sets of the context; `waits`: act settles at release(); `refuses`: the sentence. */
function contextOf(given = {}) {
  const byId = (all) => new Map(all.map((each) => [each.id, each]));
  const context = {
    surface: "message",
    people: byId(PEOPLE),
    channels: byId(CHANNELS),
    fields: [],
    errors: {},
    async act(blockId, element, value) {
      told.push(["act", blockId, element.action_id, value ?? null]);
      if (given.waits) await new Promise((resolve) => (settle.now = resolve));
      if (given.refuses) throw new Error(given.refuses);
    },
    change: (...values) => told.push(["change", ...values]),
    openChannel: (id) => told.push(["open", id]),
    async suggest(actionId, typed) {
      told.push(["suggest", actionId, typed]);
      return given.suggests.filter(({ text }) => text.text.toLowerCase().includes(typed));
    },
    ...given,
  };
  return { ...context, dirty: new Map(given.dirty ?? []) };
}

function show(...nodes) {
  told.length = 0;
  fill(document.querySelector("main"), ...nodes);
}

function html(fragment) {
  return h("div", {}, fragment).innerHTML;
}

/** Pictures must come from this very address, which a test does not know before. */
function here(blocks) {
  return JSON.parse(JSON.stringify(blocks).replaceAll("HERE", location.origin));
}

globalThis.stage = {
  show: (blocks, given) => show(renderBlocks(here(blocks), contextOf(given))),
  text: (text, given, how) => show(h("div", { class: "text" }, renderMrkdwn(text, contextOf(given), how))),
  mrkdwn: (texts, given, how) => texts.map((text) => html(renderMrkdwn(text, contextOf(given), how))),
  messageText: (texts, given) => texts.map((text) => html(renderMessageText(text, contextOf(given)))),
  html: (blocks, given) => html(renderBlocks(blocks, contextOf(given))),
  dates: (formats, seconds, now, how) => formats.map((format) => dated(seconds, { now, ...how }).say(format)),
  ask: (confirm) => askFirst(confirm),
  told: () => told,
  release: () => settle.now(),
};
