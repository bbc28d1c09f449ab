"use client";

import { Switch } from "@/components/ui/choice";
import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { useSingleKeys } from "./keys";

const KEYS: [keys: string[][], does: string][] = [
  [
    [
      ["⌘", "K"],
      ["Ctrl", "K"],
    ],
    "Search people, companies and pages",
  ],
  [[["/"]], "Search on this page"],
  [[["?"]], "This sheet"],
  [[["↑"], ["↓"]], "Choose in a list or a menu"],
  [[["Enter"]], "Open what is chosen"],
  [
    [
      ["⌘", "Enter"],
      ["Ctrl", "Enter"],
    ],
    "Open it in a new tab, from the search",
  ],
  [[["Esc"]], "Close, and back to where you were"],
];

export function KeySheet({ open, onClose }: { open: boolean; onClose(): void }) {
  const [single, setSingle] = useSingleKeys();
  return (
    <Dialog open={open} onClose={onClose} title="Keys">
      <dl className="grid gap-2.5 text-small">
        {KEYS.map(([ways, does]) => (
          <div key={does} className="flex items-center justify-between gap-4">
            <dt>{does}</dt>
            <dd className="flex shrink-0 items-center gap-2 text-muted">
              {ways.map((keys, i) => (
                <span key={keys.join(" ")} className="flex items-center gap-1">
                  {i > 0 && <span className="mr-1">or</span>}
                  {keys.map((key) => (
                    <Kbd key={key}>{key}</Kbd>
                  ))}
                </span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <div className="mt-5 border-t border-line pt-4">
        <Switch
          checked={single}
          onChange={(event) => setSingle(event.target.checked)}
          label="Keys pressed alone"
          hint="Turn this off if / and ? get in your way. In this browser only."
        />
      </div>
    </Dialog>
  );
}
