// What the server of the journeys is started with, and must keep to itself.
export const JOURNEY_SECRETS = { AUTH_SECRET: "only-for-the-journeys-only-for-the-journeys", CRON_SECRET: "cron-only-for-the-journeys" };
