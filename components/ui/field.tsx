import type { ComponentProps, ReactNode } from "react";
import { cn } from "./class-names";

/** The look of everything that is filled in. */
export const inputStyle =
  "w-full rounded-control border border-line-strong/70 bg-surface text-ink text-ellipsis shadow-control transition-[border-color,box-shadow] duration-150 placeholder:text-muted/75 hover:border-line-strong focus:border-accent-text focus:outline-3 focus:outline-offset-0 focus:outline-accent-text/25 disabled:bg-sunken disabled:text-muted aria-invalid:border-danger aria-invalid:focus:outline-danger/25 [&[readonly]]:bg-sunken";

/** A finger gets 16 px: a phone zooms into what is smaller, and stays there. */
const SIZE = {
  small: "h-8 px-2.5 text-small pointer-coarse:text-base",
  normal: "h-10 px-3 text-body pointer-coarse:text-base",
  large: "h-12 px-3.5 text-base",
};

interface Said {
  label: ReactNode;
  hint?: ReactNode;
  /** What is wrong and what to do; read out with the field. */
  problem?: string | null;
  /** For the screen reader only: where the place says it to everybody else. */
  labelHidden?: boolean;
  optional?: boolean;
}

interface FieldProps extends Omit<ComponentProps<"input">, "size">, Said {
  size?: keyof typeof SIZE;
}

/** One line to fill in. */
export function Field({ label, hint, problem, labelHidden, optional, id, size = "large", className, ...input }: FieldProps) {
  return (
    <Labelled {...{ label, hint, problem, labelHidden, optional }} id={id ?? input.name ?? "field"}>
      {(control) => <input {...control} className={cn(inputStyle, SIZE[size], className)} {...input} />}
    </Labelled>
  );
}

/** Several lines; grows with what is written where the browser can. */
export function TextArea({ label, hint, problem, labelHidden, optional, id, className, rows = 4, ...area }: ComponentProps<"textarea"> & Said) {
  return (
    <Labelled {...{ label, hint, problem, labelHidden, optional }} id={id ?? area.name ?? "field"}>
      {(control) => (
        <textarea {...control} rows={rows} className={cn(inputStyle, "field-sizing-content min-h-24 px-3 py-2.5 text-body", className)} {...area} />
      )}
    </Labelled>
  );
}

interface SelectProps extends Omit<ComponentProps<"select">, "size">, Said {
  size?: keyof typeof SIZE;
}

/** The system's own list: the best one on a phone. */
export function Select({ label, hint, problem, labelHidden, optional, id, size = "normal", className, children, ...select }: SelectProps) {
  return (
    <Labelled {...{ label, hint, problem, labelHidden, optional }} id={id ?? select.name ?? "field"}>
      {(control) => (
        <span className="relative block">
          <select {...control} className={cn(inputStyle, SIZE[size], "appearance-none truncate pr-9!", className)} {...select}>
            {children}
          </select>
          <svg
            aria-hidden
            viewBox="0 0 16 16"
            className="pointer-events-none absolute top-1/2 right-3 size-4 -translate-y-1/2 fill-none stroke-muted stroke-[1.75]"
          >
            <path d="m4 6 4 4 4-4" strokeLinecap="round" strokeLinejoin="round" />
          </svg>
        </span>
      )}
    </Labelled>
  );
}

interface Control {
  id: string;
  "aria-invalid": true | undefined;
  "aria-describedby": string | undefined;
}

function Labelled({ id, label, hint, problem, labelHidden, optional, children }: Said & { id: string; children(control: Control): ReactNode }) {
  const described = [problem && `${id}-problem`, hint && `${id}-hint`].filter(Boolean).join(" ");
  return (
    <div className="grid grid-cols-1 gap-1.5">
      <label htmlFor={id} className={labelHidden ? "sr-only" : "flex items-baseline justify-between gap-3 text-small font-medium"}>
        {label}
        {optional && <span className="text-caption font-normal text-muted">Optional</span>}
      </label>
      {children({ id, "aria-invalid": problem ? true : undefined, "aria-describedby": described || undefined })}
      {problem && <Problem id={`${id}-problem`}>{problem}</Problem>}
      {hint && (
        <p id={`${id}-hint`} className="text-small text-muted">
          {hint}
        </p>
      )}
    </div>
  );
}

/** What is wrong with a form as a whole, or with the field it is named by. */
export const Problem = ({ id, children }: { id?: string; children: ReactNode }) => (
  <p id={id} role="alert" className="text-small font-medium text-danger">
    {children}
  </p>
);
