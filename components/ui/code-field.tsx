import type { ComponentProps } from "react";
import { Field } from "./field";

/** The code of a mail, in one field: pasted, typed in any case, with or without its dash. */
export const CodeField = (props: Omit<ComponentProps<typeof Field>, "type">) => (
  <Field
    name="code"
    autoComplete="one-time-code"
    autoCapitalize="characters"
    autoCorrect="off"
    spellCheck={false}
    maxLength={20}
    placeholder="BCDF-2345"
    {...props}
    className="font-mono tracking-[0.16em] uppercase"
  />
);
