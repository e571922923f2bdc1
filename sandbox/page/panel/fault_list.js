/** The faults that wait for a request, and those that have met theirs. */

import { h, fill } from "../element.js";
import { ask } from "../ask.js";
import { whatInWords, whereInWords } from "./fault_kinds.js";
import { button, hint, landing, under } from "./pieces.js";
import { keepingFocus, whenNew } from "./redraw.js";
import { count } from "./wording.js";

export function faultList(desk, store, show) {
  const list = landing("ordered");
  const remove = (control, path, done) => desk.act(control, async () => {
    await ask("DELETE", path);
    show(await ask("GET", "/faults"));
    return done;
  });
  const clear = button("Clear all", { class: "small" }, (control) =>
    remove(control, "/faults", "No faults any more."));
  const draw = whenNew((faults) => keepingFocus(list, () => {
    clear.hidden = faults.length === 0;
    fill(list, drawn(faults, remove));
  }));
  store.on("faults", ({ faults }) => draw(faults));
  draw(store.state.faults);
  return h("section", { class: "card", "aria-labelledby": "behind-ordered" },
    h("div", { class: "card-head" }, h("h3", { id: "behind-ordered" }, "Ordered faults"), clear), list);
}

function drawn(faults, remove) {
  if (faults.length === 0) return hint("None: everything answers as it should.");
  return h("ul", { class: "faults" }, faults.map((fault) => line(fault, remove)));
}

function line(fault, remove) {
  const what = `${whereInWords(fault.where)}: ${whatInWords(fault)}`;
  const attributes = { class: "small", "aria-label": `Remove ${what}`, key: fault.id };
  const act = (control) => remove(control, `/faults/${fault.id}`, `Removed: ${what}.`);
  return h("li", {}, h("span", {}, what, under(progress(fault))), button("Remove", attributes, act));
}

function progress({ times, after, applied, held }) {
  return [
    times === 0 ? `Met ${count(applied, "request")}, goes on until cleared` : `Met ${applied} of ${times}`,
    after && `after letting ${after} through`,
    held && `${held} waiting now`,
    times && applied >= times && "used up",
  ].filter(Boolean).join(", ");
}
