import { PrismaAdapter } from "@auth/prisma-adapter";
import NextAuth from "next-auth";
import { prisma } from "./prisma";

export const { handlers, signIn, auth } = NextAuth({
  adapter: PrismaAdapter(prisma),
  providers: [
    {
      id: "http-email",
      name: "Email",
      type: "email",
      maxAge: 60 * 60 * 24,
      async sendVerificationRequest({ identifier: to, url }) {
        const response = await fetch(process.env.MAIL_URL!, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ to, url }),
        });
        if (!response.ok) throw new Error(`The mail was refused: ${response.status}`);
      },
    },
  ],
});
