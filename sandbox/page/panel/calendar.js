/** The bot's calendar: moved ahead, so that what is due tomorrow is due now. */

import { h, fill } from "../element.js";
import { ask } from "../ask.js";
import { button, buttons, lead } from "./pieces.js";
import { span } from "./wording.js";

const STEPS = [["An hour", { hours: 1 }], ["A day", { days: 1 }], ["A month", { months: 1 }]];
const LEAD = "Move the bot's calendar ahead. Scans that became due start within seconds. A bot may plan its "
  + "next scan for some minutes more than an hour: then move once more.";
const STUCK = "This bot's calendar cannot be moved from here. Start everything with “make demo”, or give the "
  + "sandbox the address of a bot's calendar with the option ";

export function calendarTab(desk, store) {
  const parts = { face: h("div", {}), steps: buttons(STEPS.map((step) => mover(desk, store, step))) };
  const view = { since: 0, shown: false };
  const draw = () => drawFace(parts, store.state.calendar, performance.now() - view.since);
  store.on("calendar", () => {
    view.since = performance.now();
    draw();
  });
  // Only what is looked at has to tick.
  setInterval(() => view.shown && draw(), 1000);
  draw();
  return {
    shown: (is) => {
      view.shown = is;
    },
    node: [
      lead(LEAD),
      h("section", { class: "card", "aria-label": "Calendar" }, parts.face, parts.steps),
    ],
  };
}

function mover(desk, store, [words, by]) {
  return button(words, {}, (control) => desk.act(control, async () => {
    store.state.calendar = await ask("POST", "/calendar", by);
    store.emit("calendar");
    return `${words} has passed for the bot.`;
  }));
}

function drawFace({ face, steps }, calendar, passed) {
  steps.hidden = !calendar.movable;
  if (!calendar.movable) return fill(face, h("p", {}, STUCK, h("code", {}, "--calendar"), "."));
  if (!calendar.now) return fill(face, h("p", {}, "The bot does not say what day it has."));
  const now = new Date(Date.parse(calendar.now) + passed);
  const moved = span(calendar.offset) || "nothing";
  return fill(face, h("dl", { class: "facts" },
    fact("For the bot it is", day(now), h("br"), time(now)),
    fact("The same in UTC", utc(now)), fact("Moved ahead by", moved)));
}

function fact(name, ...value) {
  return h("div", {}, h("dt", {}, name), h("dd", {}, value));
}

function day(now) {
  return now.toLocaleDateString("en-GB", { dateStyle: "full" });
}

function time(now) {
  return now.toLocaleTimeString("en-GB", { timeStyle: "medium" });
}

function utc(now) {
  return now.toISOString().slice(0, 19).replace("T", " ");
}
