import { cn } from "./class-names";

interface AddressProps {
  /** In a sentence it stands out; on a button it does not. */
  strong?: boolean;
  children: string;
}

/** An email address among words: broken before it leaves the page, and not in the middle of what stands for the name ("a…@"). */
export function Address({ strong, children }: AddressProps) {
  const Tag = strong ? "strong" : "span";
  const masked = children.indexOf("…@") + 2;
  return (
    <Tag className={cn("wrap-anywhere", strong && "font-medium text-ink")}>
      {masked > 1 && <span className="whitespace-nowrap">{children.slice(0, masked)}</span>}
      {children.slice(masked > 1 ? masked : 0)}
    </Tag>
  );
}
