/** Dates and times: the browser's own pickers. */

import { h } from "../element.js";
import { stage } from "./busy.js";
import { attributesOf, choose } from "./site.js";
import { standing } from "./values.js";

export function date(element, site) {
  return picker("date", element, site, asText, asValue);
}

export function time(element, site) {
  return picker("time", element, site, asText, asValue, element.timezone);
}

/** The bot speaks of seconds since 1970, the person of a day and an hour where they are. */
export function moment(element, site) {
  return picker("datetime-local", element, site, asLocal, asSeconds);
}

function picker(type, element, site, toField, toBot, note) {
  let before = toField(standing(element, site));
  const told = async () => {
    if (field.value === before) return;
    const earlier = before;
    before = field.value;
    if (!(await choose(holder, element, site, toBot(field.value)))) field.value = before = earlier;
  };
  const attributes = { ...attributesOf(element, site), class: "block-field picker" };
  const field = h("input", { ...attributes, type, value: before });
  whenChosen(field, told);
  const holder = stage(field, note && h("span", { class: "picker-note" }, note));
  return holder;
}

/** While a date is typed each digit makes another date: only the one that stands there at the end counts. */
function whenChosen(field, told) {
  let typing = false;
  const end = () => {
    typing = false;
    told();
  };
  field.addEventListener("keydown", ({ key }) => (key === "Enter" ? end() : (typing = true)));
  field.addEventListener("change", () => typing || told());
  field.addEventListener("blur", end);
}

function asText(value) {
  return value ?? "";
}

function asValue(typed) {
  return typed || null;
}

function asLocal(seconds) {
  if (seconds === null) return "";
  const at = new Date(seconds * 1000);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function asSeconds(typed) {
  return typed ? Math.floor(new Date(typed).getTime() / 1000) : null;
}
