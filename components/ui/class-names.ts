import { type ClassValue, clsx } from "clsx";

/** What a caller adds is for layout (margin, width, place in a grid): looks are chosen by props, so that nothing has to win over anything. */
export const cn = (...classes: ClassValue[]): string => clsx(classes);
