/** Who is sitting before the screen: three at hand, the others in a menu. */

import { addressOf } from "../ask.js";
import { fill, h } from "../element.js";
import { avatar } from "./avatar.js";

const AT_HAND = ["owner", "member", "guest"];

export function mountPeople(node, store, choose) {
  let drawn = null;
  store.on("hello", (state) => {
    const people = JSON.stringify(state.hello.people);
    if (people !== drawn) fill(node, radios(state, choose), menu(state, choose));
    drawn = people;
  });
  store.on("slack", (state) => mark(node, state.user));
}

function radios(state, choose) {
  const those = atHand(state).map((person) => radio(person, choose));
  return [
    h("span", { id: "you-are", class: "you-are" }, "You are"),
    h("div", { class: "at-hand", role: "radiogroup", "aria-labelledby": "you-are" }, those),
  ];
}

function radio(person, choose) {
  const [name, role] = [`is-${person.id}`, `role-${person.id}`];
  return h(
    "label",
    { class: "who" },
    h("input", {
      type: "radio", name: "you", value: person.id, "aria-labelledby": name, "aria-describedby": role,
      on: { change: () => choose(person) },
    }),
    avatar(person.id, person.real_name),
    h("span", { class: "who-words" },
      h("span", { id: name, class: "who-name" }, nameOf(person.real_name)), " ",
      h("span", { id: role, class: "who-role" }, person.role)),
  );
}

/** There is room for first names only on small screens. */
function nameOf(realName) {
  const [first, ...rest] = realName.split(" ");
  return [first, rest.length > 0 && h("span", { class: "who-rest" }, ` ${rest.join(" ")}`)];
}

function menu(state, choose) {
  const here = new Set(atHand(state));
  const others = [...state.people.values()].filter((each) => each.role !== "app" && !here.has(each));
  return h(
    "select",
    {
      class: "others",
      "aria-label": "Somebody else",
      on: { change: ({ target }) => target.value && seat(state, choose, target.value) },
    },
    h("option", { value: "" }, "Somebody else"),
    others.map(option),
    state.hello.elsewhere.map((team) => h("optgroup", { label: team.name }, team.people.map(option))),
  );
}

function option(person) {
  return h("option", { value: person.id }, `${person.real_name} (${person.role})`);
}

/** Somebody of this workspace, or of another, where the page begins anew. */
function seat(state, choose, id) {
  const here = state.people.get(id);
  if (here) return choose(here);
  const lives = (team) => team.people.find((each) => each.id === id);
  const team = state.hello.elsewhere.find(lives);
  location.assign(addressOf(lives(team).name, team.id));
}

function atHand(state) {
  const people = [...state.people.values()];
  return AT_HAND.map((role) => people.find((each) => each.role === role)).filter(Boolean);
}

function mark(node, user) {
  for (const input of node.querySelectorAll("input")) input.checked = input.value === user.id;
  const select = node.querySelector("select");
  if (!select) return;
  select.value = user.id;
  if (select.value !== user.id) select.value = "";
}
