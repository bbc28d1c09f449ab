import type { FormEvent } from "react";

/** React empties a form once its action is through, whatever came of it. For `onReset`: what was typed stays, to be mended. */
export const keepTyped = (event: FormEvent<HTMLFormElement>): void => event.preventDefault();
