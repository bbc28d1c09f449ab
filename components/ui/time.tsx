import { exactTime, relativeTime } from "@/lib/values/time";

/** A moment: how long ago, with the exact time on hover. */
export const Time = ({ at, timeZone }: { at: Date; timeZone: string }) => (
  <time dateTime={at.toISOString()} title={exactTime(at, timeZone)}>
    {relativeTime(at)}
  </time>
);
