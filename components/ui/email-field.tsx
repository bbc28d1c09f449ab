import type { ComponentProps } from "react";
import { Field } from "./field";

/** Somebody else's address, typed by staff: nothing is filled in or corrected for them. */
export const EmailField = (props: Omit<ComponentProps<typeof Field>, "type">) => (
  <Field size="normal" name="email" type="email" inputMode="email" autoComplete="off" autoCapitalize="none" spellCheck={false} maxLength={254} {...props} />
);
