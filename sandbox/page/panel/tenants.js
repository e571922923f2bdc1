/** The tab of one tenant: who it is, what to type to connect it, its labels, and what it has approved. */

import { h, fill } from "../element.js";
import { approvals } from "./approvals.js";
import { behaviour } from "./behaviour.js";
import { connectCard } from "./connect_card.js";
import { copyLine, copyLines } from "./copy.js";
import { labelsSection } from "./labels.js";
import { people } from "./people.js";
import { field, landing, lead, options } from "./pieces.js";
import { keepingFocus, whenNew } from "./redraw.js";

export function tenantsTab(desk, farSide, store) {
  const facts = landing("card-body");
  const draw = whenNew((tenant) => keepingFocus(facts, () => fill(facts, tenant && about(desk, tenant))));
  farSide.on(({ tenant }) => draw(tenant));
  return {
    node: [
      lead("Organisations in a pretend Microsoft. What you change here, the bot finds there."),
      chooser(farSide), facts, connectCard(desk, farSide, store),
      labelsSection(desk, farSide), approvals(desk, farSide), behaviour(desk, farSide),
    ],
  };
}

function chooser(farSide) {
  const select = h("select", { id: "behind-tenant" });
  const draw = whenNew((names) => fill(select, options(names)));
  farSide.on(({ tenants, tenant }) => {
    draw(tenants.map(({ id, name }) => [id, name]));
    select.value = tenant?.id ?? "";
  });
  select.addEventListener("change", () => farSide.choose(select.value));
  return field("Tenant", select);
}

function about(desk, tenant) {
  return [
    copyLines(
      copyLine(desk, "Tenant ID", tenant.id, "about/id"),
      copyLine(desk, "Domain", tenant.domains[0], "about/domain")),
    tenant.deleted && h("p", { class: "warning" }, "Microsoft says that this tenant does not exist."),
    people(tenant),
  ];
}
