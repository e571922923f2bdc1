/** The middle of the page: what one place is called, what is read there, and where one writes. */

import { fill, h } from "../element.js";
import { directMessages, HOME, isDirect, isOfApp, titleOf } from "../places.js";
import { avatar } from "./avatar.js";
import { createComposer } from "./composer.js";
import { homeView } from "./home.js";
import { createMemory } from "./memory.js";
import { messageList } from "./messages.js";
import { placeTabs } from "./place_tabs.js";

export function mountConversation(node, store, typed) {
  const memory = createMemory();
  let shown = null;

  function look() {
    const { state } = store;
    if (!state.user || state.place === null) return;
    const key = keyOf(state);
    if (shown?.key !== key) shown = { key, ...placeView(node, store, typed, memory) };
    shown.update();
  }

  /** Nobody acts, or sees anything, in the name of the one who has left. */
  store.on("person", () => {
    shown = null;
    fill(node);
  });
  for (const topic of ["hello", "slack", "place"]) store.on(topic, look);
}

/** Whatever of this changes, the place is drawn anew. */
function keyOf({ user, place, channels, hello }) {
  const channel = channels.get(place);
  return JSON.stringify([user.id, place, channel?.name, channel?.is_archived, channel?.is_member, hello.app]);
}

function placeView(node, store, typed, memory) {
  const body = store.state.place === HOME ? homeView(store, typed) : talk(store, memory);
  const focused = node.contains(document.activeElement) ? document.activeElement : null;
  const tab = focused?.getAttribute("role") === "tab";
  fill(node, head(store), body.nodes);
  if (tab) node.querySelector('[role="tab"][aria-selected="true"]')?.focus();
  return { update: body.update };
}

function head(store) {
  const { state } = store;
  const isApp = isOfApp(state, state.place);
  const { name, id } = state.hello.app;
  const title = isApp
    ? [avatar(id, name), h("h2", {}, name), h("span", { class: "badge" }, "App")]
    : [h("h2", {}, titleOf(state, state.place)), channelTraits(state.channels.get(state.place))];
  return h("header", { class: "head" }, h("div", { class: "head-title" }, title), isApp && placeTabs(store));
}

function channelTraits({ kind, is_shared: isShared, is_archived: isArchived }) {
  const words = [
    kind === "private" && "Private channel",
    isShared && "Shared with another company",
    isArchived && "Archived",
  ].filter(Boolean);
  return words.length > 0 && h("span", { class: "traits" }, words.join(" · "));
}

function talk(store, memory) {
  const { state } = store;
  const { place } = state;
  const list = messageList(store, place);
  const hint = h("p", { class: "beginning", hidden: true }, beginning(state));
  const silence = silenceOf(state, place);
  const foot = silence
    ? h("p", { class: "silence", id: "composer", tabindex: "-1" }, silence)
    : createComposer(store, memory, { place, said: () => list.toEnd() });
  return {
    nodes: [list.node, h("div", { class: "foot" }, hint, foot)],
    update() {
      list.update();
      hint.hidden = Boolean(silence) || !list.isEmpty();
    },
  };
}

/** Why nobody can write here; null where one can. */
function silenceOf(state, place) {
  const { app } = state.hello;
  const isClosed = app.read_only || !app.messages_tab;
  if (isDirect(state, place) && isClosed) return "Sending messages to this app has been turned off.";
  if (state.channels.get(place)?.is_archived) return "This channel is archived: nobody can write here.";
  return null;
}

/** For newcomers: the first word of the app's usage hint shows how to begin. */
function beginning({ hello: { app, people }, user }) {
  const [first = ""] = /^[a-z]+/.exec(app.usage_hint) ?? [];
  const role = people.find((each) => each.id === user.id)?.role;
  const article = /^[aeiou]/.test(role) && role !== "owner" ? "an" : role === "owner" ? "the" : "a";
  return [
    "Type ", h("kbd", {}, `${app.command} ${first}`.trim()), " to begin. ",
    `You are ${user.real_name.split(" ")[0]}, ${article} ${role}.`,
  ];
}
