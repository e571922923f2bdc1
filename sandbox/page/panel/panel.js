/** "Behind the scenes": what the people of the workspace never see, and the switches of the pretend world. */

import { h, fill } from "../element.js";
import { ask } from "../ask.js";
import { calendarTab } from "./calendar.js";
import { createDesk } from "./desk.js";
import { createFarSide } from "./far_side.js";
import { faultsTab } from "./faults.js";
import { button } from "./pieces.js";
import { sure } from "./sure.js";
import { tabs } from "./tabs.js";
import { tenantsTab } from "./tenants.js";
import { trafficTab } from "./traffic.js";

export function mountPanel(node, store) {
  const desk = createDesk();
  const farSide = createFarSide(store);
  const parts = [
    { name: "Tenants", ...tenantsTab(desk, farSide, store) },
    { name: "Faults", ...faultsTab(desk, farSide, store) },
    { name: "Calendar", ...calendarTab(desk, store) },
    { name: "Traffic", ...trafficTab(desk, store) },
  ];
  const shown = tabs("Behind the scenes", parts, () => desk.say(""));
  fill(node, h("div", { class: "behind" }, header(desk, farSide, store), shown, desk.node));
}

function header(desk, farSide, store) {
  const reset = button("Reset", { class: "small danger" }, (control) => startOver(desk, farSide, store, control));
  return h("header", { class: "behind-header" }, h("h2", {}, "Behind the scenes"), reset);
}

async function startOver(desk, farSide, store, control) {
  const bot = store.state.hello?.starts_over ? "So does the bot: its accounts are gone."
    : "The bot keeps the accounts that it has stored.";
  const agreed = await sure({
    title: "Start the pretend world over?",
    text: "Slack and Microsoft become as they were in the beginning: messages, labels, approvals, secrets, "
      + `faults. ${bot}`,
    yes: "Start over",
  });
  if (!agreed) return;
  await desk.act(control, async () => {
    await ask("POST", "/reset");
    await farSide.refresh();
    return "Everything is as in the beginning.";
  });
}
