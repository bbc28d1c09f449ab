// Whether somebody changed a contact since an import wrote it: everything staff can change, in one short word.

/** Of the contact `c`. */
export const FINGERPRINT = `md5(jsonb_build_array(c.name, c.phone, c."companyId", c.note, c."tagIds", c.fields, c."externalId", c.active, c."portalAccess", c."accessEndsAt",
  (SELECT jsonb_agg(jsonb_build_array(a.id, a.kind, a."emailKey") ORDER BY a.id) FROM "Address" a WHERE a."workspaceId" = c."workspaceId" AND a."contactId" = c.id))::text)`;
