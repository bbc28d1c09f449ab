"use client";

import type { ComponentProps } from "react";
import { useFormStatus } from "react-dom";
import { Button } from "./button";

type Props = Omit<ComponentProps<typeof Button>, "type" | "busy">;

/** The button of the form around it. Without JavaScript it is an ordinary one. */
export function SubmitButton({ onClick, ...rest }: Props) {
  const { pending } = useFormStatus();
  return <Button type="submit" busy={pending} onClick={pending ? (event) => event.preventDefault() : onClick} {...rest} />;
}
