import { Notice } from "@/components/ui/notice";

/** Said above the form; the words are ours, the address line only names one of them. */
const NOTES: Record<string, string> = {
  "signed-out": "You are signed out.",
  "signed-out-everywhere": "You are signed out on all your devices.",
  ended: "That sign-in was ended.",
  undone: "Your address is the old one again, and every device is signed out. Sign in to have a look.",
};

export function DoorNote({ note }: { note: string | string[] | undefined }) {
  const said = typeof note === "string" ? NOTES[note] : undefined;
  if (!said) return null;
  return (
    <div className="mb-5">
      <Notice tone="ok">{said}</Notice>
    </div>
  );
}
