/** What the page knows, and who wants to hear when it changes. */

/**
 * Topics: hello, slack, exchanges, microsoft, faults, calendar (as the events of /live), place (the person
 * looks elsewhere), person (somebody else sits down), connection (the stream was lost or is back).
 */
export function createStore() {
  const state = beginning();
  const listeners = new Map();
  return {
    state,
    on(topic, act) {
      if (!listeners.has(topic)) listeners.set(topic, new Set());
      listeners.get(topic).add(act);
      return () => listeners.get(topic).delete(act);
    },
    emit(topic) {
      for (const act of [...(listeners.get(topic) ?? [])]) act(state);
    },
  };
}

/** What one person sees: nothing of it may be left when somebody else sits down. */
export function forgetSight(state) {
  Object.assign(state, sight());
}

function beginning() {
  return {
    hello: null,
    user: null,
    people: new Map(),
    place: null,
    connected: null,
    exchanges: new Map(),
    faults: [],
    calendar: {},
    ...sight(),
  };
}

function sight() {
  return {
    channels: new Map(),
    messages: new Map(), // channel -> ts -> message
    arrived: [], // messages that the last event brought for the first time
    modals: [], // bottom first
    home: null,
    notices: [],
    refusals: [],
    unread: new Map(), // channel -> how many
  };
}
