import { Time } from "@/components/ui/time";
import type { Link } from "@/lib/links";
import { roughly } from "@/lib/values/ip";

/** When and where the link was asked for: what somebody needs to tell their own request from a stranger's. */
export function Asked({ link, timeZone }: { link: Link; timeZone: string }) {
  return (
    <p className="mt-5 border-t border-line pt-4 text-sm leading-relaxed text-muted">
      {link.askedAt ? (
        <>
          Asked for <Time at={link.askedAt} timeZone={timeZone} /> on {link.askedFrom ?? "an unknown browser"}
          {link.askedIp && <> (internet address {roughly(link.askedIp)})</>}. If that was not you, close this page: nothing happens.
        </>
      ) : (
        <>
          Sent to you <Time at={link.createdAt} timeZone={timeZone} />. If you don't expect it, close this page: nothing happens.
        </>
      )}
    </p>
  );
}
