// Known devices: browsers that have been signed in as an address before (SPEC L5). An address that goes keeps nobody known.
import type { SessionKind } from "@/prisma/generated/enums";
import type { Tx } from "../plumbing/db";

/** Whoever gets one of these addresses later begins as a stranger there. */
export async function forgetDevices(tx: Tx, workspaceId: string, kind: SessionKind, emailKeys: string[]): Promise<void> {
  await tx.device.deleteMany({ where: { workspaceId, kind, emailKey: { in: emailKeys } } });
}
