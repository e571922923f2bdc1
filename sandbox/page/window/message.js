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
  deleted: (_store, entry) => h("p", { class: "deleted" }, entry.value.text),
  notice: (_store, entry) => noticeBody(entry.value),
  refusal: (_store, entry) => refusalBody(entry.value),
};

/** The threads that somebody has opened, by the time stamp of their first message. */
const opened = new Set();

/** What one <li> of the list holds. */
export function lineOf(store, entry) {
  return [
    entry.startsDay && h("p", { class: "day" }, h("span", {}, dayName(entry.ts))),
    article(store, entry),
    entry.replies.length > 0 && replies(store, entry),
  ];
}

function article(store, entry) {
  const look = `line ${entry.kind} ${entry.isFirst ? "first" : "next"} ${entry.alone ? "alone" : ""}`;
  const isGone = entry.kind === "deleted";
  return h(
    "article",
    { class: look, "aria-label": `${isGone ? "Deleted" : entry.name}, ${timeOf(entry.ts)}` },
    h("div", { class: "gutter" }, entry.isFirst && !isGone ? avatar(entry.by, entry.name) : time(entry)),
    h(
      "div",
      { class: "said" },
      entry.alone && h("p", { class: "only-you" }, "Only visible to you"),
      entry.isFirst && !isGone && byline(store, entry),
      entry.root && repliedTo(entry.root),
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

/** Slack's own words above a reply that the channel shows as well; they lead to its thread. */
function repliedTo({ ts, words }) {
  const open = () => {
    const row = document.querySelector(`[data-key="message ${ts}"]`);
    row?.querySelector(".thread")?.setAttribute("open", "");
    row?.scrollIntoView({ block: "start" });
  };
  const link = h("button", { type: "button", class: "plain to-thread", on: { click: open } }, words);
  return h("p", { class: "replied" }, "replied to a thread: ", link);
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

/** Its replies stand in the thread once somebody opens it; one that was open stays so when another comes. */
function replies(store, { ts, replies: entries }) {
  const count = counted(entries);
  const thread = h("details", { class: "thread" }, h("summary", { "aria-label": `Thread: ${count}` }, count));
  const toggled = () => {
    opened[thread.open ? "add" : "delete"](ts);
    if (thread.open && thread.children.length === 1) thread.append(listOf(store, entries));
  };
  thread.addEventListener("toggle", toggled);
  thread.open = opened.has(ts);
  return thread;
}

function listOf(store, entries) {
  const items = entries.map((each) => h("li", {}, article(store, { ...each, isFirst: true }), alsoSent(each)));
  return h("ol", { class: "replies", "aria-label": counted(entries) }, items);
}

function alsoSent({ value }) {
  return value.broadcast && h("p", { class: "also-sent" }, "Also sent to the channel");
}

function counted(entries) {
  return entries.length === 1 ? "1 reply" : `${entries.length} replies`;
}
