import { signIn } from "../auth";

export default function SignIn() {
  return (
    <form
      action={async (formData) => {
        "use server";
        await signIn("http-email", formData);
      }}
    >
      <input type="text" name="email" placeholder="Email" />
      <button type="submit">Sign in with email</button>
    </form>
  );
}
