import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { enqueue } from "./mail";
import { listOutbox, mailboxAt, nextMail, readOutbox } from "./outbox";
import { transaction } from "./plumbing/db";
import { useEnv } from "./plumbing/env";
import { type Cast, cast } from "./testing/cast";
import { useDatabase } from "./testing/database";
import { HOUR_MS } from "./values/time";
import { newToken } from "./values/token";

useDatabase();

let here: Cast;
let elsewhere: Cast;
beforeAll(async () => {
  here = await cast();
  elsewhere = await cast("desk");
});
afterEach(() => useEnv({}));

const hostOf = ({ workspace }: Cast) => new URL(workspace.origin).host;
const mailTo = (to: string, { workspace }: Cast) =>
  transaction((tx) =>
    enqueue(tx, {
      workspaceId: workspace.id,
      template: "portal_login",
      to,
      toKey: to,
      data: { lifetimeMinutes: 15 },
      secret: { path: `/magic-login/${newToken()}`, code: "BCDF2345" },
      uselessAfter: new Date(Date.now() + HOUR_MS),
    }),
  );

describe("the built-in mailbox", () => {
  it("exists on localhost without a provider, and nowhere else", async () => {
    expect(await mailboxAt(hostOf(here))).toEqual({ workspaceId: here.workspace.id });
    expect(await mailboxAt("localhost:3000")).toEqual({ workspaceId: null });
    for (const host of ["nobody.localhost:3000", "example.com", null]) expect(await mailboxAt(host)).toBeNull();
    useEnv({ RESEND_API_KEY: "re_test", MAIL_FROM: "a@example.com" });
    expect(await mailboxAt(hostOf(here))).toBeNull();
    useEnv({ SMTP_URL: "smtp://localhost:25", MAIL_FROM: "a@example.com" });
    expect(await mailboxAt(hostOf(here))).toBeNull();
    useEnv({ BASE_URL: "https://portal.example.com", RESEND_API_KEY: "re_test", MAIL_FROM: "a@example.com" });
    expect(await mailboxAt("portal.example.com")).toBeNull();
  });

  it("waits for the next mail and brings it without being asked twice", async () => {
    const since = new Date();
    const mailbox = { workspaceId: here.workspace.id };
    const waiting = nextMail(mailbox, "wait@example.com", since);
    await mailTo("wait@example.com", here);
    const mail = await waiting;
    expect(mail).toMatchObject({ to: "wait@example.com", purpose: "portal_login", code: "BCDF-2345", subject: "Your sign-in link for The club" });
    expect(mail?.links).toEqual([expect.stringMatching(new RegExp(`^${here.workspace.origin}/magic-login/[0-9A-Za-z]{64}$`))]);
    expect(mail?.text).toContain(mail?.links[0]);
  });

  it("gives up when whoever waits has gone", async () => {
    expect(await nextMail({ workspaceId: null }, "nobody@example.com", new Date(), AbortSignal.abort())).toBeNull();
  });

  it("shows a workspace its own mails and the bare host everybody's", async () => {
    const since = new Date();
    await mailTo("both@example.com", elsewhere);
    const mail = await nextMail({ workspaceId: elsewhere.workspace.id }, "both@example.com", since);
    expect(await readOutbox({ workspaceId: here.workspace.id }, mail?.id)).toBeNull();
    expect(await readOutbox({ workspaceId: null }, mail?.id)).toMatchObject({ to: "both@example.com" });
    expect(await readOutbox({ workspaceId: null }, "../../etc")).toBeNull();
  });

  it("finds mails by what they say, and takes no signs of the database's own", async () => {
    const since = new Date();
    await mailTo("find.me@example.com", here);
    await nextMail({ workspaceId: here.workspace.id }, "find.me@example.com", since);
    const found = async (search: string) => (await listOutbox({ workspaceId: here.workspace.id }, search)).map(({ to }) => to);
    expect(await found("FIND.me")).toEqual(["find.me@example.com"]);
    expect(await found("bcdf-2345")).toContain("find.me@example.com");
    for (const sign of ["%", "_", "\\", "find_me"]) expect(await found(`${sign}zz`)).toEqual([]);
  });
});
