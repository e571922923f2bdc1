/** What Slack says itself: to one person who tried something, and about what the app has sent. */

import { h } from "../element.js";

export function noticeBody(notice) {
  return h("div", { class: "body" }, h("p", { class: "text" }, notice.text));
}

/** Named are the method, Slack's reasons and the block at fault: what its author needs to mend it. */
export function refusalBody(refusal) {
  return h(
    "div",
    { class: "body refused" },
    h("p", { class: "refused-title" }, h("strong", {}, `Slack refused: ${refusal.error}`)),
    h("p", { class: "refused-method" }, "The app called ", h("code", {}, refusal.method), "."),
    refusal.messages.length > 0 && h("ul", {}, refusal.messages.map((each) => h("li", {}, each))),
    refusal.blocks.map(blockAtFault),
  );
}

function blockAtFault({ pointer, block, named }) {
  return h(
    "details",
    {},
    h("summary", {}, named, pointer && [" at ", h("code", {}, pointer)]),
    h("pre", { tabindex: "0", "aria-label": `The ${named} as JSON` }, JSON.stringify(block, null, 2)),
  );
}
