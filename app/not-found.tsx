import { PlainPage } from "@/components/shell/plain";
import { ButtonLink } from "@/components/ui/button";

/**
 * The same for what does not exist and for what is not yours (SPEC P7, W1). Seen after a click inside the portal; a page that is
 * loaded gets the front door's (lib/plumbing/front-door/page.ts), since Next's is blank without scripts. It travels with every
 * page, so it is small.
 */
export default function NotFound() {
  return (
    <PlainPage
      title="This page was not found"
      action={
        <ButtonLink kind="primary" size="large" href="/">
          Go to the start page
        </ButtonLink>
      }
    >
      It may have moved, or it belongs to somebody else.
    </PlainPage>
  );
}
