import type { ComponentProps, ReactNode } from "react";
import { cn } from "./class-names";

interface ChoiceProps extends Omit<ComponentProps<"input">, "type"> {
  label: ReactNode;
  hint?: ReactNode;
  /** For the screen reader only: a box in a table. */
  labelHidden?: boolean;
}

const box =
  "peer size-4.5 shrink-0 appearance-none border border-line-strong bg-surface transition-colors duration-100 checked:border-accent-edge checked:bg-accent indeterminate:border-accent-edge indeterminate:bg-accent disabled:opacity-50";

/** Yes or no, sent with its form. */
export function Checkbox({ label, hint, labelHidden, className, ...input }: ChoiceProps) {
  return (
    <Line label={label} hint={hint} labelHidden={labelHidden} className={className}>
      <span className="relative grid place-items-center">
        <input type="checkbox" className={cn(box, "rounded-[0.3125rem]")} {...input} />
        <svg
          aria-hidden
          viewBox="0 0 16 16"
          className="pointer-events-none absolute size-3.5 fill-none stroke-accent-ink stroke-[2.25] opacity-0 peer-checked:opacity-100"
          strokeLinecap="round"
          strokeLinejoin="round"
        >
          <path d="m3.5 8.5 3 3 6-7" />
        </svg>
        <span aria-hidden className="pointer-events-none absolute h-0.5 w-2 rounded-full bg-accent-ink opacity-0 peer-indeterminate:opacity-100" />
      </span>
    </Line>
  );
}

/** On or off; where it takes effect at once, say so beside it. */
export function Switch({ label, hint, labelHidden, className, ...input }: ChoiceProps) {
  return (
    <Line label={label} hint={hint} labelHidden={labelHidden} className={className}>
      <span className="relative inline-flex h-5.5 items-center">
        <input
          type="checkbox"
          // biome-ignore lint/a11y/useAriaPropsForRole: a checkbox says itself whether it is checked
          role="switch"
          className="peer h-5.5 w-9.5 shrink-0 appearance-none rounded-full border border-line-strong bg-line-strong/30 transition-colors duration-150 checked:border-accent-edge checked:bg-accent disabled:opacity-50"
          {...input}
        />
        <span
          aria-hidden
          className="pointer-events-none absolute left-[0.1875rem] size-4 rounded-full bg-ink/70 transition-transform duration-150 ease-calm peer-checked:translate-x-4 peer-checked:bg-accent-ink"
        />
      </span>
    </Line>
  );
}

interface RadioCardsProps {
  legend: ReactNode;
  hint?: ReactNode;
  name: string;
  options: { value: string; label: ReactNode; hint?: ReactNode; disabled?: boolean }[];
  defaultValue?: string;
  className?: string;
}

/** One of a few, each with a sentence that says what it means. */
export const RadioCards = ({ legend, hint, name, options, defaultValue, className }: RadioCardsProps) => (
  <fieldset className={className}>
    <legend className="text-small font-medium">{legend}</legend>
    {hint && <p className="mt-0.5 text-small text-muted">{hint}</p>}
    <div className="mt-2.5 grid gap-2">
      {options.map(({ value, label, hint: says, disabled }) => (
        <label
          key={value}
          className="flex gap-3 rounded-control border border-line bg-surface px-4 py-3 shadow-control transition-colors duration-100 hover:border-line-strong has-checked:border-accent-text has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent-text has-disabled:opacity-60"
        >
          <input
            type="radio"
            name={name}
            value={value}
            defaultChecked={value === defaultValue}
            disabled={disabled}
            className="mt-0.5 size-4.5 shrink-0 appearance-none rounded-full border border-line-strong bg-surface checked:border-[0.3125rem] checked:border-accent-text focus-visible:outline-none"
          />
          <span className="min-w-0 text-small">
            <span className="block font-medium">{label}</span>
            {says && <span className="block text-muted">{says}</span>}
          </span>
        </label>
      ))}
    </div>
  </fieldset>
);

interface LineProps {
  label: ReactNode;
  hint?: ReactNode;
  labelHidden?: boolean;
  className?: string;
  children: ReactNode;
}

const Line = ({ label, hint, labelHidden, className, children }: LineProps) => (
  // biome-ignore lint/a11y/noLabelWithoutControl: the control is among the children
  <label className={cn("flex items-start gap-3 text-small", labelHidden && "relative w-fit before:absolute before:-inset-2.5", className)}>
    <span className="flex h-5.5 items-center">{children}</span>
    <span className={labelHidden ? "sr-only" : "min-w-0"}>
      <span className="block font-medium">{label}</span>
      {hint && <span className="block text-muted">{hint}</span>}
    </span>
  </label>
);
