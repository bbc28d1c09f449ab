import { headers } from "next/headers";

/** The signed-in page without asking who is there. */
export default async function Open() {
  return <h1>Hello {(await headers()).get("x-nobody") ?? "somebody@example.com"}</h1>;
}
