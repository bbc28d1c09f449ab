import { Button } from "@/components/ui/button";
import { Banner } from "@/components/ui/notice";

/** What a page says when somebody else has signed in since, in another tab. */
export default function OtherPerson({ name }: { name: string }) {
  return (
    <Banner tone="warn">
      <span>
        You are now signed in as <strong className="font-semibold">{name}</strong> in this browser. This page was opened before and does nothing more.
      </span>
      <Button size="small" onClick={() => window.location.reload()}>
        Go on as {name}
      </Button>
    </Banner>
  );
}
