/** What a handler costs that does nothing. */
export async function GET(request: Request) {
  return Response.json({ email: request.headers.get("x-nobody") });
}
