"use client";

import type { Route } from "next";
import { useRouter } from "next/navigation";
import { type DragEvent, type FormEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { Problem } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { Progress } from "@/components/ui/progress";

const TO = "/dashboard/contacts/import/upload";
const MAX_BYTES = 50 * 1024 * 1024;
const TOO_LARGE = "This file is larger than 50 MB. Split it and import one part after the other.";
const BROKEN = "The file did not arrive. Check the connection and upload it again.";

/** The file goes up by itself once it is chosen; without JavaScript a button sends it. */
export function Upload({ problem: before }: { problem: string | null }) {
  const router = useRouter();
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState(before);
  const [sending, setSending] = useState<{ name: string; part: number } | null>(null);
  const [over, setOver] = useState(false);

  async function take(file: File | undefined) {
    if (!file) return;
    setProblem(null);
    if (file.size > MAX_BYTES) return setProblem(TOO_LARGE);
    setSending({ name: file.name, part: 0 });
    const answer = await send(file, (part) => setSending({ name: file.name, part }));
    if ("id" in answer) return router.push(`/dashboard/contacts/import/${answer.id}` as Route);
    setSending(null);
    setProblem(answer.problem);
    if (input.current) input.current.value = "";
    input.current?.focus();
  }

  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (!sending) void take(event.dataTransfer.files[0]);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void take(input.current?.files?.[0]);
  };

  return (
    <form action={TO} method="post" encType="multipart/form-data" onSubmit={submit} className="grid grid-cols-1 gap-4">
      <label
        htmlFor="file"
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
        className={cn(
          "grid grid-cols-1 justify-items-center gap-2 rounded-card border border-dashed px-6 py-10 text-center transition-colors duration-150",
          over ? "border-accent-text bg-accent-soft" : "border-line-strong bg-sunken/50",
        )}
      >
        <span className="grid size-11 place-items-center rounded-full border border-line bg-surface text-muted">
          <Icon name="upload" className="size-5" />
        </span>
        <span className="text-body font-semibold">CSV file</span>
        <span className="max-w-md text-small text-pretty text-muted">
          Drop it here or choose it. From Excel, Numbers or Google Sheets save as “CSV UTF-8”; an export of Foyer works as well.
        </span>
        <input
          ref={input}
          id="file"
          name="file"
          type="file"
          accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain"
          required
          disabled={sending !== null}
          aria-describedby={problem ? "upload-problem" : undefined}
          aria-invalid={problem ? true : undefined}
          onChange={(event) => void take(event.target.files?.[0])}
          className="mt-2 max-w-full rounded-control text-small text-muted file:mr-3 file:h-10 file:rounded-control file:border file:border-solid file:border-line-strong/70 file:bg-surface file:px-4 file:font-medium file:text-ink file:shadow-control hover:file:border-line-strong disabled:opacity-60"
        />
      </label>
      {sending && (
        <div className="grid gap-2" role="status">
          <p className="text-small text-muted">
            {sending.part < 1 ? "Uploading" : "Reading"} <span className="font-medium break-all text-ink">{sending.name}</span>
          </p>
          <Progress label={`Uploading ${sending.name}`} value={sending.part < 1 ? sending.part * 100 : undefined} />
        </div>
      )}
      {problem && <Problem id="upload-problem">{problem}</Problem>}
      <noscript>
        <Button type="submit" kind="primary">
          Upload
        </Button>
      </noscript>
    </form>
  );
}

type Answer = { id: string } | { problem: string };

/** Not by fetch, which does not say how far it is. */
function send(file: File, onPart: (part: number) => void): Promise<Answer> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", `${TO}?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader("content-type", "text/csv");
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => onPart(loaded / total);
    request.upload.onload = () => onPart(1);
    request.onload = () =>
      resolve(request.response?.id || request.response?.problem ? request.response : { problem: request.status === 413 ? TOO_LARGE : BROKEN });
    request.onerror = () => resolve({ problem: BROKEN });
    request.send(file);
  });
}
