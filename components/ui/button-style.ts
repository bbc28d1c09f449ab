// Apart from button.tsx, whose links bring the router along: the forms at the door need the look alone (SPEC 13).
import { cva, type VariantProps } from "class-variance-authority";

const style = cva(
  "inline-flex items-center justify-center rounded-control border text-center font-medium select-none transition-colors duration-150 ease-calm disabled:cursor-default disabled:opacity-55 aria-disabled:cursor-default aria-disabled:opacity-70",
  {
    variants: {
      kind: {
        primary: "border-accent-edge bg-accent text-accent-ink shadow-control not-aria-disabled:hover:bg-accent-hover",
        plain: "border-line bg-surface text-ink shadow-control hover:border-line-strong/50 hover:bg-sunken",
        quiet: "border-transparent text-ink hover:bg-sunken",
        danger: "border-transparent bg-danger-fill text-danger-ink shadow-control not-aria-disabled:hover:bg-danger-fill/90",
        link: "min-h-0! border-0! p-0! text-accent-text underline decoration-accent-text/40 underline-offset-4 hover:decoration-accent-text",
      },
      size: {
        small: "min-h-8 gap-1.5 px-3 py-1 text-small",
        normal: "min-h-10 gap-2 px-4 py-1.5 text-small",
        large: "min-h-12 gap-2.5 px-5 py-2.5 text-base/6",
        icon: "size-9 shrink-0 p-0 text-small",
      },
      wide: { true: "w-full" },
    },
    defaultVariants: { kind: "plain", size: "normal" },
  },
);

export type ButtonLook = VariantProps<typeof style>;

/** For what looks like a button and is something else. */
export const buttonStyle = ({ className, ...variant }: ButtonLook & { className?: string }): string => style({ ...variant, className });
