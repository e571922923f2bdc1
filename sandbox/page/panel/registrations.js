/** App registrations: which belong to a tenant, and what can be said about their secrets. */

/** The registration that lives in the tenant itself. */
export function ownApp(apps, tenant) {
  return apps.find((app) => app.home === tenant?.id) ?? null;
}

/** Those that the tenant can approve: its own, and those made for every tenant. */
export function appsFor(apps, tenant) {
  return apps.filter((app) => app.home === null || app.home === tenant.id);
}

export function hasExpired(secret) {
  return secret.expires_at !== null && secret.expires_at * 1000 <= Date.now();
}

export function newestSecret(app) {
  return app.secrets.filter((secret) => !hasExpired(secret)).at(-1) ?? null;
}
