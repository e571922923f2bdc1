/** What is said to those who listen instead of looking, and the line that tells of a lost stream. */

import { fill } from "../element.js";

const LOST = "The sandbox has stopped. Start it again: this page comes back by itself.";

export function mountStatus(node, store) {
  store.on("connection", (state) => fill(node, state.connected ? "" : LOST));
}

/** The newest message of the place where the person is, unless it is their own. */
export function mountAnnouncer(node, store) {
  store.on("slack", (state) => {
    const heard = state.arrived.filter((each) => each.channel === state.place && each.user !== state.user.id);
    const newest = heard.at(-1);
    if (newest) fill(node, `${newest.name}: ${newest.lines.join(" ").slice(0, 300)}`);
  });
}
