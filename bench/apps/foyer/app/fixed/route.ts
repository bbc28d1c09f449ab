/** Made when the app was built: the most this server can answer. */
export const dynamic = "force-static";

export function GET() {
  return new Response('<!DOCTYPE html><html lang="en"><body><h1>Hello somebody@example.com</h1></body></html>', {
    headers: { "content-type": "text/html; charset=utf-8" },
  });
}
