"use client";

import { Tooltip as Radix } from "radix-ui";
import type { ReactNode } from "react";

const DELAY_MS = 350;

/** A word more, on hover and on focus, for staff. Never the only place where something is said. */
export const Tooltip = ({ says, children }: { says: ReactNode; children: ReactNode }) => (
  <Radix.Provider delayDuration={DELAY_MS}>
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          sideOffset={6}
          collisionPadding={8}
          className="z-50 flex max-w-xs appear items-center gap-2 rounded-control bg-ink px-2.5 py-1.5 text-caption text-canvas shadow-pop"
        >
          {says}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  </Radix.Provider>
);
