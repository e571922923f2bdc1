/** The channels and the app, with marks for what has not been read. */

import { TEAM } from "../ask.js";
import { fill, h } from "../element.js";
import { channelsOf, directMessages, go, HOME, isOfApp } from "../places.js";
import { keepFocus } from "./focus.js";

export function mountSidebar(node, store) {
  const redraw = () => store.state.user && keepFocus(node, () => fill(node, inside(store)));
  store.on("person", () => fill(node));
  for (const topic of ["hello", "slack", "place"]) store.on(topic, redraw);
}

function inside(store) {
  const channels = channelsOf(store.state).map((each) => channelButton(store, each));
  return [
    h("h2", { id: "channels-title" }, TEAM ? `Channels of ${store.state.hello.team}` : "Channels"),
    h("ul", { "aria-labelledby": "channels-title" }, channels.map((each) => h("li", {}, each))),
    h("h2", { id: "apps-title" }, "Apps"),
    h("ul", { "aria-labelledby": "apps-title" }, h("li", {}, appButton(store))),
  ];
}

function channelButton(store, channel) {
  const { state } = store;
  const isPrivate = channel.kind === "private";
  const traits = [
    isPrivate && "private channel",
    channel.is_shared && "shared with another company",
    channel.is_archived && "archived",
  ].filter(Boolean);
  const seen = (channel.is_shared && "shared") || (channel.is_archived && "archived");
  return placeButton({
    key: channel.id,
    label: isPrivate ? [h("span", { class: "lock" }), channel.name] : `# ${channel.name}`,
    more: [
      traits.length > 0 && h("span", { class: "unseen" }, `, ${traits.join(", ")}`),
      seen && h("span", { class: "tag", "aria-hidden": "true" }, seen),
    ],
    unread: state.unread.get(channel.id) ?? 0,
    isHere: state.place === channel.id,
    press: () => go(store, channel.id),
  });
}

function appButton(store) {
  const { state } = store;
  const direct = directMessages(state);
  return placeButton({
    key: "app",
    label: [h("span", { class: "app-dot" }), state.hello.app.name],
    unread: state.unread.get(direct) ?? 0,
    isHere: isOfApp(state, state.place),
    press: () => go(store, state.hello.app.home_tab ? HOME : direct),
  });
}

function placeButton({ key, label, more, unread, isHere, press }) {
  return h(
    "button",
    {
      type: "button",
      class: unread ? "place new" : "place",
      "aria-current": isHere ? "page" : null,
      dataset: { key },
      on: { click: press },
    },
    h("span", { class: "place-name" }, label),
    more,
    unread > 0 && unreadMark(unread),
  );
}

function unreadMark(count) {
  return h("span", { class: "count" }, count > 99 ? "99+" : count, h("span", { class: "unseen" }, " unread"));
}
