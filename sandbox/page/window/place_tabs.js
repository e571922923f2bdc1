/** The two sides of an app: its Home, and the messages with it. */

import { h } from "../element.js";
import { directMessages, go, HOME } from "../places.js";

export function placeTabs(store) {
  const { state } = store;
  const places = [HOME, directMessages(state)];
  const tabs = ["Home", "Messages"].map((words, index) => tab(store, words, places[index]));
  const move = (event) => turn(event, store, places);
  const named = { role: "tablist", "aria-label": state.hello.app.name };
  return h("div", { class: "tabs", ...named, on: { keydown: move } }, tabs);
}

function tab(store, words, place) {
  const isHere = store.state.place === place;
  return h(
    "button",
    {
      type: "button",
      role: "tab",
      "aria-selected": String(isHere),
      tabindex: isHere ? "0" : "-1",
      on: { click: () => go(store, place) },
    },
    words,
  );
}

function turn(event, store, places) {
  if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
  event.preventDefault();
  go(store, places.find((each) => each !== store.state.place));
}
