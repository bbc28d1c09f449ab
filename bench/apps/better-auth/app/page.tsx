export default function SignIn() {
  return <p>Signing in goes through authClient.signIn.magicLink, which posts to /api/auth/sign-in/magic-link.</p>;
}
