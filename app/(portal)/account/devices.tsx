import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardFooter, CardHeader } from "@/components/ui/card";
import { Time } from "@/components/ui/time";
import type { DeviceList } from "@/lib/sessions";
import { roughly } from "@/lib/values/ip";
import { endDevice, endOtherDevices, signOutEverywhere } from "./actions";

interface DevicesProps {
  list: DeviceList;
  timeZone: string;
  as: string;
}

/** Where this person is signed in (SPEC S4); every button is a plain form. */
export function Devices({ list: { devices, more }, timeZone, as }: DevicesProps) {
  const others = devices.filter((d) => !d.current);
  return (
    <Card className="mt-4">
      <CardHeader title="Your devices" hint="Where you are signed in right now." />
      <ul className="mt-2 divide-y divide-line px-5 sm:px-6">
        {devices.map(({ id, device, ip, lastSeenAt, createdAt, current }) => (
          <li key={id} className="flex items-center justify-between gap-4 py-4">
            <div className="min-w-0">
              <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1 font-medium">
                <span className="truncate">{device}</span>
                {current && <Badge tone="ok">This one</Badge>}
              </p>
              <p className="text-small text-muted">
                Seen <Time at={lastSeenAt} timeZone={timeZone} />, signed in <Time at={createdAt} timeZone={timeZone} />. Internet address: {roughly(ip)}
              </p>
            </div>
            {!current && (
              <form action={endDevice} className="shrink-0">
                <input type="hidden" name="as" value={as} />
                <input type="hidden" name="id" value={id} />
                <Button type="submit" size="small" aria-label={`Sign out ${device}`}>
                  Sign out
                </Button>
              </form>
            )}
          </li>
        ))}
        {more > 0 && <li className="py-4 text-small text-muted">And {more.toLocaleString("en")} more, last seen earlier.</li>}
      </ul>
      <CardFooter>
        {others.length > 0 && (
          <form action={endOtherDevices}>
            <input type="hidden" name="as" value={as} />
            <Button type="submit">Sign out all other devices</Button>
          </form>
        )}
        <form action={signOutEverywhere}>
          <input type="hidden" name="as" value={as} />
          <Button type="submit">Sign out everywhere</Button>
        </form>
      </CardFooter>
    </Card>
  );
}
