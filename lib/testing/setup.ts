// The configuration every test runs under; a test that needs another says so with useEnv.
process.env.AUTH_SECRET ??= "only-for-tests-only-for-tests-only-for-tests";
process.env.BASE_URL = "http://localhost:3000"; // vitest has put "/" there
process.env.LOG_LEVEL ??= "silent";
delete process.env.DATABASE_URL;
