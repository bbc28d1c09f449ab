import type { Route } from "next";
import { redirect } from "next/navigation";
import { requireStaff } from "@/lib/here";
import { fileOf } from "@/lib/imports/multipart";
import { type Received, receiveImport } from "@/lib/imports/receive";
import { Unreadable } from "@/lib/imports/unreadable";
import type { Staff } from "@/lib/viewer";
import { problemOf } from "../words";

const PATH = "/dashboard/contacts/import";

/** The file as it comes: sent by the page's script, or by its form where there is none. */
export async function POST(request: Request): Promise<Response> {
  const { viewer } = await requireStaff("contacts.import", PATH);
  const isForm = request.headers.get("content-type")?.startsWith("multipart/form-data") ?? false;
  const received = await (isForm ? receiveForm(viewer, request) : receiveImport(viewer, new URL(request.url).searchParams.get("name"), bodyOf(request)));
  if (isForm) return redirect((received.ok ? `${PATH}/${received.id}` : `${PATH}?problem=${received.reason}&line=${received.line ?? ""}`) as Route);
  return Response.json(received.ok ? { id: received.id } : { problem: problemOf(received.reason, received.line) });
}

async function receiveForm(viewer: Staff, request: Request): Promise<Received> {
  try {
    const { name, bytes } = await fileOf(bodyOf(request), request.headers.get("content-type") ?? "");
    return await receiveImport(viewer, name, bytes);
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, reason: error.reason };
    throw error;
  }
}

async function* bodyOf({ body }: Request): AsyncGenerator<Uint8Array> {
  if (body) yield* body;
}
