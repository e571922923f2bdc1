/** One line of the conversation, as an article; its replies below it. */

import { renderBlocks } from "../blocks/blocks.js";
import { renderMessageText } from "../blocks/mrkdwn.js";
import { h } from "../element.js";
import { messageContext } from "./acts.js";
import { avatar } from "./avatar.js";
import { fileList } from "./files.js";
import { noticeBody, refusalBody } from "./slack_words.js";
import { dayName, inFull, machineTime, timeOf } from "./when.js";

const BODIES = {
  message: (store, entry) => messageBody(store, entry.value),
  notice: (_store, entry) => noticeBody(entry.value),
  refusal: (_store, entry) => refusalBody(entry.value),
};

/** What one <li> of the list holds. */
export function lineOf(store, entry) {
  return [
    entry.startsDay && h("p", { class: "day" }, h("span", {}, dayName(entry.ts))),
    article(store, entry),
    entry.replies.length > 0 && replies(store, entry.replies),
  ];
}

function article(store, entry) {
  const look = `line ${entry.kind} ${entry.isFirst ? "first" : "next"} ${entry.alone ? "alone" : ""}`;
  return h(
    "article",
    { class: look, "aria-label": `${entry.name}, ${timeOf(entry.ts)}` },
    h("div", { class: "gutter" }, entry.isFirst ? avatar(entry.by, entry.name) : time(entry)),
    h(
      "div",
      { class: "said" },
      entry.alone && h("p", { class: "only-you" }, "Only visible to you"),
      entry.isFirst && byline(store, entry),
      BODIES[entry.kind](store, entry),
    ),
  );
}

function byline(store, entry) {
  const isApp = store.state.people.get(entry.by)?.role === "app";
  return h(
    "p",
    { class: "byline" },
    h("span", { class: "author" }, entry.name), " ",
    isApp && [h("span", { class: "badge" }, "App"), " "],
    time(entry),
  );
}

function time(entry) {
  return h("time", { datetime: machineTime(entry.ts), title: inFull(entry.ts) }, timeOf(entry.ts));
}

function messageBody(store, message) {
  const context = messageContext(store, message);
  return h(
    "div",
    { class: "body" },
    message.blocks.length > 0
      ? renderBlocks(message.blocks, context)
      : message.text && h("div", { class: "text" }, renderMessageText(message.text, context)),
    message.edited && h("span", { class: "edited" }, "(edited)"),
    message.files.length > 0 && fileList(message.files),
  );
}

/** What the channel shows as well stands in the thread once somebody opens it. */
function replies(store, entries) {
  if (!entries.some((each) => each.value.broadcast)) return listOf(store, entries);
  const count = counted(entries);
  const thread = h("details", { class: "thread" }, h("summary", { "aria-label": `Thread: ${count}` }, count));
  thread.addEventListener("toggle", () => thread.open && thread.append(listOf(store, entries)), { once: true });
  return thread;
}

function listOf(store, entries) {
  const items = entries.map((each) => h("li", {}, article(store, { ...each, isFirst: true })));
  return h("ol", { class: "replies", "aria-label": counted(entries) }, items);
}

function counted(entries) {
  return entries.length === 1 ? "1 reply" : `${entries.length} replies`;
}
