import { cn } from "./class-names";

/** Holds the place of something that is on its way, in its size, so that nothing jumps. */
export const Skeleton = ({ className }: { className?: string }) => (
  <span aria-hidden className={cn("block animate-pulse rounded-control bg-sunken motion-reduce:animate-none", className)} />
);

/** The place of a table or a list. */
export const SkeletonRows = ({ rows = 8, label = "Loading" }: { rows?: number; label?: string }) => (
  <div role="status" className="divide-y divide-line overflow-hidden rounded-card border border-line bg-surface">
    <span className="sr-only">{label}</span>
    {Array.from({ length: rows }, (_, row) => (
      <div key={row} className="flex h-14 items-center gap-4 px-5">
        <Skeleton className="size-8 rounded-full!" />
        <Skeleton className={cn("h-3.5", row % 3 === 0 ? "w-40" : row % 3 === 1 ? "w-52" : "w-32")} />
        <Skeleton className="ml-auto hidden h-3.5 w-24 sm:block" />
      </div>
    ))}
  </div>
);
