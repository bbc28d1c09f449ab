import type { Route } from "next";
import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { type ButtonLook, buttonStyle } from "./button-style";
import { Spinner } from "./spinner";

interface ButtonProps extends ComponentProps<"button">, ButtonLook {
  /** On its way: says so, and is not pressed twice. */
  busy?: boolean;
}

export function Button({ kind, size, wide, className, type = "button", busy, children, ...rest }: ButtonProps) {
  return (
    <button type={type} aria-disabled={busy || undefined} aria-busy={busy || undefined} className={buttonStyle({ kind, size, wide, className })} {...rest}>
      {busy && <Spinner />}
      {children}
    </button>
  );
}

interface ButtonLinkProps extends Omit<ComponentProps<"a">, "href">, ButtonLook {
  href: Route | (string & {});
  children: ReactNode;
}

/** Goes somewhere; inside the portal without loading everything anew. */
export function ButtonLink({ kind, size, wide, className, href, ...rest }: ButtonLinkProps) {
  const look = buttonStyle({ kind, size, wide, className });
  if (!href.startsWith("/")) return <a href={href} className={look} {...rest} />;
  return <Link href={href as Route} prefetch={false} className={look} {...rest} />;
}
