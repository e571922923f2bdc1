/** Where one can be: a channel, the direct messages with the app, or its Home ("home"). */

export const HOME = "home";

// Where the story of the sandbox's workspace begins; any other channel does when there is none of this name.
const FIRST = "security";

/** The sandbox names the direct messages between a person and the app after the person. */
export function directMessages(state) {
  return state.user ? `D${state.user.id.slice(1)}` : null;
}

export function isDirect(state, place) {
  return place === directMessages(state);
}

export function isOfApp(state, place) {
  return place === HOME || isDirect(state, place);
}

/** Channels without direct messages, those in use first. */
export function channelsOf(state) {
  const those = [...state.channels.values()].filter((each) => each.kind !== "im");
  return those.sort((one, other) => one.is_archived - other.is_archived);
}

/** As people write it: "#security", or the app's name. */
export function titleOf(state, place) {
  return isOfApp(state, place) ? state.hello.app.name : `#${state.channels.get(place)?.name ?? ""}`;
}

export function go(store, place) {
  if (store.state.place === place) return;
  store.state.place = place;
  store.emit("place");
}

/** After a change of people, or of their memberships, one may have to go elsewhere. */
export function settle(store) {
  const { state } = store;
  if (isThere(state, state.place)) return;
  const those = channelsOf(state);
  const first = those.find((each) => each.name === FIRST) ?? those[0];
  go(store, first?.id ?? directMessages(state));
}

function isThere(state, place) {
  return place !== null && (isOfApp(state, place) || state.channels.has(place));
}
