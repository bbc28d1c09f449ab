// Whether mail to a contact is stopped (SPEC D4, M4): as true as its addresses are now. Whoever changes one refreshes it in the same transaction.
import type { Tx } from "../plumbing/db";

export async function refreshBounced(tx: Tx, workspaceId: string, contactIds: string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE "Contact" c SET bounced = NOT c.bounced
    WHERE c."workspaceId" = ${workspaceId}::uuid AND c.id = ANY(${contactIds}::uuid[]) AND c.bounced <> EXISTS (
      SELECT FROM "Address" a JOIN "Suppression" s ON s."workspaceId" = a."workspaceId" AND s."emailKey" = a."emailKey" AND s."clearedAt" IS NULL
      WHERE a."workspaceId" = c."workspaceId" AND a."contactId" = c.id)`;
}
