/** Puts the page together. The only module that does something by being loaded. */

import { addressOf, ask, TEAM } from "./ask.js";
import { createLive } from "./live.js";
import { settle } from "./places.js";
import { mountPanel } from "./panel/panel.js";
import { createReading } from "./reading.js";
import { createStore } from "./store.js";
import { mountAnnouncer, mountStatus } from "./window/announcer.js";
import { mountConversation } from "./window/conversation.js";
import { mountDrawers } from "./window/drawers.js";
import { mountModals } from "./window/modals.js";
import { mountPeople } from "./window/people.js";
import { mountSidebar } from "./window/sidebar.js";
import { createTyped } from "./window/typed.js";

const AGAIN_AFTER = 1000; // milliseconds

function start() {
  const store = createStore();
  const typed = createTyped(store);
  const live = createLive(store);
  const count = createReading(Date.now() / 1000);
  store.on("slack", () => settle(store));
  store.on("slack", count);
  store.on("place", count);
  mount(store, typed, (person) => sitDown(live, typed, person));
  begin(live);
}

function mount(store, typed, choose) {
  const at = (id) => document.getElementById(id);
  mountStatus(at("status"), store);
  mountAnnouncer(at("spoken"), store);
  mountPeople(at("people"), store, choose);
  mountSidebar(at("workspace"), store);
  mountConversation(at("conversation"), store, typed);
  mountModals(at("modals"), ["to-channels", "workspace", "conversation"].map(at), store, typed);
  mountDrawers(store);
  mountPanel(at("panel"), store);
}

/** Somebody else: what was typed so far is handed in, and the address remembers who it is. */
async function sitDown(live, typed, person) {
  await typed.flush().catch(() => {}); // a field that does not take its value must not hold anybody back
  history.replaceState(null, "", addressOf(person.name, TEAM));
  live.watch(person.name);
}

async function begin(live) {
  try {
    live.watch(await firstPerson());
  } catch {
    setTimeout(() => begin(live), AGAIN_AFTER);
  }
}

async function firstPerson() {
  const people = await ask("GET", "/slack/people");
  const wanted = new URLSearchParams(location.search).get("you");
  const isWanted = (each) => each.name === wanted;
  return (people.find(isWanted) ?? people.find((each) => each.is_owner) ?? people[0]).name;
}

start();
