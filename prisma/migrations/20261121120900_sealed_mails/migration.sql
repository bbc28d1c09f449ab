-- Few mails are sealed at any time: what cleaning up looks for is found without reading the others. The expression says nothing
-- more than the condition; Prisma's schema has no words for either, and would take an index on a plain column for its own.
CREATE INDEX "Mail_sealed" ON "Mail" (("sealed" IS NOT NULL)) WHERE "sealed" IS NOT NULL;
