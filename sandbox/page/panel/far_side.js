/** The pretend Microsoft as it is now: fetched when it changes, told to the parts that show it. */

import { ask } from "../ask.js";

/**
 * state = {tenants, apps, tenant: the chosen one or null, labels: those of the chosen tenant}
 * `refresh` resolves when what was there at the time of the call is shown.
 */
export function createFarSide(store) {
  const state = { tenants: [], apps: [], tenant: null, labels: [] };
  const draws = [];
  let chosen = null;
  const refresh = oneAtATime(async () => {
    Object.assign(state, await fetched(chosen));
    draws.forEach((draw) => draw(state));
  });
  const choose = (id) => {
    chosen = id;
    return refresh();
  };
  // The page itself says when the sandbox does not answer; the next change fetches again.
  const late = () => refresh().catch(() => {});
  store.on("microsoft", late);
  store.on("hello", late);
  return { state, refresh, choose, on: (draw) => draws.push(draw) };
}

async function fetched(chosen) {
  const both = ["tenants", "apps"].map((what) => ask("GET", `/microsoft/${what}`));
  const [tenants, apps] = await Promise.all(both);
  const tenant = tenants.find((each) => each.id === chosen) ?? tenants[0] ?? null;
  const labels = tenant ? await ask("GET", labelsPath(tenant)) : [];
  return { tenants, apps, tenant, labels };
}

export function tenantPath(tenant) {
  return `/microsoft/tenants/${tenant.id}`;
}

export function labelsPath(tenant) {
  return `${tenantPath(tenant)}/labels`;
}

/** A call during a run is answered by one more run, however many call. */
function oneAtATime(work) {
  let running = null;
  let next = null;
  const start = () => {
    running = work().finally(() => { running = null; });
    return running;
  };
  return () => {
    if (!running) return start();
    next ??= running.catch(() => {}).then(() => { next = null; return start(); });
    return next;
  };
}
