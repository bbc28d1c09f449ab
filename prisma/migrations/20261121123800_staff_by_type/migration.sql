-- What one of the staff did of one kind (SPEC D7): without it, everything they did, or everything of that kind, is read in vain.
-- Only what staff did is in it: nothing a member does pays for it. The last column says nothing more than the
-- condition; Prisma's schema has no words for either, and would take an index on plain columns for its own.
CREATE INDEX "Activity_staff_type" ON "Activity" ("workspaceId", "staffId", "type", "at" DESC, "id" DESC, ("staffId" IS NOT NULL)) WHERE "staffId" IS NOT NULL;
