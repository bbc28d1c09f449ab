import type { ComponentProps, ReactNode } from "react";
import { cn } from "./class-names";

export const inputStyle =
  "w-full rounded-control border border-line-strong/60 bg-surface px-3.5 text-base text-ink shadow-xs placeholder:text-muted/80 focus:border-accent-text focus:outline-2 focus:outline-offset-0 focus:outline-accent-text/40 aria-invalid:border-danger";

interface FieldProps extends ComponentProps<"input"> {
  label: string;
  hint?: ReactNode;
  /** What is wrong and what to do; read out with the field. */
  problem?: string | null;
}

export function Field({ label, hint, problem, id, className, ...input }: FieldProps) {
  const field = id ?? input.name ?? "field";
  const described = [problem && `${field}-problem`, hint && `${field}-hint`].filter(Boolean).join(" ");
  return (
    <div className="grid gap-1.5">
      <label htmlFor={field} className="text-sm font-medium">
        {label}
      </label>
      <input
        id={field}
        aria-invalid={problem ? true : undefined}
        aria-describedby={described || undefined}
        className={cn(inputStyle, "h-12", className)}
        {...input}
      />
      {problem && (
        <p id={`${field}-problem`} role="alert" className="text-sm text-danger">
          {problem}
        </p>
      )}
      {hint && (
        <p id={`${field}-hint`} className="text-sm text-muted">
          {hint}
        </p>
      )}
    </div>
  );
}
