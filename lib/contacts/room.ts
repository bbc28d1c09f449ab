// How much room a contact has, whichever way it comes: typed, in a file, or for many at once. More is refused, never cut (CHECKS I13).

/** Characters. */
export const MAX_NAME = 120;
export const MAX_PHONE = 40;
export const MAX_NOTE = 4_000;
export const MAX_TAG = 40;

/** Of one contact. */
export const MAX_TAGS = 20;
