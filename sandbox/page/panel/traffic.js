/** A live log of every HTTP exchange between the bot, browsers and the pretend world. */

import { h } from "../element.js";
import { button, buttons, lead } from "./pieces.js";
import { trafficFilters } from "./traffic_filters.js";
import { trafficList } from "./traffic_list.js";
import { count } from "./wording.js";

export function trafficTab(desk, store) {
  const filters = trafficFilters(() => draw());
  const list = trafficList(desk);
  const waiting = h("span", { class: "note" });
  const view = { shown: false, due: false, from: 0, until: Infinity };
  const draw = () => drawLines(store, view, filters, list, waiting);
  const soon = () => {
    if (!view.shown || view.due) return;
    view.due = true;
    requestAnimationFrame(() => {
      view.due = false;
      draw();
    });
  };
  store.on("exchanges", soon);
  return {
    shown: (is) => {
      view.shown = is;
      soon();
    },
    node: h("div", { class: "traffic" },
      lead("Every request as it happens, secrets masked. Open one to read it in full."),
      filters.node, buttons(pause(store, view, draw), clear(desk, store, view, draw), waiting), list.node),
  };
}

function drawLines(store, view, filters, list, waiting) {
  const all = [...store.state.exchanges.values()];
  // A sandbox that was started again counts from one.
  if (newest(store) < view.from) view.from = 0;
  list.show(all.filter((line) => line.n > view.from && line.n <= view.until && filters.wants(line)));
  waiting.textContent = waits(all, view);
}

function pause(store, view, draw) {
  return button("Pause", { "aria-pressed": "false" }, (control) => {
    view.until = view.until === Infinity ? newest(store) : Infinity;
    control.setAttribute("aria-pressed", String(view.until !== Infinity));
    draw();
  });
}

function clear(desk, store, view, draw) {
  return button("Clear view", {}, () => {
    view.from = newest(store);
    draw();
    desk.say("The view is empty. What comes from now on is shown.");
  });
}

function newest(store) {
  return Math.max(0, ...[...store.state.exchanges.keys()].slice(-1));
}

function waits(all, { until }) {
  if (until === Infinity) return "";
  const many = all.filter((line) => line.n > until).length;
  return many ? `Paused. ${count(many, "newer line")} not shown.` : "Paused.";
}
