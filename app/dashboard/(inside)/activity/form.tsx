"use client";

import Form from "next/form";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { Button, ButtonLink } from "@/components/ui/button";
import { Field, Select } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";

const TYPES = [
  ["SIGN_IN", "Sign-ins"],
  ["LINK", "Links"],
  ["SESSION", "Sessions"],
  ["CONTACT", "Contacts"],
  ["COMPANY", "Companies"],
  ["MAIL", "Mail"],
  ["WEBHOOK", "Webhook: delivery reports"],
  ["SETTINGS", "Settings"],
  ["STAFF", "Staff"],
  ["IMPORT", "Imports"],
  ["SECURITY", "Security"],
] as const;

interface FiltersProps {
  staff: { id: string; name: string; left: boolean }[];
  chosen: Record<string, string>;
}

/** A plain form that leads to an address: it can be shared, kept and gone back to. Choosing is enough, a button is there too. */
export function Filters({ staff, chosen }: FiltersProps) {
  return (
    <Form
      action="/dashboard/activity"
      prefetch={false}
      scroll={false}
      onChange={(event) => event.target instanceof HTMLSelectElement && event.currentTarget.requestSubmit()}
      className="mb-6 grid grid-cols-2 gap-3 lg:grid-cols-3 lg:items-end"
    >
      <Select label="Type" name="type" defaultValue={chosen.type ?? ""}>
        <option value="">Everything</option>
        {TYPES.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </Select>
      <Select label="Staff" name="staff" defaultValue={chosen.staff ?? ""}>
        <option value="">Everybody</option>
        {staff.map(({ id, name, left }) => (
          <option key={id} value={id}>
            {left ? `${name} (left)` : name}
          </option>
        ))}
      </Select>
      <div className="col-span-2 lg:col-span-1">
        <Field
          size="normal"
          label="Contact"
          name="contact"
          type="text"
          data-search
          inputMode="email"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          placeholder="name@example.com"
          maxLength={254}
          defaultValue={chosen.contact}
        />
      </div>
      <Field size="normal" label="From" name="from" type="date" defaultValue={chosen.from} />
      <Field size="normal" label="Until" name="to" type="date" defaultValue={chosen.to} />
      <div className="col-span-2 flex gap-2 lg:col-span-1">
        <Button type="submit">Filter</Button>
        {Object.keys(chosen).length > 0 && (
          <ButtonLink kind="quiet" href="/dashboard/activity">
            Clear
          </ButtonLink>
        )}
      </div>
    </Form>
  );
}

const EVERY_MS = 5_000;

/** Looks for what is new while somebody looks; shows it when they ask, so that nothing jumps under their eyes. */
export function Live({ since, query }: { since: string; query: string }) {
  const router = useRouter();
  const [count, setCount] = useState(0);
  useEffect(() => {
    setCount(0);
    const stop = new AbortController();
    const timer = setInterval(async () => {
      if (document.hidden) return;
      const answer = await fetch(`/dashboard/activity/newer?${query}&since=${since}`, { signal: stop.signal }).catch(() => null);
      if (answer?.ok && answer.headers.get("content-type")?.includes("json")) setCount(((await answer.json()) as { count: number }).count);
    }, EVERY_MS);
    return () => {
      stop.abort();
      clearInterval(timer);
    };
  }, [since, query]);
  return (
    <div aria-live="polite" className="pointer-events-none sticky top-16 z-10 -mb-4 flex h-4 items-center justify-center">
      {count > 0 && (
        <Button kind="primary" size="small" className="pointer-events-auto shadow-pop" onClick={() => router.refresh()}>
          <Icon name="up" className="size-3.5" />
          {count === 1 ? "1 new entry" : count >= 99 ? "99 or more new entries" : `${count} new entries`}
        </Button>
      )}
    </div>
  );
}
