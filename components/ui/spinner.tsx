import { cn } from "./class-names";

/** Decoration only: what is being waited for is said in words. */
export const Spinner = ({ className }: { className?: string }) => (
  <span
    aria-hidden
    className={cn("inline-block size-4 shrink-0 animate-spin rounded-full border-2 border-current border-r-transparent motion-reduce:animate-none", className)}
  />
);
