import { Icon } from "@/components/ui/icon";
import { type Permission, permits } from "@/lib/permissions";
import { ROLES } from "@/lib/staff";

/** What the roles differ in, in the words of those who choose one; read from the same table that decides. */
const SAYS: [words: string, permission: Permission][] = [
  ["See contacts, companies, activity, mail and settings", "contacts.read"],
  ["Add and change contacts and companies", "contacts.edit"],
  ["Send and copy sign-in links", "links.send"],
  ["Revoke sessions", "sessions.revoke"],
  ["See the portal as a contact sees it", "contacts.preview"],
  ["Delete, import and export contacts", "contacts.delete"],
  ["Export the activity log", "activity.export"],
  ["Change settings and policies", "settings.edit"],
  ["Add and remove domains", "settings.domains"],
  ["Invite, change and remove staff", "staff.manage"],
];

export const RoleTable = () => (
  <details className="group mt-6 rounded-card border border-line bg-surface shadow-card">
    <summary className="hidden-marker flex cursor-pointer items-center justify-between gap-3 px-5 py-4 text-small font-medium sm:px-6">
      What each role may do
      <Icon name="down" className="size-4 text-muted transition-transform duration-150 group-open:rotate-180" />
    </summary>
    <div className="overflow-x-auto border-t border-line px-5 pb-4 sm:px-6">
      <table className="w-full text-small">
        <thead>
          <tr>
            <th scope="col" className="h-10 text-left text-caption font-medium text-muted">
              Act
            </th>
            {ROLES.map((role) => (
              <th key={role} scope="col" className="h-10 px-2 text-caption font-medium text-muted capitalize">
                {role}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {SAYS.map(([words, permission]) => (
            <tr key={permission} className="border-t border-line">
              <th scope="row" className="py-2 pr-4 text-left font-normal">
                {words}
              </th>
              {ROLES.map((role) => (
                <td key={role} className="px-2 text-center">
                  {permits(role, permission) ? (
                    <>
                      <Icon name="check" className="mx-auto size-4 text-ok" />
                      <span className="sr-only">yes</span>
                    </>
                  ) : (
                    <span className="sr-only">no</span>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </details>
);
