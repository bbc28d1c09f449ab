"use client";

import { useRef } from "react";
import { Button } from "@/components/ui/button";
import { buttonStyle } from "@/components/ui/button-style";
import { Problem } from "@/components/ui/field";

interface PictureFieldProps {
  name: string;
  label: string;
  hint: string;
  /** A data URL. */
  value: string | null;
  dark?: boolean;
  problem: string | null;
  onChange(value: string | null): void;
}

/** A picture travels with its form as text, so it is still there when something else in the form was wrong. */
export function PictureField({ name, label, hint, value, dark, problem, onChange }: PictureFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const remove = () => {
    if (input.current) {
      input.current.value = "";
      input.current.focus();
    }
    onChange(null);
  };
  return (
    <div className="grid grid-cols-1 gap-2">
      <input type="hidden" name={name} value={value ?? ""} />
      <p className="text-small font-medium">{label}</p>
      <div className="flex flex-wrap items-center gap-3">
        <span data-theme={dark ? "dark" : "light"} className="grid h-14 w-24 shrink-0 place-items-center rounded-control border border-line bg-canvas">
          {value ? <img src={value} alt="" className="h-10 w-20 object-contain" /> : <span className="text-caption text-muted">None</span>}
        </span>
        <span className="flex items-center gap-1">
          <label
            className={buttonStyle({
              size: "small",
              className: "has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent-text has-disabled:opacity-60",
            })}
          >
            {value ? "Replace" : "Choose"}
            <span className="sr-only"> {label}</span>
            <input
              ref={input}
              type="file"
              accept="image/png,image/jpeg,image/webp,image/svg+xml"
              aria-describedby={`${name}-hint`}
              aria-invalid={problem ? true : undefined}
              onChange={(event) => void read(event.target.files?.[0]).then((url) => url && onChange(url))}
              className="sr-only"
            />
          </label>
          {value && (
            <Button kind="quiet" size="small" onClick={() => remove()}>
              Remove<span className="sr-only"> {label}</span>
            </Button>
          )}
        </span>
      </div>
      {problem && <Problem>{problem}</Problem>}
      <p id={`${name}-hint`} className="text-small text-muted">
        {hint}
      </p>
    </div>
  );
}

const read = (file: File | undefined): Promise<string | null> =>
  new Promise((done) => {
    if (!file) return done(null);
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result));
    reader.onerror = () => done(null);
    reader.readAsDataURL(file);
  });
