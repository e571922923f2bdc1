/** What one tenant lets one app do, and the buttons that change it. */

import { h } from "../element.js";
import { ask } from "../ask.js";
import { tenantPath } from "./far_side.js";
import { button, buttons, field, options } from "./pieces.js";
import { moment } from "./wording.js";

const TOKENS = [
  ["strip", "end at once"],
  ["keep", "stay good until they expire"],
  ["refuse", "are refused as invalid"],
];

export function approvalOf(desk, farSide, tenant, app) {
  const present = tenant.enterprise_apps[app.client_id];
  const approved = Boolean(present?.roles.length);
  return [
    h("p", { class: approved ? "state good" : "state" },
      h("strong", {}, approved ? "Approved" : "Not approved"), details(present, approved)),
    approved ? revoking(desk, farSide, tenant, app) : granting(desk, farSide, tenant, app),
  ];
}

function details(present, approved) {
  if (!present) return ": not in this tenant yet.";
  return approved ? `: ${present.roles.join(", ")}${since(present.effective_at)}.` : ".";
}

function since(at) {
  if (!at) return "";
  return `, ${at * 1000 > Date.now() ? "effective from" : "since"} ${moment(at)}`;
}

function granting(desk, farSide, tenant, app) {
  const attributes = { "aria-label": `Grant ${app.name}`, key: `consent/${app.client_id}` };
  return buttons(button("Grant", attributes, (control) => desk.act(control, async () => {
    await ask("PUT", `${tenantPath(tenant)}/consent`, { client_id: app.client_id });
    await farSide.refresh();
    return `${tenant.name} has approved “${app.name}”.`;
  })));
}

function revoking(desk, farSide, tenant, app) {
  const tokens = h("select", { id: `behind-tokens-${app.client_id}` }, options(TOKENS));
  const attributes = { class: "danger", "aria-label": `Revoke ${app.name}`, key: `consent/${app.client_id}` };
  const revoke = button("Revoke", attributes, (control) => desk.act(control, async () => {
    const query = new URLSearchParams({ client_id: app.client_id, tokens: tokens.value });
    await ask("DELETE", `${tenantPath(tenant)}/consent?${query}`);
    await farSide.refresh();
    return `${tenant.name} has revoked “${app.name}”.`;
  }));
  return field("When revoked, tokens already out", tokens, revoke);
}
