import { headers } from "next/headers";

export default async function Home() {
  return <main>{(await headers()).get("host")}</main>;
}
