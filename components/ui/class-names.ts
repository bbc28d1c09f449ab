import { type ClassValue, clsx } from "clsx";
import { twMerge } from "tailwind-merge";

/** Class names in which the later one wins. */
export const cn = (...classes: ClassValue[]): string => twMerge(clsx(classes));
