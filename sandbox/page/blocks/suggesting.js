/** A text field with a list of suggestions: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ */

import { fill, h } from "../element.js";
import { freshId } from "./ids.js";
import { asOption } from "./options.js";

const PAUSE = 200;

/** `ask(typed)` resolves the options, from `least` characters on; `pick(option)` gets the chosen one. */
export function suggesting(box, list, least, ask, pick) {
  const state = { options: [], at: -1, turn: 0, waiting: 0 };
  const close = () => show(box, list, state, []);
  const choose = (option) => {
    close();
    box.value = "";
    pick(option);
  };
  const look = async () => {
    const turn = (state.turn += 1);
    const options = box.value.length < least ? [] : await answered(ask, box.value);
    if (turn === state.turn) show(box, list, state, options, choose);
  };
  const wait = () => {
    clearTimeout(state.waiting);
    state.waiting = setTimeout(look, PAUSE);
  };
  close();
  box.addEventListener("input", wait);
  box.addEventListener("focus", () => least === 0 && look());
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => keyed(event, box, list, state, choose, close));
}

/** Slack shows a failure of the bot as an empty list. */
async function answered(ask, typed) {
  try {
    return await ask(typed);
  } catch {
    return [];
  }
}

function show(box, list, state, options, choose) {
  Object.assign(state, { options, at: -1 });
  list.hidden = !choose;
  box.setAttribute("aria-expanded", String(options.length > 0));
  box.removeAttribute("aria-activedescendant");
  fill(list, options.map((option) => row(option, choose)), !options.length && "No results");
  if (choose) list.scrollIntoView({ block: "nearest" });
}

/** Pressed before the field loses focus, which would close the list. */
function row(option, choose) {
  const pointerdown = (event) => {
    event.preventDefault();
    choose(option);
  };
  const attributes = { id: freshId("option"), role: "option", "aria-selected": "false", class: "menu-entry" };
  return h("span", { ...attributes, on: { pointerdown } }, asOption(option).text);
}

function keyed(event, box, list, state, choose, close) {
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (list.hidden) return;
  if (event.key in steps) move(box, list, state, steps[event.key]);
  else if (event.key === "Enter" && state.options[state.at]) choose(state.options[state.at]);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function move(box, list, state, step) {
  const { length } = state.options;
  if (!length) return;
  state.at = (state.at + step + length) % length;
  [...list.children].forEach((row, index) => row.setAttribute("aria-selected", String(index === state.at)));
  box.setAttribute("aria-activedescendant", list.children[state.at].id);
  list.children[state.at].scrollIntoView({ block: "nearest" });
}
