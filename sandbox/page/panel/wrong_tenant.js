/** Approvals that come back with another tenant's name, as if somebody wanted to link a foreign tenant. */

import { h, fill } from "../element.js";
import { ask } from "../ask.js";
import { tenantPath } from "./far_side.js";
import { card, field, hint, landing, options } from "./pieces.js";
import { keepingFocus, whenNew } from "./redraw.js";

export function wrongTenant(desk, farSide) {
  const fields = landing("entries");
  const draw = whenNew((tenants) => keepingFocus(fields, () =>
    fill(fields, tenants.map((tenant) => answered(desk, farSide, tenant, tenants)))));
  farSide.on(({ tenants }) => draw(tenants.map(needed)));
  return card("behind-wrong", "Wrong tenant",
    hint("Which tenant the answer names after somebody has approved in Microsoft."), fields);
}

function needed({ id, name, consent_names_tenant: named }) {
  return { id, name, named };
}

function answered(desk, farSide, tenant, tenants) {
  const id = `behind-wrong-${tenant.id}`;
  const choices = tenants.map((each) =>
    each.id === tenant.id ? ["", `${each.name} (right)`] : [each.id, `${each.name} (wrong)`]);
  const select = h("select", { id, dataset: { key: id } }, options(choices));
  select.value = tenant.named;
  select.addEventListener("change", () => desk.act(select, async () => {
    await ask("PATCH", tenantPath(tenant), { consent_names_tenant: select.value });
    await farSide.refresh();
    return `After an approval in ${tenant.name}, the answer names ${select.selectedOptions[0].textContent}.`;
  }));
  return field(`Approved in ${tenant.name}, answered as`, select);
}
