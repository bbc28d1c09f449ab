"use client";

import { useRouter } from "next/navigation";
import { useActionState, useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardFooter, CardHeader } from "@/components/ui/card";
import { RadioCards } from "@/components/ui/choice";
import { CloseDialog, DialogButton } from "@/components/ui/dialog";
import { Field, Problem, Select } from "@/components/ui/field";
import { keepTyped } from "@/components/ui/keep-typed";
import { Notice } from "@/components/ui/notice";
import { SubmitButton } from "@/components/ui/submit-button";
import type { Choice, Mapping } from "@/lib/imports/columns";
import { contactsIn, rowsIn } from "../words";
import { discard, type StartState, start, undo } from "./actions";

const START: StartState = { problem: null };
const LOOK_AGAIN_MS = 1_500;

/** Shows how far it is, as long as somebody looks. */
export function Refresh() {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === "visible" && router.refresh(), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [router]);
  return null;
}

interface ColumnsProps {
  id: string;
  headers: string[];
  sample: string[][];
  mapping: Mapping;
  choices: Choice[];
  total: number;
  /** Rows that are torn and won't be imported in any case. */
  failed: number;
}

/** What each column is, with what is in it, and how the first rows will read. */
export function Columns({ id, headers, sample, mapping, choices, total, failed }: ColumnsProps) {
  const [state, act] = useActionState(start, START);
  const [chosen, setChosen] = useState<(string | null)[]>(mapping);
  const labels = new Map<string, string>(choices.map(({ value, label }) => [value, label]));
  const twice = chosen.filter((target, at) => target && chosen.indexOf(target) < at);
  const choose = (column: number, value: string) => setChosen(chosen.map((target, at) => (at === column ? value || null : target)));
  return (
    <div className="grid grid-cols-1 gap-6">
      {failed > 0 && (
        <Notice tone="warn" title={`${rowsIn(failed)} can't be read`}>
          {failed === 1 ? "It has" : "They have"} more cells than the first row has. You find {failed === 1 ? "it" : "them"} in the report, to be mended.
        </Notice>
      )}
      <form action={act} onReset={keepTyped} className="grid grid-cols-1 gap-6">
        <input type="hidden" name="id" value={id} />
        <Card>
          <CardHeader title="What the columns are" hint="Foyer has guessed. Columns you leave out are not imported." />
          <div className="mt-5">
            <ul className="divide-y divide-line border-t border-line">
              {headers.map((header, column) => (
                <li key={column} className="grid items-center gap-x-6 gap-y-2 px-5 py-3 sm:grid-cols-[minmax(0,1fr)_16rem] sm:px-6">
                  <div className="min-w-0">
                    <p className="text-small font-medium break-words">{header}</p>
                    <p className="truncate text-small text-muted">
                      {sample
                        .map((cells) => cells[column])
                        .filter(Boolean)
                        .join(" · ") || "Empty in the first rows"}
                    </p>
                  </div>
                  <Select
                    id={`column-${column}`}
                    name="column"
                    label={`${header} is`}
                    labelHidden
                    value={chosen[column] ?? ""}
                    onChange={(event) => choose(column, event.target.value)}
                    problem={twice.includes(chosen[column] ?? null) && chosen[column] ? "Chosen for two columns." : null}
                  >
                    <option value="">Don't import</option>
                    {choices.map(({ value, label }) => (
                      <option key={value} value={value}>
                        {label}
                      </option>
                    ))}
                  </Select>
                </li>
              ))}
            </ul>
          </div>
        </Card>
        <Preview sample={sample} chosen={chosen} labels={labels} />
        <Card>
          <CardBody className="grid grid-cols-1 gap-6">
            <RadioCards
              legend="Somebody with the same email address is a contact already"
              name="duplicates"
              defaultValue="skip"
              options={[
                { value: "skip", label: "Skip them", hint: "Contacts you have stay exactly as they are." },
                {
                  value: "update",
                  label: "Bring them up to date",
                  hint: "What the file says replaces what was there. Empty cells change nothing, tags are added.",
                },
              ]}
            />
            <Field
              label="Tag for everybody in this file"
              name="tag"
              size="normal"
              optional
              maxLength={40}
              hint="Makes it easy to find and invite them afterwards."
              problem={state.field === "tag" ? state.problem : null}
            />
          </CardBody>
          <CardFooter>
            <SubmitButton kind="primary">Import {rowsIn(total - failed)}</SubmitButton>
            <Button type="submit" kind="quiet" formAction={discard} formNoValidate>
              Throw the file away
            </Button>
            {state.problem && !state.field && <Problem>{state.problem}</Problem>}
          </CardFooter>
        </Card>
      </form>
    </div>
  );
}

/** In the words of the choices, not of the file. */
function Preview({ sample, chosen, labels }: { sample: string[][]; chosen: (string | null)[]; labels: Map<string, string> }) {
  const columns = [...labels].flatMap(([target, label]) => (chosen.includes(target) ? [{ target, label, at: chosen.indexOf(target) }] : []));
  return (
    <Card>
      <CardHeader title="How the first rows will read" />
      <CardBody>
        {columns.length === 0 ? (
          <p className="text-small text-muted">No column is chosen yet.</p>
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
          <section className="overflow-x-auto" tabIndex={0} aria-label="Preview">
            <table className="w-full text-left text-small">
              <thead>
                <tr>
                  {columns.map(({ label }) => (
                    <th key={label} scope="col" className="pr-6 pb-2 text-caption font-medium whitespace-nowrap text-muted">
                      {label}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {sample.map((cells, row) => (
                  <tr key={row}>
                    {columns.map(({ target, label, at }) => (
                      <td key={label} className="max-w-60 truncate border-t border-line py-2 pr-6">
                        {cells[at] || <span className="text-muted">–</span>}
                        {isNoAddress(target, cells[at]) && <span className="block text-caption text-danger">Left out: no email address</span>}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
      </CardBody>
    </Card>
  );
}

/** What can't be one at first sight; lib/imports/person.ts looks closer. */
const isNoAddress = (target: string, cell = "") => (target === "email" || (target === "partnerEmail" && cell)) && !/^\s*\S+@\S+\.\S+\s*$/.test(cell);

interface UndoProps {
  id: string;
  fileName: string;
  created: number;
  updated: number;
  running: boolean;
}

export function Undo({ id, fileName, created, updated, running }: UndoProps) {
  const [state, act] = useActionState(undo, START);
  return (
    <DialogButton
      button={running ? "Stop and undo" : "Undo this import"}
      title={running ? "Stop this import and undo it?" : "Undo this import?"}
      hint={
        <>
          {running ? "Nothing more of " : "What came from "}
          <span className="font-medium break-all text-ink">{fileName}</span> {running ? "is imported. " : "is taken back. "}
          {running ? "What is there already is taken back: new contacts" : contactsIn(created)} {created === 1 && !running ? "is" : "are"} removed
          {running || updated > 0 ? ` and ${running ? "changed ones" : contactsIn(updated)} put back as before` : ""}. Whoever was invited, mailed or changed
          since stays as they are, and you are told how many.
        </>
      }
      footer={
        <>
          <form action={act} className="grid gap-2">
            <input type="hidden" name="id" value={id} />
            <SubmitButton kind="danger">{running ? "Stop and undo" : "Undo"}</SubmitButton>
            {state.problem && <Problem>{state.problem}</Problem>}
          </form>
          <CloseDialog>Cancel</CloseDialog>
        </>
      }
    />
  );
}
