import { betterAuth } from "better-auth";
import { magicLink } from "better-auth/plugins";
import { Pool } from "pg";

export const auth = betterAuth({
  database: new Pool({ connectionString: process.env.DATABASE_URL }),
  plugins: [
    magicLink({
      sendMagicLink: async ({ email, url }) => {
        const response = await fetch(process.env.MAIL_URL!, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ to: email, url }),
        });
        if (!response.ok) throw new Error(`The mail was refused: ${response.status}`);
      },
    }),
  ],
});
