/** The messages of one place, in a window that stays at the bottom unless the person has scrolled up. */

import { h } from "../element.js";
import { titleOf } from "../places.js";
import { createRows } from "./rows.js";
import { createSpan } from "./span.js";
import { timeline } from "./timeline.js";

const NEAR_END = 40; // pixels
const NEAR_START = 300;

/**
 * @returns {{node, update, toEnd, isEmpty}} `update` after the node stands in the page and whenever something
 *   is new; `toEnd` when the person has said something and wants to see the answer.
 */
export function messageList(store, place) {
  const view = elements(store.state, place);
  const { scroller } = view;
  const rows = createRows(view.list, store);
  const span = createSpan();
  let entries = [];
  let atEnd = true;
  let lastTop = 0;

  function draw() {
    const { first, end } = span.of(entries.length);
    rows.update(entries.slice(first, end));
    view.start.hidden = first > 0;
    view.earlier.hidden = first === 0;
    view.later.hidden = span.follows;
  }

  function toEnd() {
    span.follow(entries.length);
    draw();
    settle();
  }

  function settle() {
    atEnd = true;
    view.fresh.hidden = true;
    scroller.scrollTop = scroller.scrollHeight;
    lastTop = scroller.scrollTop;
  }

  function update() {
    const newest = entries.at(-1)?.key;
    entries = timeline(store.state, place);
    if (atEnd) return toEnd();
    steady(view, draw);
    if (entries.at(-1)?.key !== newest) view.fresh.hidden = false;
    return undefined;
  }

  function further(step) {
    span[step](entries.length);
    steady(view, draw);
  }

  function scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = scroller;
    const toGo = scrollHeight - scrollTop - clientHeight;
    const isUpwards = scrollTop < lastTop;
    lastTop = scrollTop;
    atEnd = span.follows && toGo < NEAR_END;
    if (atEnd) view.fresh.hidden = true;
    else if (isUpwards && scrollTop < NEAR_START && !view.earlier.hidden) further("earlier");
    else if (!isUpwards && toGo < NEAR_START && !view.later.hidden) further("later");
  }

  scroller.addEventListener("scroll", scrolled);
  view.earlier.addEventListener("click", () => pressed(view, () => further("earlier")));
  view.later.addEventListener("click", () => pressed(view, () => further("later")));
  view.fresh.addEventListener("click", () => pressed(view, toEnd));
  // Pictures that arrive late, and a composer that grows, must not push the newest message out of sight.
  const grown = new ResizeObserver(() => atEnd && settle());
  [view.list, scroller].forEach((each) => grown.observe(each));
  return { node: view.node, update, toEnd, isEmpty: () => entries.length === 0 };
}

function elements(state, place) {
  const name = titleOf(state, place);
  const title = name.startsWith("#") ? `Messages in ${name}` : `Messages with ${name}`;
  const start = h("p", { class: "start" }, beginning(name));
  const earlier = button("small more", "Earlier messages");
  const later = button("small more", "Later messages");
  const fresh = button("primary fresh", "New messages");
  const list = h("ol", { class: "messages", role: "list", "aria-label": title });
  const reach = { tabindex: "0", role: "group", "aria-label": name };
  const scroller = h("div", { class: "scroller", ...reach }, start, earlier, list, later);
  const node = h("div", { class: "reading" }, scroller, fresh);
  return { node, scroller, start, list, earlier, later, fresh };
}

function beginning(name) {
  const what = name.startsWith("#") ? "the channel " : "your messages with ";
  return ["This is the very beginning of ", what, h("strong", {}, name), "."];
}

function button(look, words) {
  return h("button", { type: "button", class: look, hidden: true }, words);
}

/** A button that has done its work may be gone: the focus then stays with the messages. */
function pressed({ scroller }, act) {
  act();
  if (document.activeElement === document.body) scroller.focus({ preventScroll: true });
}

/** What the person is reading stays where it is, whatever is added or taken away above it. */
function steady({ scroller, list }, draw) {
  const top = scroller.getBoundingClientRect().top;
  const anchor = [...list.children].find((each) => each.getBoundingClientRect().bottom > top);
  const before = anchor?.getBoundingClientRect().top;
  draw();
  if (anchor?.isConnected) scroller.scrollTop += anchor.getBoundingClientRect().top - before;
}
