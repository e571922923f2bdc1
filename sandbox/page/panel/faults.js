/** Faults: what the next requests of the bot meet instead of a good answer. */

import { h } from "../element.js";
import { ask } from "../ask.js";
import { advancedFault } from "./fault_advanced.js";
import { OFTEN, WHAT, WHERE } from "./fault_kinds.js";
import { faultList } from "./fault_list.js";
import { button, card, heads, lead, under } from "./pieces.js";
import { wrongTenant } from "./wrong_tenant.js";

export function faultsTab(desk, farSide, store) {
  const show = (faults) => {
    store.state.faults = faults;
    store.emit("faults");
  };
  const order = (control, fault, done) => desk.act(control, async () => {
    await ask("POST", "/faults", fault());
    show(await ask("GET", "/faults"));
    return done;
  });
  return {
    node: [
      lead("Make Microsoft or Slack fail, and see how the bot copes. A bot that tries again by itself may show "
        + "nothing of a single failure."),
      presets(order), faultList(desk, store, show), wrongTenant(desk, farSide), advancedFault(order),
    ],
  };
}

function presets(order) {
  const where = choice("What fails", "behind-where", WHERE);
  const often = choice("How often", "behind-often", OFTEN);
  const rows = WHAT.map((what) => kindRow(what, where.chosen, often.chosen, order));
  return card("behind-order", "Order a fault", where.node, often.node,
    h("table", { class: "kinds" }, h("thead", { class: "unseen" }, heads("How it fails", "Order")),
      h("tbody", {}, rows)));
}

function choice(legend, name, choices) {
  const radios = choices.map(({ words }, index) => h("label", {},
    h("input", { type: "radio", name, value: index, checked: index === 0 }), h("span", {}, words)));
  const node = h("fieldset", { class: "choice" },
    h("legend", {}, legend), h("div", { class: "segments" }, radios));
  return { node, chosen: () => choices[node.querySelector(":checked").value] };
}

function kindRow({ words, meaning, order: fault }, where, often, order) {
  const send = button("Order", { class: "small", "aria-label": `Order: ${words}` }, (control) => {
    const done = `Ordered for “${where().words}”: ${words.toLowerCase()}, ${often().words.toLowerCase()}.`;
    order(control, () => ({ ...fault, where: where().where, times: often().times }), done);
  });
  return h("tr", {}, h("th", { scope: "row" }, words, under(meaning)), h("td", {}, send));
}
