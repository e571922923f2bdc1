/** The people of a tenant: whom one can be on the Microsoft sign-in page. */

import { h } from "../element.js";
import { heads, hint, more, under } from "./pieces.js";

const ROLES = {
  "62e90394-69f5-4237-9190-012177145e10": "Global Administrator",
  "e8611ab8-c189-46e8-94e1-60213ab1f814": "Privileged Role Administrator",
  "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3": "Application Administrator",
};

export function people(tenant) {
  return more(`People of ${tenant.name} (${tenant.people.length})`,
    hint("Whom you can be on the Microsoft sign-in page."),
    h("table", {},
      h("thead", {}, heads("Person", "Role", "May approve")), h("tbody", {}, tenant.people.map(row))));
}

/** Breaks before the @ when it has to. */
function upn(whole) {
  const at = whole.indexOf("@");
  return [whole.slice(0, at), h("wbr"), whole.slice(at)];
}

function row(person) {
  const roles = person.wids.map((id) => ROLES[id] ?? "No administrator role").join(", ");
  return h("tr", {},
    h("th", { scope: "row" }, person.name, under(upn(person.upn))),
    h("td", {}, person.guest ? `${roles}, Guest` : roles),
    h("td", {}, person.may_consent ? "Yes" : "No"));
}
