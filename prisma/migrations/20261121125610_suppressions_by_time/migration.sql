-- CreateIndex
CREATE INDEX "Suppression_workspaceId_clearedAt_at_idx" ON "Suppression"("workspaceId", "clearedAt", "at" DESC);
