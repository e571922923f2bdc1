/** The stream of everything that happens, as one person may see it. Comes back by itself when it is lost. */

import { TEAM } from "./ask.js";
import { EVENTS, hear } from "./hearing.js";
import { forgetSight } from "./store.js";

const AGAIN_AFTER = 1000; // milliseconds

/** @returns {{watch: function(string)}} `watch` another person: what the one before saw is forgotten. */
export function createLive(store) {
  let source = null;
  let waiting = null;

  function watch(person) {
    leave();
    forgetSight(store.state);
    store.state.user = null;
    store.emit("person");
    join(person);
  }

  function leave() {
    clearTimeout(waiting);
    source?.close();
  }

  function join(person) {
    source = new EventSource(`/live?${new URLSearchParams({ user: person, team: TEAM })}`);
    for (const name of EVENTS) {
      source.addEventListener(name, ({ data }) => hear(store, name, JSON.parse(data)));
    }
    source.addEventListener("hello", () => connected(store, true));
    source.addEventListener("error", () => lost(person));
  }

  /** The browser gives up for good after some errors: so we do the trying ourselves. */
  function lost(person) {
    leave();
    connected(store, false);
    waiting = setTimeout(() => join(person), AGAIN_AFTER);
  }

  return { watch };
}

function connected(store, is) {
  if (store.state.connected === is) return;
  store.state.connected = is;
  store.emit("connection");
}
