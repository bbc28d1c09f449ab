-- DropIndex
DROP INDEX "Suppression_workspaceId_clearedAt_at_idx";

-- CreateIndex
CREATE INDEX "Suppression_workspaceId_at_idx" ON "Suppression"("workspaceId", "at" DESC);
