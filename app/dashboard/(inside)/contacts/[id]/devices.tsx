import { Card, CardHeader } from "@/components/ui/card";
import { Time } from "@/components/ui/time";
import type { DeviceList } from "@/lib/sessions";
import { EndAll, EndDevice } from "./form";

interface DevicesProps {
  id: string;
  name: string;
  list: DeviceList;
  revoke: boolean;
  timeZone: string;
}

/** Where this person is signed in right now (S4). */
export const Devices = ({ id, name, list: { devices, more }, revoke, timeZone }: DevicesProps) => (
  <Card label="Devices">
    <CardHeader
      title="Devices"
      hint={devices.length ? undefined : `${name} is not signed in anywhere.`}
      action={revoke && devices.length > 1 && <EndAll id={id} name={name} />}
    />
    {devices.length === 0 ? (
      <div className="pb-5" />
    ) : (
      <ul className="mt-4">
        {devices.map((device) => (
          <li key={device.id} className="flex items-center gap-3 border-t border-line py-2.5 pr-3 pl-5 text-small sm:pl-6">
            <span className="min-w-0 grow">
              <span className="block truncate font-medium">{device.device}</span>
              <span className="block text-caption text-muted">
                {device.ip} · <Time at={device.lastSeenAt} timeZone={timeZone} />
              </span>
            </span>
            {revoke && <EndDevice id={id} sessionId={device.id} device={device.device} />}
          </li>
        ))}
        {more > 0 && (
          <li className="border-t border-line px-5 py-2.5 text-small text-muted sm:px-6">And {more.toLocaleString("en")} more, last seen earlier.</li>
        )}
      </ul>
    )}
  </Card>
);
