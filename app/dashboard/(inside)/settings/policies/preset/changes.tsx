import { Table, TableCell, TableHead, TableRow } from "@/components/ui/table";
import type { PresetChange } from "@/lib/settings/policies";
import { TITLES } from "@/lib/wordings";

export function Changes({ changes }: { changes: PresetChange[] }) {
  return (
    <Table label="What changes" head={["What", "Now", "Then", "Links"].map((title) => <TableHead key={title}>{title}</TableHead>)}>
      {alike(changes).map(([{ field, name, before, after }, links]) => (
        <TableRow key={field + before + after}>
          <TableCell phone="title">
            <span className="inline-block first-letter:uppercase">{name}</span>
          </TableCell>
          <TableCell label="Now">
            <span className="text-muted">{before}</span>
          </TableCell>
          <TableCell label="Then">
            <strong className="font-medium">{after}</strong>
          </TableCell>
          <TableCell className="max-md:text-left">
            <span className="text-muted">{links.join(", ")}</span>
          </TableCell>
        </TableRow>
      ))}
    </Table>
  );
}

/** The same change of several links is one line. */
function alike(changes: PresetChange[]): [PresetChange, links: string[]][] {
  const lines = new Map<string, [PresetChange, string[]]>();
  for (const change of changes) {
    const key = [change.field, change.before, change.after].join("|");
    const line = lines.get(key) ?? [change, []];
    line[1].push(TITLES[change.purpose]);
    lines.set(key, line);
  }
  return [...lines.values()];
}
