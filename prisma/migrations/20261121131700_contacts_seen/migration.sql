-- Whoever was never seen stands after everybody else in a list by "last seen": with a mark of its own, the index says at once
-- that nobody of a list was seen, and nobody reads all of them to find that out. lib/contacts/conditions.ts writes the same expression.
DROP INDEX "Contact_find";
CREATE INDEX "Contact_find" ON "Contact" USING GIN (
  "workspaceId" uuid_ops,
  "search" gin_trgm_ops,
  "tagIds" array_ops,
  (ARRAY[
    CASE WHEN "active" THEN 'active' ELSE 'inactive' END,
    CASE WHEN "portalAccess" THEN 'access' ELSE 'no_access' END,
    CASE WHEN "invitedAt" IS NULL THEN 'not_invited' ELSE 'invited' END,
    CASE WHEN "firstSignedInAt" IS NULL THEN 'never_signed_in' ELSE 'signed_in' END,
    CASE WHEN "lastSeenAt" IS NULL THEN 'never_seen' ELSE 'seen' END,
    CASE WHEN "bounced" THEN 'bounced' ELSE 'not_bounced' END
  ]) array_ops
) WITH (gin_pending_list_limit = 1024);

-- Nothing is known of a new expression before that, and every plan would be a guess.
ANALYZE "Contact";
