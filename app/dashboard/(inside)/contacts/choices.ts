// What a list of contacts can be narrowed by: the names and values of its address (lib/contacts/filter.ts), and the words for them.

export interface Choice {
  name: string;
  label: string;
  options: [value: string, says: string][];
}

export const CHOICES: Choice[] = [
  {
    name: "status",
    label: "Status",
    options: [
      ["active", "Active"],
      ["inactive", "Inactive"],
    ],
  },
  {
    name: "access",
    label: "Portal access",
    options: [
      ["on", "On"],
      ["off", "Off"],
    ],
  },
  {
    name: "invited",
    label: "Invited",
    options: [
      ["yes", "Yes"],
      ["no", "Not yet"],
    ],
  },
  {
    name: "signed-in",
    label: "Signed in",
    options: [
      ["yes", "Yes"],
      ["never", "Never"],
    ],
  },
  {
    name: "bounced",
    label: "Mail",
    options: [
      ["yes", "Bounced"],
      ["no", "Arrives"],
    ],
  },
  {
    name: "seen",
    label: "Last seen",
    options: [
      ["7", "In the last 7 days"],
      ["30", "In the last 30 days"],
      ["90", "In the last 90 days"],
      ["not30", "Not for 30 days"],
      ["not90", "Not for 90 days"],
      ["not365", "Not for a year"],
      ["never", "Never"],
    ],
  },
];

/** Those of every workspace, and its own tags. */
export const choicesWith = (tags: { id: string; name: string }[]): Choice[] =>
  tags.length ? [...CHOICES, { name: "tag", label: "Tag", options: tags.map(({ id, name }) => [id, name]) }] : CHOICES;
