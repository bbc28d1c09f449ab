import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Time } from "@/components/ui/time";
import type { Device } from "@/lib/sessions";
import { roughly } from "@/lib/values/ip";
import { endDevice, endOtherDevices, signOutEverywhere } from "./actions";

/** Where this person is signed in (SPEC S4); every button is a plain form. */
export function Devices({ devices, timeZone, as }: { devices: Device[]; timeZone: string; as: string }) {
  const others = devices.filter((d) => !d.current);
  return (
    <Card className="mt-4">
      <div className="p-6 pb-3">
        <h2 className="font-semibold">Your devices</h2>
        <p className="mt-0.5 text-sm text-muted">Where you are signed in right now.</p>
      </div>
      <ul className="divide-y divide-line px-6">
        {devices.map(({ id, device, ip, lastSeenAt, createdAt, current }) => (
          <li key={id} className="flex items-center justify-between gap-4 py-4">
            <div className="min-w-0">
              <p className="truncate font-medium">
                {device}
                {current && <span className="ml-2 rounded-full bg-ok-soft px-2 py-0.5 text-xs font-medium text-ok">This one</span>}
              </p>
              <p className="text-sm text-muted">
                Seen <Time at={lastSeenAt} timeZone={timeZone} /> near {roughly(ip)}, signed in <Time at={createdAt} timeZone={timeZone} />
              </p>
            </div>
            {!current && (
              <form action={endDevice}>
                <input type="hidden" name="as" value={as} />
                <input type="hidden" name="id" value={id} />
                <Button type="submit" size="small" aria-label={`Sign out ${device}`}>
                  Sign out
                </Button>
              </form>
            )}
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2 border-t border-line p-6">
        {others.length > 0 && (
          <form action={endOtherDevices}>
            <input type="hidden" name="as" value={as} />
            <Button type="submit">Sign out all other devices</Button>
          </form>
        )}
        <form action={signOutEverywhere}>
          <input type="hidden" name="as" value={as} />
          <Button type="submit" kind="quiet">
            Sign out everywhere
          </Button>
        </form>
      </div>
    </Card>
  );
}
