import { Contact } from "@/components/door/contact";
import { DoorTitle } from "@/components/shell/door";
import { readUndo } from "@/lib/account/email-change";
import { requireWorkspace } from "@/lib/here";
import { maskEmail } from "@/lib/values/email-address";
import { UndoForm } from "./form";

/** The way back from a change of address, for whoever has the old mailbox (SPEC S7). */
export default async function Undo({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const workspace = await requireWorkspace();
  const undo = readUndo(workspace, token);
  if (!undo) {
    return (
      <>
        <DoorTitle title="This link can't be used any more">A change of address can be taken back for 7 days. Please get in touch, we can help.</DoorTitle>
        <Contact workspace={workspace} />
      </>
    );
  }
  return (
    <>
      <DoorTitle title="Take the change back?">
        Your address becomes <strong className="font-medium text-ink">{maskEmail(undo.before)}</strong> again, and every device is signed out.
      </DoorTitle>
      <UndoForm token={token} />
    </>
  );
}
